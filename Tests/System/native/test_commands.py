"""What the commands print and exit with, run as a user runs them."""

import csv
import json
import math
import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest
from conftest import PATIENCE, ROOT, mocked, require

EXAMPLES = sorted((ROOT / "Examples/recordings").glob("*.events"))
KEYBOARD = ("ID_INPUT=1", "ID_INPUT_KEY=1", "ID_INPUT_KEYBOARD=1")
MOUSE = ("ID_INPUT=1", "ID_INPUT_MOUSE=1")


@pytest.fixture
def run(tactus, tmp_path):
    """Runs the program in a home of its own."""

    def run(*words, status=0, **options):
        environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TZ": "UTC"}
        done = subprocess.run(
            [tactus, *map(str, words)], capture_output=True, text=True, timeout=PATIENCE,
            env=environment | options.pop("env", {}), **options,
        )
        assert done.returncode == status, (done.stdout, done.stderr)
        return done

    return run


@pytest.fixture(scope="session")
def log(tactus, tmp_path_factory):
    """The log of a sensor that found no device and played the examples."""
    folder = tmp_path_factory.mktemp("log")
    examples = [f"--example={path}" for path in EXAMPLES]
    command = [tactus, "run", f"--log-dir={folder}", "--window=10s", *examples]
    sensor = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    file = folder / "tactus.jsonl"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not (file.exists() and file.read_text().count("\n") > 5):
        time.sleep(0.1)
    time.sleep(0.5)
    sensor.terminate()
    sensor.communicate(timeout=PATIENCE)
    if not file.read_text():
        pytest.skip("this machine has input devices: no examples were played")
    return folder


def records(text):
    return [json.loads(line) for line in text.splitlines()]


# --- view


def test_view_prints_the_logs_own_lines(run, log):
    assert run("view", "--json", "--log-dir", log).stdout == (log / "tactus.jsonl").read_text()


def test_view_takes_folder_file_and_standard_input_alike(run, log):
    file = log / "tactus.jsonl"
    tables = {run("view", path).stdout for path in (log, file)}
    tables.add(run("view", "-", input=file.read_text()).stdout)
    assert len(tables) == 1


def test_view_has_a_row_for_each_window(run, log):
    windows = records((log / "tactus.jsonl").read_text())
    rows = run("view", log).stdout.splitlines()
    starts = [window["start"][11:19] for window in windows]
    assert [row.split()[0] for row in rows if row[:2].isdigit() and row[2] == ":"] == starts
    assert "hold" in rows[0] and "ms" in rows[1]


def test_view_shows_the_last_windows(run, log):
    windows = records((log / "tactus.jsonl").read_text())
    assert records(run("view", "--json", "-n", 2, log).stdout) == windows[-2:]


def test_view_takes_a_stretch_of_time(run, log):
    windows = records((log / "tactus.jsonl").read_text())
    since, until = windows[1]["start"], windows[3]["start"]
    shown = run("view", "--json", "--since", since, "--until", until, log).stdout
    assert records(shown) == windows[1:3]


def test_view_full_explains_one_group(run, log):
    text = run("view", "--full", "-n", 1, "--group=click", log).stdout
    assert "click.left.hold.mean" in text and "Presses of the left button." in text
    assert "kb.hold.mean" not in text


def test_view_tells_of_damage_and_goes_on(run, log, tmp_path):
    lines = (log / "tactus.jsonl").read_text().splitlines(keepends=True)
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_text(lines[0] + "{torn\n" + lines[1])
    done = run("view", "--json", damaged, status=65)
    assert done.stdout == lines[0] + lines[1]
    assert f"{damaged}:2:" in done.stderr


def test_view_says_where_it_looked(run, tmp_path):
    where = {"XDG_STATE_HOME": str(tmp_path / "state"), "LOGS_DIRECTORY": str(tmp_path / "logs")}
    message = run("view", status=66, env=where).stderr
    assert message.startswith(f"tactus: {tmp_path}/logs: no feature log")
    assert "tactus run" in message


@pytest.mark.parametrize(
    "words, hint",
    [
        (["--since", "tea time"], "yesterday"),
        (["--group", "keybord"], "keyboard"),
        (["--json", "--full"], "--full"),
        (["--last", "0"], "from 1"),
        (["--follow", "a", "b"], "one file"),
        (["--follow", "--by", "day"], "--by"),
        (["--by", "days"], "hour, day or week"),
    ],
)
def test_view_refuses_what_makes_no_sense(run, words, hint):
    assert hint in run("view", *words, status=64).stderr


