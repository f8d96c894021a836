"""Pause, resume, erase and consent: what a person can do about being sensed, with a running sensor."""

import gzip
import json
import os
import pty
import re
import subprocess
import time

import pytest

from conftest import PATIENCE, mocked, require

KEYBOARD = ("keyboard", "ID_INPUT=1", "ID_INPUT_KEY=1", "ID_INPUT_KEYBOARD=1")
MOUSE = ("mouse", "ID_INPUT=1", "ID_INPUT_MOUSE=1")
WINDOW = 1


def until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
    return value


class Sensor:
    """`tactus run` over a mouse (event 4) and a keyboard (event 5) of the testbed, its log and commands."""

    def __init__(self, programs, bed, folder):
        self.programs, self.bed, self.logs = programs, bed, folder / "logs"
        self.environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "TZ": "UTC"}
        self.process = None

    def start(self, *options):
        command = [self.programs["tactus"], "run", f"--log-dir={self.logs}", f"--window={WINDOW}s",
                   "--log-sync=0", "--no-heartbeat", "--real-time=off", *options]
        # udev's database isn't mocked, so it gets one of its own in a private /run.
        entries = "".join(f"echo I:1 >/run/udev/data/c13:{64 + node};" for node in (4, 5))
        script = f'mount -t tmpfs none /run; mkdir -p /run/udev/data; {entries} exec "$@"'
        command = ["unshare", "-m", "sh", "-ec", script, "sh", *command]
        self.process = subprocess.Popen(
            mocked(self.programs, self.bed, command), stderr=subprocess.PIPE, text=True)
        until(lambda: self.status() or self.process.poll() is not None, "no sensor")
        return self

    def stop(self):
        self.process.terminate()
        self.journal = self.process.communicate(timeout=PATIENCE)[1]
        assert self.process.returncode == 0, self.journal
        return self.journal

    def __call__(self, command, *words, status=0, **options):
        done = subprocess.run(
            [self.programs["tactus"], command, *map(str, words), f"--log-dir={self.logs}"],
            capture_output=True, text=True, timeout=PATIENCE, env=self.environment, check=False, **options)
        assert done.returncode == status, (done.stdout, done.stderr)
        return done.stdout + done.stderr

    def status(self):
        done = subprocess.run(
            [self.programs["tactus"], "status", "--json", f"--log-dir={self.logs}"],
            capture_output=True, text=True, timeout=PATIENCE, env=self.environment, check=False)
        return json.loads(done.stdout) if done.stdout else None

    def devices(self):
        """The nodes that the process has open, by its descriptors."""
        folder = f"/proc/{self.process.pid}/fd"
        found = []
        for link in os.listdir(folder):
            try:
                target = os.readlink(f"{folder}/{link}")
            except FileNotFoundError:
                continue
            if "/dev/input/" in target:
                found.append(target)
        return found

    def move(self, reports=20):
        """A stroke of the mouse."""
        for _ in range(reports):
            self.bed("event", 4, 2, 0, 3)
            self.bed("event", 4, 0, 0, 0)
            time.sleep(0.004)

    def records(self):
        try:
            text = (self.logs / "tactus.jsonl").read_text()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def windows(self):
        return [record for record in self.records() if "gap" not in record]

    def gaps(self, cause):
        return [record for record in self.records() if record.get("gap", {}).get("cause") == cause]

    def moved(self):
        return sum(record["events.pointer.read"] for record in self.windows())

    def sense(self):
        """Moves the mouse until there is a record more."""
        before = len(self.windows())
        self.move()
        until(lambda: len(self.windows()) > before, "no window was written")


@pytest.fixture
def sensor(programs, bed, tmp_path):
    require("unshare", root=True)
    bed("plug", 4, *MOUSE)
    bed("plug", 5, *KEYBOARD)
    sensor = Sensor(programs, bed, tmp_path)
    yield sensor
    if sensor.process and sensor.process.poll() is None:
        sensor.process.kill()
        sensor.process.communicate()


