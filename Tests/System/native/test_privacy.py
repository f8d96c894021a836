"""Tries to tell two texts apart that were typed with equal timing, by all that a sensor tells: log, journal,
status, metrics and beats."""

import http.server
import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from conftest import PATIENCE, mocked, require

sys.path.append(str(Path(__file__).resolve().parents[3] / "Evaluation"))
import keystrokes  # noqa: E402

# What each finger types, by the method that is taught.
FINGERS = ["qaz", "wsx", "edc", "rfvtgb", "yhnujm", "ik", "ol", "p"]
# What differs from run to run, whatever is typed.
OF_THE_RUN = {"run", "boot", "pid", "start", "started", "started_s", "uptime_s", "memory_bytes", "folder",
              "runtime_dir", "log", "target"}
TIME_OF_DAY = {"last_success", "latencies", "latency_p50_ms", "latency_p99_ms", "phase_us", "time"}
# How many beats there were depends on when one looks; that there is nothing else in them doesn't.
BEATS = {"beats", "succeeded", "attempts"}
METRICS_OF_THE_RUN = ("tactus_start_time", "tactus_resident_memory", "tactus_heartbeat")
WINDOW = 6  # seconds
NODE = 6


def exchanged(text, generator):
    """Another text of the same fingers: each letter is another one of its finger, where there is one."""
    other = {}
    for letters in FINGERS:
        turn = generator.randrange(1, len(letters)) if len(letters) > 1 else 0
        shuffled = generator.sample(letters, len(letters))
        other |= {a: shuffled[(shuffled.index(a) + turn) % len(letters)] for a in letters}
    return "".join(other.get(character, character) for character in text)


def key_events(text, timing):
    """(microsecond, code, value) of the text, typed with these holds and flights."""
    press, events = 0, []
    for number, (character, (hold, flight)) in enumerate(zip(text, timing)):
        code = keystrokes.code("space" if character == " " else character)
        events += [(press, number, code, 1), (press + hold, number, code, 0)]
        press += hold + flight
    return [(moment, code, value) for moment, _, code, value in sorted(events)]


def without(document, names):
    """The document without these members, at any depth."""
    if isinstance(document, dict):
        return {name: without(value, names) for name, value in document.items() if name not in names}
    return [without(each, names) for each in document] if isinstance(document, list) else document


@pytest.fixture
def receiver():
    """Takes beats and keeps their bodies; yields the URL and those."""
    bodies = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/heartbeat", bodies
    server.shutdown()


def wait(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def type_on(bed, events):
    """Types in the middle of a window, always at the same place of it: with stamps of a while ago, so that no
    delay of this program is in them."""
    took = events[-1][0] / 1e6
    assert took < WINDOW / 2
    edge = (time.time() // WINDOW + 1) * WINDOW
    begin = round((edge + 0.1 + time.monotonic() - time.time()) * 1e6)
    time.sleep(edge + 0.2 + took - time.time())
    for moment, code, value in events:
        bed("event", NODE, 1, code, value, begin + moment)
        bed("event", NODE, 0, 0, 0, begin + moment)
    assert time.time() < edge + WINDOW, "too slow to type within a window"


@pytest.fixture
def told(programs, bed, receiver, tmp_path):
    """All that a sensor tells after these events of its keyboard."""
    require("unshare", root=True)
    url, bodies = receiver
    bed("plug", NODE, "keyboard", "ID_INPUT=1", "ID_INPUT_KEY=1", "ID_INPUT_KEYBOARD=1")
    # udev's database isn't mocked.
    script = f'mount -t tmpfs none /run; mkdir -p /run/udev/data; echo I:1 >/run/udev/data/c13:{64 + NODE}; exec "$@"'

    def status(logs):
        answer = subprocess.run([programs["tactus"], "status", "--json", f"--log-dir={logs}"],
                                capture_output=True, text=True, check=False).stdout
        return json.loads(answer) if answer else {}

    def told(name, events):
        folder = tmp_path / name
        folder.mkdir()
        logs, metrics = folder / "logs", folder / "tactus.prom"
        command = mocked(programs, bed, [
            programs["tactus"], "run", f"--log-dir={logs}", f"--window={WINDOW}s", f"--heartbeat-url={url}",
            "--heartbeat-fields=statistics", "--heartbeat-interval=1s", f"--metrics-file={metrics}",
            "--metrics-interval=5s"])
        sensor = subprocess.Popen(["unshare", "-m", "sh", "-ec", script, "sh", *map(str, command)],
                                  stderr=subprocess.PIPE, text=True)
        try:
            wait("no keyboard is read", lambda: status(logs).get("devices"))
            type_on(bed, events)
            wait("no window was written", lambda: records(logs))
            wait("no window was counted", lambda: metrics.exists()
                 and "tactus_gaps_total" in metrics.read_text())
            before = len(bodies)
            wait("no beat", lambda: len(bodies) > before + 1)
            said = status(logs)
            measured = metrics.read_text().splitlines()
        finally:
            sensor.terminate()
            journal = sensor.communicate(timeout=PATIENCE)[1]
        return {
            "log": without(records(logs), OF_THE_RUN),
            "journal": [line[24:] for line in journal.splitlines() if "feature_count" in line],
            "status": without(said, OF_THE_RUN | TIME_OF_DAY | {"heartbeat"}),
            "metrics": [line for line in measured if not line.startswith(("#", *METRICS_OF_THE_RUN))],
            "beat": without(bodies[-1], TIME_OF_DAY | BEATS),
        }

    return told


def records(logs):
    file = logs / "tactus.jsonl"
    lines = file.read_text().splitlines(keepends=True) if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def test_texts_of_equal_timing_are_told_alike(told):
    generator = random.Random(0)
    words = ["".join(generator.choices("qazwsxedcrfvtgbyhnujmikolp", k=generator.randint(2, 9)))
             for _ in range(12)]
    text = " ".join(words)[:55]
    other = exchanged(text, generator)
    assert sum(a != b for a, b in zip(text, other)) > len(text) / 2
    timing = [(generator.randint(30_000, 60_000), generator.randint(-20_000, 15_000)) for _ in text]
    first = told("first", key_events(text, timing))
    (record,) = first["log"]
    assert record["kb.keystrokes"] == len(text)
    assert first["status"]["counts"]["events.keyboard.read"] == 2 * len(text)
    assert first["journal"] and first["metrics"] and first["beat"]
    assert first == told("second", key_events(other, timing))

    # Another timing does show, and so does a key less: what is compared can differ.
    later = [(hold + 1, flight) for hold, flight in timing]
    third = told("third", key_events(text[:-1], later))
    assert all(first[what] != third[what] for what in ("log", "journal", "status"))