def test_view_follows_a_log(tactus, log, tmp_path):
    lines = (log / "tactus.jsonl").read_text().splitlines(keepends=True)
    file = tmp_path / "tactus.jsonl"
    file.write_text("".join(lines[:4]))
    command = [tactus, "view", "--json", "--follow", "--last=2", file]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as viewer:
        assert [viewer.stdout.readline() for _ in range(2)] == lines[2:4]
        with file.open("a") as growing:
            growing.write(lines[4])
        assert viewer.stdout.readline() == lines[4]
        viewer.kill()


def test_a_terminal_shows_what_fits_it(tactus, log):
    """Rows and columns; and in color, unless NO_COLOR is set."""
    windows = len(records((log / "tactus.jsonl").read_text()))
    for no_color in ("", "1"):
        environment = os.environ | {"NO_COLOR": no_color, "LINES": "10", "COLUMNS": "60"}
        parent, child = pty.openpty()
        viewer = subprocess.Popen([tactus, "view", log], stdout=child, env=environment)
        os.close(child)
        text = b""
        try:
            while block := os.read(parent, 4096):
                text += block
        except OSError:
            pass  # how a terminal ends
        assert viewer.wait(PATIENCE) == 0
        os.close(parent)
        rows = text.decode().splitlines()
        assert len(rows) <= 10 < windows
        assert ("\x1b[" in text.decode()) == (no_color == "")
        if no_color:
            assert max(map(len, rows)) <= 60


# --- view --by


@pytest.fixture
def two_days(log, tmp_path):
    """The log of the examples, and the same a day later as another machine's."""
    windows = records((log / "tactus.jsonl").read_text())
    later = tmp_path / "later.jsonl"
    later.write_text("".join(
        json.dumps(window | {"start": window["start"].replace("-01-05T", "-01-06T"), "boot": "b"})
        + "\n" for window in windows))
    return windows, [log, later]


def test_view_merges_windows_by_day(run, two_days):
    windows, files = two_days
    rows = run("view", "--by=day", *files).stdout.splitlines()
    assert rows[0].split()[:3] == ["day", "window", "keys"]
    assert [row.split()[0] for row in rows[3:]] == ["2026-01-05", "2026-01-06"]
    merged = records(run("view", "--by=day", "--json", *files).stdout)
    for name in ("kb.keystrokes", "ptr.path", "click.n", "scroll.detents", "gap.dropped"):
        total = math.fsum(window[name] or 0 for window in windows)
        assert [day[name] for day in merged] == pytest.approx([total, total], rel=1e-8)
    assert [day["duration"] for day in merged] == pytest.approx(
        [math.fsum(window["duration"] for window in windows)] * 2)


def test_a_merged_mean_is_that_of_all_keys(run, two_days):
    """By the windows' own means, weighted by the number of holds that their sketches tell."""
    windows, files = two_days
    holds = [window["sketch"]["kb.hold"]["moments"] for window in windows
             if "kb.hold" in window["sketch"]]
    mean = math.fsum(n * mean for n, mean, *_ in holds) / math.fsum(n for n, *_ in holds)
    for period in ("hour", "day", "week"):
        for merged in records(run("view", f"--by={period}", "--json", *files).stdout):
            assert merged["kb.hold.mean"] == pytest.approx(mean, rel=1e-8)


def test_the_example_in_the_documentation_computes_what_view_does(run, two_days):
    document = (ROOT / "docs/features.md").read_text()
    (example,) = re.findall("```python\n(.*?)```", document, re.DOTALL)
    _, files = two_days
    for file in (files[0] / "tactus.jsonl", files[1]):
        done = subprocess.run(
            [sys.executable, "-c", example, file], capture_output=True, text=True, check=True)
        (line,) = done.stdout.splitlines()
        (day,) = records(run("view", "--by=day", "--json", file).stdout)
        assert line.split()[0] == day["start"][:10] and line.endswith(" ms")
        assert float(line.split()[1]) == pytest.approx(1000 * math.exp(day["kb.hold.p50"]), abs=1e-3)


