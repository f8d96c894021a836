"""A run of the heartbeat's program, and what it tells."""

import json
import os
import re
import signal
import subprocess
import threading
import time

LINE = re.compile(r"^\S+ \S+ (DEBUG|INFO|WARN|ERROR) +(.*)$")
PATIENCE = 20  # seconds; generous, for machines that are busy with other things


def document(path):
    return json.loads(path.read_text())


def wait_until(condition, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


def on_grid(times, interval):
    """How far each of these is from the grid that the first one begins."""
    return [abs((t - times[0] + interval / 2) % interval - interval / 2) for t in times]


class Run:
    """A run of the program; its log is read as it comes."""

    def __init__(self, program, *options, env=None, wrapper=()):
        env = {**os.environ, "SWIFT_BACKTRACE": "enable=no", **(env or {})}
        self.process = subprocess.Popen(
            [*map(str, wrapper), program, *map(str, options)], env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = []
        self.raw = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self._changed:
                self.raw.append(line)
                if match := LINE.match(line.rstrip("\n")):
                    self.lines.append((time.monotonic(), *match.groups()))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, pattern, patience=PATIENCE):
        """The first line so far or to come that holds `pattern`: (time, level, text)."""
        deadline = time.monotonic() + patience
        with self._changed:
            while True:
                for line in self.lines:
                    if re.search(pattern, line[2]):
                        return line
                ended = self.process.poll() is not None and not self._reader.is_alive()
                if ended or not self._changed.wait(min(0.1, deadline - time.monotonic())):
                    if ended or time.monotonic() > deadline:
                        return None

    def matching(self, pattern):
        with self._changed:
            return [line for line in self.lines if re.search(pattern, line[2])]

    def stop(self, number=signal.SIGTERM):
        """Its status, and how long it took to end."""
        begin = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status, time.monotonic() - begin

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
