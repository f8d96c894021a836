"""`tactus doctor`: what is in its archive, and that nothing in there tells whose machine it is."""

import json
import re
import socket
import subprocess
import tarfile
import time

import pytest
from conftest import PATIENCE, mocked, require
from test_commands import KEYBOARD, MOUSE

SECRETS = ("KB-12345-SECRET", "hunter2", "a4:c3:f0:12:34:56")


def unpack(archive, folder):
    with tarfile.open(archive) as bundle:
        members = bundle.getmembers()
        assert all(member.uid == member.gid == 0 and member.uname in ("", "root") for member in members)
        assert all(member.mode & 0o077 == 0 for member in members)
        bundle.extractall(folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture
def doctor(tactus, tmp_path):
    """Runs it with a log whose operational log and configuration hold what must not get out."""
    log = tmp_path / "log"
    log.mkdir()
    (log / "monitor_20260105_090000.log").write_text(
        f"2026-01-05 09:00:00.000 WARN  {socket.gethostname()}: http://me:hunter2@host/ and {SECRETS[2]}\n")
    (tmp_path / "tactus.yaml").write_text("heartbeat:\n  url: http://me:hunter2@host.example/beat\n")
    (tmp_path / "out").mkdir()

    def run(*words, around=lambda command: command, while_running=None):
        command = [tactus, "doctor", "--output", tmp_path / "out", "--config", tmp_path / "tactus.yaml",
                   "--log-dir", log, *words]
        process = subprocess.Popen(around(list(map(str, command))), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if while_running:
            while_running(process)
        output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
        (tmp_path / "unpacked").mkdir()
        return unpack(output.strip(), tmp_path / "unpacked"), errors

    return run


def test_it_asks_before_it_adds_what_is_personal(doctor, tmp_path):
    folder, errors = doctor()
    names = {path.name for path in folder.iterdir()}
    assert "monitor.log" not in names and "left out, for nobody can be asked: monitor.log" in errors
    listed = (folder / "README.txt").read_text()
    assert names - {"README.txt"} == {line.split()[0] for line in listed.splitlines() if ".txt  " in line
                                      or ".json  " in line or ".yaml  " in line}
    assert [path.name for path in (tmp_path / "out").iterdir()] == [folder.name + ".tar.gz"]


def test_nothing_in_it_tells_whose_machine_it_is(doctor):
    folder, _ = doctor("--yes")
    everything = "".join(path.read_text() for path in folder.iterdir())
    assert "(host)" in (folder / "monitor.log").read_text() and "(address)" in everything
    assert "url: http://(redacted)" in (folder / "configuration.yaml").read_text()
    assert not [secret for secret in SECRETS if secret in everything]
    host = socket.gethostname()
    assert host == "localhost" or host not in everything.split()
    assert "tactus" in (folder / "versions.txt").read_text()
    assert json.loads((folder / "devices.json").read_text()) is not None
    assert "configuration" in (folder / "check.txt").read_text()


def test_its_recording_gives_the_same_records_anywhere(programs, bed, doctor, tmp_path):
    require("unshare", root=True)
    serial = f"ID_SERIAL={SECRETS[0]}"
    bed("plug", 5, "keyboard", *KEYBOARD, serial)
    bed("plug", 6, "mouse", *MOUSE, serial)

    def type_and_move(process):
        line = ""
        while "Recording for" not in line:
            line = process.stderr.readline()
            assert line, "it ended before it recorded"
        time.sleep(0.7)
        for number in range(60):
            for down in (1, 0):
                bed("event", 5, 1, 30 + number % 8, down)
                bed("event", 5, 0, 0, 0)
            bed("event", 6, 2, 0, 3)
            bed("event", 6, 0, 0, 0)

    # udev's database isn't mocked, so it gets one of its own in a private /run.
    script = ('mount -t tmpfs none /run; mkdir -p /run/udev/data; '
              'for n in 69 70; do echo I:1 > /run/udev/data/c13:$n; done; exec "$@"')
    folder, _ = doctor(
        "--yes", "--record=3s", while_running=type_and_move,
        around=lambda command: ["unshare", "-m", "sh", "-ec", script, "sh", *mocked(programs, bed, command)])
    told = (folder / "properties.txt").read_text()
    assert "ID_INPUT_KEYBOARD=1" in told and "ID_SERIAL=(redacted)" in told
    assert not [path for path in folder.rglob("*") if path.is_file() and SECRETS[0] in path.read_text()]
    devices = json.loads((folder / "devices.json").read_text())
    assert [device["access"] for device in devices] == ["readable", "readable"], [device["reason"] for device in devices]
    files = sorted((folder / "recording").iterdir())
    assert len(files) == 2 and all("obfuscated=yes" in path.read_text() for path in files)
    assert "recording/" + files[0].name in (folder / "README.txt").read_text()
    elsewhere = [
        {"TZ": "UTC", "HOME": "/", "LC_ALL": "C"},
        {"TZ": "Asia/Tokyo", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "USER": "someone"},
    ]
    seen = []
    for environment in elsewhere:
        command = [programs["tactus"], "replay", "--window=1s", *files]
        output = subprocess.check_output(command, env=environment, cwd=environment["HOME"])
        # Each run has a random id of its own.
        seen.append(re.sub(rb'"run":"[0-9a-f]{16}"', b'"run":""', output))
    records = [json.loads(line) for line in seen[0].splitlines()]
    assert sum(record["kb.keystrokes"] or 0 for record in records) == 60
    assert sum(record["ptr.path"] or 0 for record in records) > 0
    assert seen[0] == seen[1]