def test_machines_add_up_and_a_stretch_of_time_holds(run, two_days):
    windows, files = two_days
    (day,) = records(run("view", "--by=day", "--json", files[0], files[0]).stdout)
    assert day["click.n"] == 2 * sum(window["click.n"] for window in windows)
    until = windows[2]["start"]
    (day,) = records(run("view", "--by=day", "--json", "--until", until, *files).stdout)
    assert day["click.n"] == sum(window["click.n"] for window in windows[:2])
    weeks = records(run("view", "--by=week", "--json", "-n", 1, *files).stdout)
    assert [week["click.n"] for week in weeks] == [2 * sum(w["click.n"] for w in windows)]


def test_view_full_explains_a_merged_day(run, log):
    text = run("view", "--full", "--by=day", "--group=click", log).stdout
    count = len(records((log / "tactus.jsonl").read_text()))
    assert text.startswith("day 2026-01-05 · ") and f"in {count} windows" in text.splitlines()[0]
    assert "Presses of the left button." in text


def test_windows_without_a_sketch_are_told_and_left_out(run, log, tmp_path):
    windows = records((log / "tactus.jsonl").read_text())
    del windows[1]["sketch"]
    old = tmp_path / "old.jsonl"
    old.write_text("".join(json.dumps(window) + "\n" for window in windows))
    done = run("view", "--by=day", "--json", old, status=65)
    (day,) = records(done.stdout)
    assert day["click.n"] == sum(w["click.n"] for i, w in enumerate(windows) if i != 1)
    assert done.stderr.count("\n") == 1 and "no sketch" in done.stderr


# --- export


def test_export_has_every_key_and_value_of_the_log(run, log, tmp_path):
    windows = records((log / "tactus.jsonl").read_text())
    file = tmp_path / "log.csv"
    assert run("export", "--csv", "-o", file, log).stdout == ""
    assert file.stat().st_mode & 0o777 == 0o640
    text = file.read_bytes().decode()
    assert text.count("\r\n") == len(windows) + 1 == text.count("\n")
    rows = list(csv.DictReader(text.splitlines()))
    for row, window in zip(rows, windows, strict=True):
        assert list(row) == [key for key in window if key != "sketch"]
        for key, cell in row.items():
            value = window[key]
            match value:
                case None: assert cell == ""
                case bool(): assert cell == str(value).lower()
                case int() | float(): assert float(cell) == value
                case list(): assert cell == ",".join(value)
                case _: assert cell == value
    assert run("export", log, env={"COLUMNS": "40"}).stdout == text.replace("\r\n", "\n")


def test_export_merges_too(run, log):
    (header, day) = run("export", "--by=day", log).stdout.splitlines()
    row = dict(zip(header.split(","), day.split(",")))
    windows = records((log / "tactus.jsonl").read_text())
    assert float(row["click.n"]) == sum(window["click.n"] for window in windows)


def test_export_tells_what_it_cannot_write(run, log, tmp_path):
    assert "cannot write" in run("export", "-o", "/nowhere/at/all.csv", log, status=73).stderr
    if os.path.exists("/dev/full"):
        assert "No space" in run("export", "-o", "/dev/full", log, status=73).stderr
    kept = tmp_path / "kept.csv"
    kept.write_text("kept")
    assert "no feature log" in run("export", "-o", kept, "/nowhere.jsonl", status=66).stderr
    assert kept.read_text() == "kept"
    assert "not both" in run("export", "--log-dir=/", "/nowhere.jsonl", status=64).stderr


# --- devices


def listed(run, programs, bed, *words, initialized=()):
    entries = "".join(f"echo I:1 >/run/udev/data/c13:{64 + n};" for n in initialized)
    script = f'mount -t tmpfs none /run; mkdir -p /run/udev/data; {entries} exec "$@"'
    command = mocked(programs, bed, [programs["tactus"], *words])
    done = subprocess.run(
        ["unshare", "-m", "sh", "-ec", script, "sh", *command],
        capture_output=True, text=True, timeout=PATIENCE,
    )
    return done


