"""Disks that are full, too small, read-only or gone."""

import shutil
import time

import pytest

from disks import fill


def test_a_full_disk_costs_windows_that_are_told(driver, small_disk):
    folder = small_disk / "log"
    assert driver(folder, windows=3).taken == 3
    fill(small_disk)
    # The room that is kept behind the log takes a few records more, and then what tells of the loss.
    full = driver(folder, windows=50)
    assert full.causes and set(full.causes) == {"disk_full"}
    assert full.text.endswith("made 50 untold 0\n")
    driver.check(folder, 3 + 50)
    (small_disk / "ballast").unlink()
    assert driver(folder, windows=2).taken == 2
    books = driver.check(folder, 3 + 50 + 2)
    assert books.lost == len(full.causes)
    driver.verify(folder)


def test_a_disk_that_is_full_again_and_again(driver, small_disk):
    folder = small_disk / "log"
    process = driver.start(folder, windows=1_500, pause=300, segment=200_000, keep=400_000, tidy=1)
    for _ in range(6):
        time.sleep(0.08)
        fill(small_disk)
        time.sleep(0.08)
        (small_disk / "ballast").unlink()
    output, _ = process.communicate()
    lost = output.count("lost disk_full")
    assert lost > 0
    assert output.endswith("made 1500 untold 0\n")
    driver.verify(folder)


def test_a_start_on_a_full_disk(driver, small_disk):
    folder = small_disk / "log"
    folder.mkdir(mode=0o750)
    fill(small_disk)
    full = driver(folder, windows=5)
    assert full.made in (0, 5)  # a disk without room for a name refuses the start
    (small_disk / "ballast").unlink()
    assert driver(folder, windows=2).taken == 2
    driver.verify(folder)


@pytest.mark.parametrize("room", [0, 1, 4096, 5_000, 9_999])
def test_a_limit_of_file_size_leaves_no_part_of_a_record(driver, memory, room):
    folder = memory / f"limited-{room}"
    assert driver(folder, windows=3).taken == 3
    size = (folder / "tactus.jsonl").stat().st_size
    limited = driver(folder, wrapper=["prlimit", f"--fsize={size + room}"], windows=5)
    assert len(limited.causes) in (4, 5)
    driver.verify(folder)
    assert driver(folder, windows=1).taken == 1
    driver.check(folder, 3 + 5 + 1)
    driver.verify(folder)


def test_a_disk_that_turns_read_only(driver, disk):
    folder = disk.path / "log"
    process = driver.start(folder, windows=600, pause=1_000, segment=200_000)
    time.sleep(0.2)
    if not disk.fail():
        process.kill()
        pytest.skip("the kernel's file system takes no injected error")
    output, _ = process.communicate()
    assert "lost read_only" in output or "lost io_error" in output
    disk.remount()
    assert driver(folder, windows=2).taken == 2
    driver.verify(folder)


def test_a_folder_that_is_removed_is_made_anew(driver, memory):
    folder = memory / "removed"
    process = driver.start(folder, windows=400, pause=1_000)
    for _ in range(4):
        time.sleep(0.08)
        shutil.rmtree(folder, ignore_errors=True)
    output, _ = process.communicate()
    assert output.count("ok ") > 390, output[-300:]
    driver.verify(folder)
