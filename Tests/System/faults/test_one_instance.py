"""One process writes a log; the others are told which, and the kernel gives the right back."""

import subprocess

import pytest

from conftest import PATIENCE

ROUNDS = 20
STARTS = 8


def end(processes):
    for process in processes:
        process.kill()
    for process in processes:
        process.wait()


def test_of_eight_starts_one_stays(driver, memory):
    folder = memory / "contested"
    for number in range(ROUNDS):
        processes = [driver.start(folder, windows=1, hold=1) for _ in range(STARTS)]
        try:
            first = [process.stdout.readline() for process in processes]
            winners = [process for process, line in zip(processes, first) if line.startswith("ready")]
            assert len(winners) == 1, f"round {number}: {first}"
            # Its window is in the log when it says so.
            assert winners[0].stdout.readline().startswith("ok ")
            for process, line in zip(processes, first):
                if process not in winners:
                    assert f"(process {winners[0].pid})" in line
                    assert process.wait(PATIENCE) == 75
            # Killed in the middle of its work it leaves no lock behind, and another PID none either.
        finally:
            end(processes)
    driver.check(folder, ROUNDS, unsure=0)
    driver.verify(folder)


def test_the_sensor_names_the_holder_and_exits_with_75(driver, tactus, memory):
    folder = memory / "held"
    holder = driver.start(folder, windows=1, hold=1)
    try:
        assert holder.stdout.readline().startswith("ready")
        done = subprocess.run([tactus, "run", f"--log-dir={folder}"], capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        assert done.returncode == 75
        assert f"(process {holder.pid})" in done.stderr
    finally:
        end([holder])


@pytest.mark.parametrize("left", ["1\n", "999999999\n", "", "not a number\n"])
def test_what_a_lock_file_says_keeps_nobody_out(driver, memory, left):
    """PIDs are used again: only the kernel's lock counts."""
    folder = memory / f"left-{len(left)}"
    assert driver(folder, windows=1).taken == 1
    (folder / "tactus.lock").write_text(left)
    assert driver(folder, windows=1).taken == 1
    driver.check(folder, 2)

