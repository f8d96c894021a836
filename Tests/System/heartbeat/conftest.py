"""The heartbeat's program, built or named by `TACTUS_HEARTBEAT`, and runs of it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.policy import unavailable

from program_run import PATIENCE, Run

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def program():
    named = os.environ.get("TACTUS_HEARTBEAT")
    if named:
        return named
    if shutil.which("swift") is None:
        unavailable("not installed: swift")
    build = ["swift", "build", "--package-path", ROOT, "--product", "tactus-heartbeat"]
    subprocess.check_call(build)
    where = subprocess.check_output([*build, "--show-bin-path"], text=True).strip()
    return f"{where}/tactus-heartbeat"


@pytest.fixture
def start(program):
    """Starts the program; whatever still runs at the end of the test is killed."""
    started = []

    def begin(*options, **more):
        started.append(Run(program, *options, **more))
        return started[-1]

    yield begin
    for run in started:
        run.__exit__()


@pytest.fixture
def send_once(program):
    """One beat as a person sends it: (status, standard output, standard error)."""
    def send(*options, env=None, wrapper=()):
        done = subprocess.run(
            [*map(str, wrapper), program, "--once", *map(str, options)], text=True,
            capture_output=True, timeout=PATIENCE, env={**os.environ, **(env or {})})
        return done.returncode, done.stdout, done.stderr
    return send
