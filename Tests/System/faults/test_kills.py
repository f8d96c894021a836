"""kill -9 at random moments: what was answered is in the log, and the log is whole after a start."""

import random
import signal
import time

import pytest

from disks import fill

SETTINGS = {"windows": 1_000_000, "segment": 60_000, "tidy": 1, "keep": 300_000}


def kill_at_random(driver, folder, generator):
    """A run that ends so; how many windows it had answered for."""
    process = driver.start(folder, **SETTINGS)
    assert process.stdout.readline().startswith("ready")
    # From the first record to a few rotations later.
    time.sleep(generator.expovariate(1 / 0.01))
    process.send_signal(signal.SIGKILL)
    output, _ = process.communicate()
    return sum(line.startswith("ok ") for line in output.split("\n")[:-1])


def kill_many(driver, folder, kills, checked):
    """Kills in a row on one log; each `checked` of them are checked by another reader."""
    generator = random.Random(kills)
    last = 0
    for number in range(kills):
        answered = kill_at_random(driver, folder, generator)
        now = last_number(driver, folder)
        # A window that was written when its answer wasn't yet is there all the same.
        assert last + answered <= now <= last + answered + 1
        last = now
        if number % checked == checked - 1:
            driver.verify(folder)


def last_number(driver, folder):
    """The last number in the log, by a start of the writer, which repairs what is torn."""
    answer = driver(folder, windows=0).text
    return int(answer.split()[1]) - 1


def test_kills_at_random_moments(driver, memory):
    kill_many(driver, memory / "killed", kills=200, checked=10)


@pytest.mark.soak
def test_ten_thousand_kills(driver, tmp_path):
    kill_many(driver, tmp_path / "killed", kills=10_000, checked=100)


def test_a_process_that_is_killed_while_the_disk_is_full_has_its_losses_told(driver, small_disk):
    folder = small_disk / "log"
    assert driver(folder, windows=3).taken == 3
    fill(small_disk)
    process = driver.start(folder, windows=1_000_000, pause=2_000)
    answers = [process.stdout.readline().split()[0] for _ in range(60)]
    process.kill()
    process.communicate()
    lost = answers.count("lost")
    assert lost > 10, answers
    (small_disk / "ballast").unlink()
    healed = driver(folder, windows=2)
    assert healed.taken == 2
    # More may have been lost between the last answer that was read and the end.
    books = driver.check(folder, 3 + answers.count("ok") + lost + 2, unsure=1_000)
    assert books.lost >= lost
    assert books.causes == ["disk_full"]
    driver.verify(folder)

