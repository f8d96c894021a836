"""The sensor itself, whole: what it tells of a full disk, and that it goes on and stops as ever."""

import pathlib
import queue
import signal
import subprocess
import threading
import time

import pytest

from books import Books
from conftest import PATIENCE, ROOT
from disks import fill

EXAMPLES = ROOT / "Examples" / "recordings"
STOP = 2.0  # seconds


class Sensor:
    """`tactus run`, which plays the example recordings where there is no input device."""

    def __init__(self, tactus, folder):
        examples = [f"--example={path}" for path in sorted(EXAMPLES.glob("*.events"))]
        self.process = subprocess.Popen(
            [tactus, "run", f"--log-dir={folder}", "--no-heartbeat", *examples], stderr=subprocess.PIPE, text=True)
        self.told = ""
        self._lines = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, text):
        """Until the sensor has told that."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.told:
            line = self._lines.get(timeout=max(0.1, deadline - time.monotonic()))
            assert line is not None, f"the sensor ended and told:\n{self.told}"
            self.told += line

    def stop(self):
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0
        assert time.monotonic() - begin < STOP
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            self.told += line
        return self.told


@pytest.fixture
def sense(tactus):
    if list(pathlib.Path("/dev/input").glob("event*")):
        pytest.skip("this machine has input devices, so no example is played")
    sensors = []

    def start(folder):
        sensors.append(Sensor(tactus, folder))
        return sensors[-1]

    yield start
    for sensor in sensors:
        sensor.process.kill()
        sensor.process.wait()


def test_a_full_disk_is_told_in_the_log_and_beside_it(sense, driver, small_disk):
    folder = small_disk / "log"
    sensor = sense(folder)
    sensor.wait_for("example window")
    assert "lost" not in sensor.stop()
    played = Books(folder).windows
    assert played > 0

    # Of the room that was kept behind the log the next run's examples get what is left over.
    fill(small_disk)
    sensor = sense(folder)
    sensor.wait_for("a window was lost")
    assert "No space left on device; make room on the file system" in sensor.stop()
    books = Books(folder)
    assert books.causes == ["disk_full"]
    assert books.windows + books.lost == 2 * played

    (small_disk / "ballast").unlink()
    sensor = sense(folder)
    sensor.wait_for("example window")
    sensor.stop()
    driver.check(folder, 3 * played)
    driver.verify(folder)


def test_a_folder_that_is_moved_away_keeps_nobody_from_stopping(sense, driver, tmp_path):
    folder = tmp_path / "log"
    sensor = sense(folder)
    sensor.wait_for("example window")
    moved = folder.rename(tmp_path / "moved")
    sensor.stop()
    driver.verify(moved)
    sensor = sense(folder)
    sensor.wait_for("example window")
    sensor.stop()
    driver.verify(folder)


def test_a_kill_leaves_a_log_that_the_next_run_continues(sense, driver, tmp_path):
    folder = tmp_path / "log"
    for _ in range(3):
        sensor = sense(folder)
        sensor.wait_for("example window")
        sensor.process.kill()
        sensor.process.wait()
    sensor = sense(folder)
    sensor.wait_for("example window")
    sensor.stop()
    assert Books(folder).windows >= 4
    driver.verify(folder)