def test_devices_are_listed(run, programs, bed):
    require("unshare", root=True)
    bed("plug", 5, "keyboard", *KEYBOARD)
    bed("plug", 6, "mouse", *MOUSE, "MOUSE_DPI=1600@125")
    bed("plug", 7, "buttons", "ID_INPUT=1", "ID_INPUT_KEY=1")
    present = dict(initialized=[5, 6, 7])
    table = listed(run, programs, bed, "devices", **present).stdout.splitlines()
    assert table[0].split()[:3] == ["NODE", "NAME", "ROLES"]
    assert [row.split()[0] for row in table[1:]] == ["/dev/input/event5", "/dev/input/event6"]
    assert "1600 DPI" in table[2] and "64 events" in table[1] and "readable" in table[1]
    devices = json.loads(listed(run, programs, bed, "devices", "--json", "--all", **present).stdout)
    assert [device["access"] for device in devices] == ["readable", "readable", "ignored"]
    assert (devices[1]["dpi"], devices[1]["read_within_us"]) == (1600, 16000)
    assert devices[2]["reason"] == "neither keyboard nor pointer (buttons only)"
    assert all(device.keys() == devices[0].keys() for device in devices)


def test_watching_for_people_tells_of_what_is_taken(tactus, programs, bed):
    command = mocked(programs, bed, [tactus, "devices", "--watch"])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watcher:
        assert "Ctrl-C" in watcher.stdout.readline()
        bed("plug", 7, "buttons", "ID_INPUT=1", "ID_INPUT_KEY=1")
        bed("plug", 5, "keyboard", *KEYBOARD)
        opened = watcher.stdout.readline()
        assert opened.split() == ["opened", "/dev/input/event5", "Mock", "Keyboard", "(keyboard,", "usb)"]
        bed("unplug", 7)
        bed("unplug", 5)
        assert watcher.stdout.readline().endswith(": unplugged\n")
        watcher.send_signal(signal.SIGINT)
        assert watcher.wait(PATIENCE) == 0


# --- check


def test_check_finds_what_is_wrong_with_a_device(run, programs, bed):
    require("unshare", root=True)
    bed("plug", 5, "keyboard", *KEYBOARD)  # its node is open to everyone
    done = listed(run, programs, bed, "check", "--json", initialized=[5])
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 69
    assert findings["/dev/input/event5"]["level"] == "problem"
    assert "everyone" in findings["/dev/input/event5"]["message"]
    bed.node(5).chmod(0o640)
    done = listed(run, programs, bed, "check", "--json", initialized=[5])
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert findings["/dev/input/event5"]["level"] == "ok"
    assert findings["udev"]["level"] == "warning"


def test_check_explains_a_denied_device(programs, bed, tactus):
    require("setpriv", "unshare", root=True)
    bed("plug", 5, "keyboard", *KEYBOARD)
    bed.node(5).chmod(0o640)
    script = "mount -t tmpfs none /run; mkdir -p /run/udev/data; echo I:1 >/run/udev/data/c13:69;"
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", tactus, "check", "--json"]
    done = subprocess.run(
        ["unshare", "-m", "sh", "-ec", script + ' exec "$@"', "sh", *mocked(programs, bed, command)],
        capture_output=True, text=True, timeout=PATIENCE,
    )
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    denied = findings["/dev/input/event5"]
    assert (done.returncode, denied["level"]) == (69, "problem")
    assert "permission denied" in denied["message"] and "72-tactus.rules" in denied["remedy"]


def test_check_is_the_same_for_people_and_programs(run, tmp_path):
    folder = tmp_path / "log"
    people = run("check", "--log-dir", folder).stdout
    programs = json.loads(run("check", "--json", "--log-dir", folder).stdout)
    rows = [line for line in people.splitlines() if line.startswith(("ok", "warning", "problem"))]
    assert [row.split()[0] for row in rows] == [finding["level"] for finding in programs]
    assert all(finding["remedy"] or finding["level"] == "ok" for finding in programs)
    assert not folder.exists()


def test_check_tells_a_mistake_in_the_configuration(run, tmp_path):
    file = tmp_path / "tactus.yaml"
    file.write_text("window: 3 bananas\n")
    file.chmod(0o644)
    assert f"{file}:1:9: " in run("check", "--config", file, status=69).stdout


def test_check_sees_a_running_sensor(run, tactus, tmp_path):
    sensor = subprocess.Popen([tactus, "run", "--log-dir", tmp_path], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "tactus.jsonl").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        tmp_path.chmod(0o750)
        assert f"process {sensor.pid}" in run("check", "--log-dir", tmp_path).stdout
    finally:
        sensor.terminate()
        sensor.wait(PATIENCE)


# --- features


def test_features_are_those_of_a_record(run, log):
    features = json.loads(run("features", "--json").stdout)
    names = [feature["name"] for feature in features]
    keys = list(records((log / "tactus.jsonl").read_text())[0])
    assert keys[-len(names) - 1 :] == [*names, "sketch"]
    assert [row.split()[0] for row in run("features").stdout.splitlines()[1:]] == names


