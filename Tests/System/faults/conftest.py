"""The program that writes a feature log through the sensor's own writer, and a folder to break it in.

`TACTUS` and `TACTUS_LOG_DRIVER` name the programs (default .build/release/tactus and log-driver).
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest
from support.policy import unavailable

from books import Books
from disks import Ext4, Tmpfs

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATIENCE = 60.0  # seconds: a busy machine is slow, and only a failure waits this long


def require(*programs, root=False):
    """Skips the test, and says why, on a machine that can't run it; in CI, fails it."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        unavailable("not installed: " + ", ".join(missing))
    if root and os.geteuid() != 0:
        unavailable("needs root")


class Answers:
    """What the driver said became of its windows."""

    def __init__(self, status, output):
        self.status = status
        lines = output.split("\n")
        whole = lines[:-1]  # a killed process may leave a part of a line
        self.taken = sum(line.startswith("ok ") for line in whole)
        self.causes = [line.split()[1] for line in whole if line.startswith("lost ")]
        self.made = self.taken + len(self.causes)
        self.text = output


class Driver:
    """Runs the driver: `driver(folder, windows=3)`, perhaps under another program."""

    def __init__(self, program, tactus):
        self.program = program
        self.tactus = tactus

    def command(self, folder, **settings):
        return [self.program, folder, *(f"{name}={value}" for name, value in settings.items())]

    def __call__(self, folder, wrapper=(), **settings):
        done = subprocess.run(
            [*map(str, wrapper), *self.command(folder, **settings)], stdout=subprocess.PIPE, text=True,
            timeout=PATIENCE, check=False)
        return Answers(done.returncode, done.stdout)

    def start(self, folder, stdout=subprocess.PIPE, **settings):
        return subprocess.Popen(self.command(folder, **settings), stdout=stdout, text=True)

    def verify(self, *folders):
        """What `tactus verify` says, which must be that all is well."""
        done = subprocess.run(
            [self.tactus, "verify", *folders], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def check(self, folder, made, unsure=0):
        """The log is whole, and has or tells of as many windows as were made."""
        books = Books(folder)
        assert made <= books.windows + books.lost <= made + unsure, (
            f"{books.windows} windows and {books.lost} lost ones of {made}")
        return books


@pytest.fixture(scope="session")
def driver(tactus):
    named = os.environ.get("TACTUS_LOG_DRIVER", ROOT / ".build" / "release" / "log-driver")
    program = pathlib.Path(named)
    if not os.access(program, os.X_OK):
        unavailable(f"{program} is missing: swift build -c release --product log-driver")
    return Driver(program, tactus)


@pytest.fixture(scope="session")
def memory():
    """A folder in memory, where thousands of runs wear no disk and wait for none."""
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where) as folder:
        yield pathlib.Path(folder)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 4 MiB in memory."""
    require("mount", root=True)
    try:
        disk = Tmpfs(tmp_path / "small", "4m")
    except subprocess.CalledProcessError as error:
        unavailable(f"nothing can be mounted: {error.stderr.decode().strip()}")
    yield disk.path
    disk.close()


@pytest.fixture
def disk(tmp_path):
    """An ext4 on a loop device."""
    require("mkfs.ext4", "mount", "findmnt", root=True)
    try:
        disk = Ext4(tmp_path / "image", megabytes=32)
    except subprocess.CalledProcessError as error:
        unavailable(f"no loop device can be mounted: {error.stderr.decode().strip()}")
    yield disk
    disk.close()