def test_a_pause_closes_every_device_and_resume_opens_them(sensor):
    sensor.start()
    until(lambda: len(sensor.status()["devices"]) == 2, "two devices")
    assert len(sensor.devices()) >= 2
    sensor.sense()
    sensor.bed("event", 5, 1, 30, 1)  # held when the pause begins
    sensor.bed("event", 5, 0, 0, 0)
    sensor.move()
    assert "devices are closed" in sensor("pause")
    assert sensor.devices() == []
    status = sensor.status()
    assert status["paused"]["reason"] == "asked" and status["paused"]["until"] is None
    assert status["healthy"] and status["sensing"] and status["devices"] == []
    assert "paused until 'tactus resume'" in sensor("status")
    # What was under way is in the log, cut short; and from then on nothing is counted.
    cut = until(lambda: [each for each in sensor.windows() if not each["complete"]], "a window cut short")[0]
    assert cut["pointers"] == 1 and cut["keyboards"] == 1
    moved = sensor.moved()
    assert moved > 0
    sensor.bed("event", 4, 2, 0, 100)
    sensor.bed("event", 4, 0, 0, 0)
    time.sleep(1.5 * WINDOW)
    assert sensor.moved() == moved
    assert not sensor.gaps("paused")
    with pytest.raises(AssertionError):
        sensor.bed("read", 4)  # nobody has read it
    assert "sensing again" in sensor("resume")
    until(lambda: len(sensor.status()["devices"]) == 2, "two devices again")
    assert sensor.devices()
    gap = until(lambda: sensor.gaps("paused"), "a gap record")[0]
    assert gap["gap"]["windows"] == 0 and gap["gap"]["made"] == len(sensor.windows())
    assert 1.5 * WINDOW <= gap["duration"] < PATIENCE
    sensor.sense()
    assert sensor.moved() > moved
    journal = sensor.stop()
    assert "closing every input device" in journal and "no input device is open" in journal
    assert "; 1 pause" in sensor("verify")


def test_a_pause_ends_with_its_time_and_outlives_a_restart(sensor):
    """Begun without a sensor; kept over one that is killed."""
    sensor.logs.mkdir(mode=0o750)
    assert "no sensor answers" in sensor("pause", "1h")
    sensor.start()
    assert sensor.status()["paused"]["until"]
    assert sensor.devices() == []
    sensor.process.kill()
    sensor.process.communicate()
    sensor.start()
    assert sensor.devices() == [] and sensor.status()["paused"]
    sensor("pause", "1s")
    until(lambda: len(sensor.status()["devices"]) == 2, "the end of the pause")
    assert sensor.status()["paused"] is None
    assert until(lambda: sensor.gaps("paused"), "a gap record")
    sensor.sense()
    journal = sensor.stop()
    assert "example" not in journal
    sensor("verify")


def test_a_pause_is_told_where_the_sensor_stops_in_it(sensor):
    sensor.start()
    sensor("pause", "1h")
    (sensor.logs / "x").write_text("not what was written there")
    os.replace(sensor.logs / "x", sensor.logs / "tactus.pause")
    # What can't be understood pauses all the same.
    until(lambda: sensor.status()["paused"]["until"] is None, "another pause")
    assert sensor.devices() == []
    sensor.stop()
    assert len(sensor.gaps("paused")) == 1
    sensor("verify")


def everything(folder):
    """What the folder's files hold, unpacked."""
    text = b""
    for path in folder.iterdir():
        if path.is_file():
            data = path.read_bytes()
            text += gzip.decompress(data) if path.name.endswith(".gz") else data
    return text.decode(errors="replace")


