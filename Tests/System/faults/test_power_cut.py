"""A power cut: what is on the disk at some moment, without what was only in memory, is a whole log."""

import signal
import time

import pytest

from disks import Ext4

CUTS = 5


def answered(output):
    """How many windows the driver has answered for, by the file that its answers go to."""
    return output.read_text().count("ok ")


def cut_power(driver, disk, folder, at_most, **settings):
    """Runs the driver and looks at the disk's content at several moments."""
    output = folder / "answers"
    with open(output, "w", encoding="utf8") as answers:
        process = driver.start(disk.path / "log", stdout=answers, windows=1_000_000, **settings)
    images = []
    try:
        for number in range(CUTS):
            time.sleep(0.12 + 0.05 * number)
            process.send_signal(signal.SIGSTOP)
            image = folder / f"cut-{number}"
            disk.copy(image)
            images.append((image, answered(output)))
            process.send_signal(signal.SIGCONT)
    finally:
        process.kill()
        process.wait()
    lost = [check(driver, image, made, at_most) for image, made in images]
    assert images[-1][1] > 20, "the driver was too slow to tell anything"
    return lost


def check(driver, image, made, at_most):
    """How many of the answered windows the disk didn't have yet."""
    cut = Ext4(image)
    try:
        log = cut.path / "log"
        assert driver(log, windows=1).taken == 1
        books = driver.check(log, made + 1 - at_most, unsure=at_most + 1)
        driver.verify(log)
        return max(0, made + 1 - books.windows)
    finally:
        cut.close()


def test_each_record_on_the_disk_before_it_is_answered_for(driver, disk, tmp_path):
    lost = cut_power(driver, disk, tmp_path, at_most=0, sync=0, segment=100_000, tidy=1)
    assert lost == [0] * CUTS


@pytest.mark.parametrize("pause", [2_000, 20_000])
def test_a_second_or_64_records_are_lost_at_most(driver, disk, tmp_path, pause):
    lost = cut_power(driver, disk, tmp_path, at_most=64, pause=pause, segment=400_000, tidy=1)
    print(f"lost by a power cut: {lost}")
