"""The recipes of docs/analysis.md, with the real libraries, and ActivityWatch's own importer.

The libraries come from PyPI, once, into .build/analysis; where that can't be reached, the tests are
skipped and say so."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import PATIENCE, ROOT
from support.policy import unavailable

EXAMPLES = sorted((ROOT / "Examples/recordings").glob("*.events"))
REQUIREMENTS = ROOT / "Tests/System/analysis.txt"
PAGE = (ROOT / "docs/analysis.md").read_text()


@pytest.fixture(scope="session")
def libraries():
    """The folder of the programs of an environment that has the libraries."""
    folder = ROOT / ".build/analysis"
    wanted, stamp = REQUIREMENTS.read_text(), folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True, check=False)
        if made.returncode:
            unavailable(f"no environment for Python's libraries: {made.stdout[-200:]}{made.stderr[-200:]}")
        install = [folder / "bin/pip", "install", "--quiet", "--requirement", REQUIREMENTS]
        done = subprocess.run(install, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            unavailable(f"PyPI can't be reached: {done.stderr[-300:]}")
        stamp.write_text(wanted)
    return folder / "bin"


@pytest.fixture(scope="session")
def log(tactus, tmp_path_factory):
    """A log folder as a sensor leaves it over three days: compressed, rotated, and live; and its windows."""
    folder = tmp_path_factory.mktemp("analysis")
    replay = subprocess.run([tactus, "replay", "--window=20s", *EXAMPLES], capture_output=True, check=True, text=True)
    # Days apart, as if sensed live.
    windows = [json.loads(line) | {"seq": number + 1, "source": "live"}
               for number, line in enumerate(replay.stdout.splitlines())]
    parts = [windows[:4], windows[4:7], windows[7:]]
    assert all(parts)
    for day, part in enumerate(parts):
        for window in part:
            window["start"] = window["start"].replace("2026-01-05", f"2026-01-0{5 + day}")
    names = ["tactus-20260105T090000Z-00000000-1.jsonl", "tactus-20260106T090000Z-00000000-5.jsonl", "tactus.jsonl"]
    for name, part in zip(names, parts):
        (folder / name).write_text("".join(json.dumps(window) + "\n" for window in part))
    subprocess.run(["gzip", folder / names[0]], check=True)
    (folder / "tactus.jsonl.torn").write_text("{torn")
    return folder, windows


def blocks(language):
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found


def total(windows, name):
    return sum(window[name] or 0 for window in windows)


def run(libraries, tactus, log, tmp_path, code, checks):
    """The page's code and then ours, which sees its names."""
    environment = os.environ | {"LOG": str(log), "PATH": f"{tactus.parent}:{os.environ['PATH']}"}
    script = tmp_path / "page.py"
    script.write_text(code + "\n" + checks)
    done = subprocess.run([libraries / "python", script], capture_output=True, text=True, env=environment,
                          cwd=tmp_path, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_pandas(libraries, tactus, log, tmp_path):
    folder, windows = log
    page = [block for block in blocks("python") if "polars" not in block]
    seen = run(libraries, tactus, folder, tmp_path, "\n".join(page), """
import json
print(json.dumps([len(log), int(days["kb.keystrokes"].sum()), int(days["click.n"].sum()), (days["duration"] > 0).sum().item(),
                  int(merged["kb.keystrokes"].sum()), len(merged)]))""")
    keys = total(windows, "kb.keystrokes")
    assert seen == [len(windows), keys, total(windows, "click.n"), 3, keys, 3]


def test_polars(libraries, tactus, log, tmp_path):
    folder, windows = log
    page = [block for block in blocks("python") if "polars" in block]
    seen = run(libraries, tactus, folder, tmp_path, "\n".join(page), """
import json
print(json.dumps([len(log), int(days["kb.keystrokes"].sum()), int(days["click.n"].sum()), len(days)]))""")
    assert seen == [len(windows), total(windows, "kb.keystrokes"), total(windows, "click.n"), 3]


def test_duckdb(libraries, tactus, log, tmp_path):
    folder, windows = log
    table, days, copy = blocks("sql")
    # getenv() is the shell's alone.
    table = table.replace("getenv('LOG')", f"'{folder}'")
    seen = run(libraries, tactus, folder, tmp_path, f"""
import duckdb
db = duckdb.connect()
db.execute({table!r})
days = db.execute({days!r}).fetchall()
db.execute({copy!r})
again = db.execute("SELECT count(*), sum(\\"kb.keystrokes\\") FROM 'tactus.parquet'").fetchone()""", """
import json
print(json.dumps([len(days), sum(day[1] or 0 for day in days), sum(day[2] or 0 for day in days), list(again)]))""")
    keys = total(windows, "kb.keystrokes")
    assert seen == [3, keys, total(windows, "click.n"), [len(windows), keys]]


@pytest.fixture
def activitywatch(libraries, tmp_path):
    """The address of a server of ActivityWatch with nothing in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    command = [libraries / "aw-server", "--testing", "--host=127.0.0.1", f"--port={port}", "--storage=memory"]
    server = subprocess.Popen(command, env=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/api/0"
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                urllib.request.urlopen(url + "/info", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < deadline and server.poll() is None, "the server doesn't start"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(PATIENCE)


def ask(url, body=None):
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.loads(answer.read() or "null")


def test_activitywatch_imports_the_windows(activitywatch, tactus, log, tmp_path):
    folder, windows = log
    file = tmp_path / "bucket.json"
    subprocess.run([tactus, "export", "--activitywatch", "--host=desk", "--output", file, folder], check=True)
    ask(activitywatch + "/import", file.read_bytes())
    assert ask(activitywatch + "/buckets/")["aw-watcher-input_desk"]["type"] == "os.hid.input"
    events = ask(activitywatch + "/buckets/aw-watcher-input_desk/events?limit=-1")
    # An event a window, and none finer.
    assert sorted(event["timestamp"][:19] for event in events) == [window["start"][:19] for window in windows]
    assert sum(event["duration"] for event in events) == pytest.approx(total(windows, "duration"))
    for name, feature in (("presses", "kb.keystrokes"), ("clicks", "click.n"), ("path", "ptr.path")):
        assert sum(event["data"][name] for event in events) == pytest.approx(total(windows, feature)), name
    scrolled = sum(event["data"]["scrollX"] + event["data"]["scrollY"] for event in events)
    assert scrolled == pytest.approx(total(windows, "scroll.detents")) and scrolled > 0