def test_erasing_leaves_nothing_and_a_running_sensor_undisturbed(sensor):
    sensor.start()
    for _ in range(3):
        sensor.sense()
    windows = sensor.windows()
    assert "feature_count" in everything(sensor.logs)
    since = windows[-1]["start"]
    plan = sensor("erase", "--since", since, "--dry-run")
    assert "to be erased: 1 window, " in plan
    assert sensor.windows() == windows
    assert "--yes" in sensor("erase", "--all", status=77, stdin=subprocess.DEVNULL)
    assert sensor.windows() == windows
    assert "erased: 1 window" in sensor("erase", "--since", since, "--yes")
    assert sensor.windows() == windows[:-1] and since not in everything(sensor.logs)
    sensor.sense()
    more = sensor.windows()
    assert more[:-1] == windows[:-1] and more[-1]["seq"] == windows[-1]["seq"] + 1
    assert "erased" in sensor("verify")
    (sensor.logs / "tactus.jsonl.torn").write_text(json.dumps(windows[0])[:500])
    assert f"erased: {len(more) + 1} windows" in sensor("erase", "--all", "--yes")
    left = everything(sensor.logs)
    for window in [*windows, *more]:
        assert window["start"] not in left
    assert "feature_count" not in left
    sensor.sense()
    assert sensor.windows()[0]["seq"] == more[-1]["seq"] + 1
    sensor.stop()
    verdict = sensor("verify")
    assert "whole" in verdict and f"{len(more) + 1} windows erased" in verdict


def test_erasing_asks_a_person(sensor):
    sensor.start()
    sensor.sense()
    sensor.stop()
    for answer, count in (("no", 1), ("yes", 0)):
        parent, child = pty.openpty()
        os.write(parent, f"{answer}\n".encode())
        said = sensor("erase", "--all", status=77 if count else 0, stdin=child)
        os.close(child)
        os.close(parent)
        assert "Type \"yes\"" in said
        assert (len(sensor.windows()) > 0) == (count > 0)


def test_consent_is_needed_given_and_withdrawn(sensor):
    refused = subprocess.run(
        [sensor.programs["tactus"], "run", f"--log-dir={sensor.logs}", "--require-consent"],
        capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert refused.returncode == 77 and "tactus consent" in refused.stderr
    assert not (sensor.logs / "tactus.jsonl").exists()
    assert "terminal" in sensor("consent", status=77, stdin=subprocess.DEVNULL)
    parent, child = pty.openpty()
    os.write(parent, b"yes\n")
    said = sensor("consent", stdin=child)
    os.close(child)
    os.close(parent)
    assert "does not record which keys" in said and "consent is given" in said
    consent = json.loads((sensor.logs / "tactus.consent").read_text())
    assert set(consent) == {"version", "notice", "given", "user", "uid"}
    sensor.start("--require-consent")
    until(lambda: len(sensor.status()["devices"]) == 2, "two devices")
    sensor("consent", "--withdraw")
    until(lambda: sensor.status()["paused"] and not sensor.devices(), "a pause")
    assert sensor.status()["paused"]["reason"] == "no_consent"
    sensor("consent", "--yes")
    until(lambda: len(sensor.status()["devices"]) == 2, "two devices again")
    sensor.stop()


def test_privacy_is_told_with_and_without_a_sensor(sensor):
    assert "not there yet" in sensor("privacy")
    sensor.start()
    sensor.sense()
    first = sensor.windows()[0]["start"]
    told = json.loads(sensor("privacy", "--json"))
    log = told["logs"][0]
    assert log["sensor_pid"] == sensor.process.pid and log["since"] == first
    sizes = {file["name"]: file["bytes"] for file in log["files"]}
    assert sizes["tactus.jsonl"] == (sensor.logs / "tactus.jsonl").stat().st_size
    assert told["pause"] is None and told["heartbeat"].startswith("http://127.0.0.1")
    sensor("pause", "10m")
    sensor.stop()
    page = sensor("privacy")
    assert "paused until" in page and "no sensor is running" in page
    assert re.search(r"can be read by root, the group root", page)
    for command in ("pause", "resume", "erase", "consent"):
        assert f"tactus {command}" in page
    os.chmod(sensor.logs, 0o755)
    assert "everyone" in sensor("privacy")
