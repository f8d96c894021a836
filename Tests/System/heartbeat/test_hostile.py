"""Whatever a receiver does, the beat ends as promised, in time, and the program lives.

All receivers are tried side by side, a few at a time, and each test looks at what came of its own.
"""

import concurrent.futures
import os
import signal
import time
from dataclasses import dataclass

import pytest

from behaviors import BEHAVIORS
from program_run import Run
from receiver import HEAD, VALID, Receiver, says

TIMEOUT = 1.0
SLACK = 0.2
AT_A_TIME = 2 * (os.cpu_count() or 1)


@dataclass
class Trial:
    level: str = None
    text: str = None
    took: float = None  # from the connection to the line in the log
    held: float = None  # from the connection to its end
    survived: bool = False
    status: int | str = None
    stopped_in: float = None
    resident: int = None  # kB at most


def attempt(program, receiver):
    trial = Trial()
    options = ["--url", receiver.url, f"--timeout={int(TIMEOUT * 1000)}ms", "--interval=1h",
               "--no-retries", "--log-level=debug"]
    begin = time.monotonic()
    with Run(program, *options) as run:
        line = run.wait_for(r"^heartbeat 1\b", 8)
        if line:
            at, trial.level, text = line
            trial.text = text.removeprefix("heartbeat 1 failed: ").removeprefix("heartbeat 1: ")
            first = receiver.connections[0] if receiver.connections else None
            trial.took = at - (first.began if first else begin)
            time.sleep(0.1)
            trial.survived = run.process.poll() is None
            if trial.survived:
                with open(f"/proc/{run.process.pid}/status") as file:
                    trial.resident = int(file.read().split("VmHWM:")[1].split()[0])
            if first and first.ended:
                trial.held = first.ended - first.began
            trial.status, trial.stopped_in = run.stop()
        else:
            trial.status = run.process.poll() or "no outcome after 8 s"
    receiver.close()
    return trial


def try_all(program, makers):
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        futures = {key: pool.submit(lambda make: attempt(program, make()), make)
                   for key, make in makers.items()}
        return {key: future.result() for key, future in futures.items()}


@pytest.fixture(scope="module")
def trials(program):
    # Those that only a deadline ends go first: they wait, and the processor is free for the others.
    held_first = sorted(BEHAVIORS, key=lambda behavior: not behavior.held)
    return try_all(program, {b.name: b.receiver for b in held_first})


@pytest.mark.parametrize("behavior", BEHAVIORS, ids=lambda b: b.name)
def test_promise(trials, behavior):
    """Network trouble and other statuses are warnings, not errors with a trace (defect: silence after
    accepting, resets, closings and garbage were taken for mistakes of the program); an end by the
    deadline is an end within the deadline (defect: each byte of a trickle began it anew)."""
    trial = trials[behavior.name]
    assert trial.text is not None, trial.status
    assert behavior.keeps(trial.level, trial.text), (trial.level, trial.text)
    assert trial.survived and trial.status == 0
    assert trial.stopped_in < 0.5
    if behavior.held:
        assert trial.took < TIMEOUT + SLACK
        # Nor early; a busy machine may be late to see the beginning.
        assert trial.took > TIMEOUT - 2 * SLACK
        assert trial.held is None or trial.held < TIMEOUT + SLACK
    else:
        assert trial.took < TIMEOUT


def test_memory(trials):
    """No answer, however long, makes the program large."""
    largest = max((trial.resident or 0, name) for name, trial in trials.items())
    assert largest[0] < 120_000, largest


@pytest.fixture(scope="module")
def cuts(program):
    return try_all(program, {
        length: (lambda data=VALID[:length]: Receiver(says(data))) for length in range(len(VALID) + 1)})


def test_closed_at_every_byte(cuts):
    """An answer that ends too early never counts as one. The library of Swift 6.3 traps where the end
    lies within the head: then the process is dead at once, by a signal that a supervisor sees."""
    died = {length for length, trial in cuts.items() if trial.text is None}
    for length in died:
        assert cuts[length].status in (-signal.SIGILL, -signal.SIGTRAP, -signal.SIGABRT), length
        assert 0 < length < len(HEAD), length
    for length, trial in cuts.items():
        if length in died:
            continue
        assert trial.survived and trial.status == 0, length
        expected = "DEBUG" if length == len(VALID) else "WARN"
        assert trial.level == expected, (length, trial.text)
        assert trial.took < TIMEOUT, length
