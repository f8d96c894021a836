"""What the commands print and exit with, run as a user runs them."""

import json
import os
import pty
import signal
import subprocess
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


def test_a_second_sensor_is_refused_and_leaves_nothing(run, tactus, tmp_path):
    first = subprocess.Popen([tactus, "run", f"--log-dir={tmp_path}/logs"], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "logs/tactus.jsonl").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        before = sorted((tmp_path / "logs").iterdir())
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