def test_the_document_is_up_to_date(run):
    assert run("features", "--markdown").stdout == (ROOT / "docs/features.md").read_text()


def test_a_reader_that_goes_away_is_no_failure(tactus, log):
    command = f"'{tactus}' view --json '{log}' | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stdout == "{0\n" and done.stderr == ""


# --- run, replay, record: what they refuse, and how they end


def test_a_wrong_configuration_is_told_with_its_place(run, tmp_path):
    file = tmp_path / "tactus.yaml"
    file.write_text("window: 5x\n")
    file.chmod(0o644)
    error = run("run", "--config", file, status=78).stderr
    assert error.startswith(f"tactus: {file}:1:9: window: expected a duration")
    assert error.count("\n") == 1


def test_what_is_no_recording_is_told_with_its_line(run):
    error = run("replay", ROOT / "Makefile", status=65).stderr
    assert error.startswith(f"tactus: {ROOT / 'Makefile'}:")
    run("replay", ROOT / "no such file", status=69)


def test_keystrokes_are_listed_of_recordings_alone(run):
    keyboard = ROOT / "Examples/recordings/keyboard.events"
    lines = run("replay", "--keystrokes", keyboard).stdout.splitlines()
    window = run("replay", "--window=1h", keyboard).stdout.splitlines()[0]
    strokes = [json.loads(line) for line in lines]
    assert len(strokes) == json.loads(window)["kb.keystrokes"]
    for first, second in zip(strokes, strokes[1:]):
        if None not in (first["dd"], first["hold"], second["hold"]):
            assert first["ud"] == pytest.approx(first["dd"] - first["hold"], abs=1e-9)
            assert first["du"] == pytest.approx(first["dd"] + second["hold"], abs=1e-9)


def test_actions_are_listed_of_recordings(run):
    mouse = ROOT / "Examples/recordings/mouse.events"
    actions = [json.loads(line) for line in run("replay", "--actions", mouse).stdout.splitlines()]
    (window,) = [json.loads(line) for line in
                 run("replay", "--window=1h", mouse).stdout.splitlines()]
    assert len(actions) == window["ptr.action.n"] > 20
    kinds = [action["type"] for action in actions]
    for kind in ("move", "click", "drag"):
        assert kinds.count(kind) / len(kinds) == pytest.approx(
            window[f"activity.{kind}_share"] or 0, abs=1e-9)
    assert [action["start"] for action in actions] == sorted(action["start"] for action in actions)
    mean = sum(math.log(action["duration"]) for action in actions) / len(actions)
    assert window["ptr.action.duration.mean"] == pytest.approx(mean, abs=1e-8)


@pytest.mark.parametrize("what", [["--keystrokes"], ["--actions"], []])
def test_a_device_is_no_recording(run, what):
    done = run("replay", *what, "/dev/zero", status=65)
    assert "device" in done.stderr and done.stdout == ""


def test_every_time_of_a_data_set_comes_back(tactus):
    evaluation = ROOT / "Evaluation"
    sample = evaluation / "samples/keystrokes.csv"
    made = subprocess.check_output([sys.executable, evaluation / "sample_keystrokes.py"], text=True)
    assert made == sample.read_text()
    done = subprocess.run(
        [sys.executable, evaluation / "keystrokes.py", "--tactus", tactus, sample],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "largest difference of a time     0.000 us" in done.stdout


def test_a_second_sensor_is_refused_and_leaves_nothing(run, tactus, tmp_path):
    first = subprocess.Popen([tactus, "run", f"--log-dir={tmp_path}/logs"], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "logs/tactus.jsonl").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        before = sorted((tmp_path / "logs").iterdir())
        # Twice: who is refused takes nothing from the first, so the next one is refused as well.
        for _ in range(2):
            error = run("run", f"--log-dir={tmp_path}/logs", status=75).stderr
            assert f"process {first.pid}" in error
        assert sorted((tmp_path / "logs").iterdir()) == before
    finally:
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=PATIENCE)
    assert first.returncode == 0


def test_raw_keys_are_for_people_at_a_terminal(run, tmp_path):
    error = run("record", "--raw-keycodes", "-o", tmp_path / "files", status=64,
                stdin=subprocess.DEVNULL).stderr
    assert "terminal" in error
    assert not (tmp_path / "files").exists()
