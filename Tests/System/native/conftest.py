"""Mocked input devices and the program that watches them, for tests without hardware.

`TACTUS` names the program (default .build/release/tactus).
"""

import json
import os
import queue
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from support.policy import unavailable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PATIENCE = 60.0  # seconds: a busy machine is slow, and only a failure waits this long


def require(*programs, root=False):
    """Skips the test, and says why, on a machine that can't run it; in CI, fails it."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        unavailable("not installed: " + ", ".join(missing))
    if root and os.geteuid() != 0:
        unavailable("needs root")


@pytest.fixture(scope="session")
def programs(tmp_path_factory, tactus):
    """The testbed and its shim, compiled, and the program."""
    require("gcc", "pkg-config", "umockdev-wrapper")
    if subprocess.run(["pkg-config", "--exists", "umockdev-1.0"]).returncode:
        unavailable("not installed: libumockdev-dev")
    folder = tmp_path_factory.mktemp("bed")
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)  # an unprivileged program loads the shim from here
    flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "umockdev-1.0"], text=True)
    strict = ["gcc", "-Wall", "-Wextra", "-Werror", "-O1"]
    bed, shim = folder / "device_bed", folder / "fstat_shim.so"
    subprocess.check_call([*strict, "-o", bed, HERE / "device_bed.c", *flags.split()])
    subprocess.check_call([*strict, "-shared", "-fPIC", "-o", shim, HERE / "fstat_shim.c"])
    return {"bed": bed, "shim": shim, "tactus": tactus}


class Bed:
    """The testbed process; `bed("plug", 5, "keyboard", ...)` sends it a command."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            ["umockdev-wrapper", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.root = Path(self.process.stdout.readline().strip())

    def __call__(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer == "ok", f"{words}: {answer or 'the testbed ended'}"

    def node(self, number):
        return self.root / f"dev/input/event{number}"

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


def mocked(programs, bed, command):
    """The command, in a world where the testbed's devices are the only ones."""
    preload = f"libumockdev-preload.so.0 {programs['shim']}"
    return ["env", f"LD_PRELOAD={preload}", f"UMOCKDEV_DIR={bed.root}", *command]


class Watcher:
    """`tactus devices --watch` and what it tells."""

    def __init__(self, programs, bed, user=None, initialized=(), grab_check="0"):
        command = [programs["tactus"], "devices", "--watch", "--json", "--all"]
        command += [f"--grab-check={grab_check}"]
        if user is not None:
            command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
        if initialized:
            # udev's database isn't mocked, so it gets one of its own in a private /run.
            entries = "".join(f"echo I:1 >/run/udev/data/c13:{64 + n};" for n in initialized)
            script = f'mount -t tmpfs none /run; mkdir -p /run/udev/data; {entries} exec "$@"'
            command = ["unshare", "-m", "sh", "-ec", script, "sh", *command]
        self.process = subprocess.Popen(
            mocked(programs, bed, command), stdout=subprocess.PIPE, text=True
        )
        self.events = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.events.put(json.loads(line))
        self.events.put({"event": "ended"})

    def next(self, expected=None):
        """The next event, which must be of the expected kind."""
        event = self.events.get(timeout=PATIENCE)
        if expected:
            assert event["event"] == expected, event
        return event

    def start(self):
        """Everything told up to and including "settled"; that is left out."""
        events = []
        while (event := self.next())["event"] != "settled":
            events.append(event)
        return events

    def quiet(self, seconds=0.3):
        """Nothing is told for a while."""
        time.sleep(seconds)
        assert self.events.empty(), self.events.get()

    def descriptors(self):
        """What the process has open, by what the links say."""
        folder = Path(f"/proc/{self.process.pid}/fd")
        return [os.readlink(link) for link in folder.iterdir()]

    def resident(self):
        """Kilobytes of memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def wakeups(self):
        """How often each thread went to sleep so far."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return {
            task.name: (task / "status").read_text().split("voluntary_ctxt_switches:")[1].split()[0]
            for task in tasks.iterdir()
        }

    def close(self):
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0


@pytest.fixture
def bed(programs):
    bed = Bed(programs["bed"])
    yield bed
    bed.close()


@pytest.fixture
def watch(programs, bed):
    """Starts watchers, at once or later: `watch(user=65534)`."""
    started = []

    def start(**options):
        started.append(Watcher(programs, bed, **options))
        return started[-1]

    yield start
    for each in started:
        each.close()
