"""`tactus top` on a real terminal (tmux): every size, resized while it runs, and left as it was found."""

import os
import signal
import subprocess
import time

import pytest
from conftest import PATIENCE, ROOT, require

EXAMPLES = sorted((ROOT / "Examples/recordings").glob("*.events"))
SECTIONS = ("verdict", "sensor", "gaps", "devices", "typing", "pointing", "clicking", "scrolling", "window")


class Terminal:
    """A terminal with a shell in it, and nobody's settings."""

    def __init__(self, socket, width, height):
        self.command = ["tmux", "-S", str(socket), "-f", "/dev/null"]
        shell = "env -u NO_COLOR -u LINES -u COLUMNS PS1='ready> ' sh"
        self("new-session", "-d", "-x", str(width), "-y", str(height), shell)
        self.wait(lambda screen: "ready>" in screen)

    def __call__(self, *words):
        return subprocess.run([*self.command, *words], capture_output=True, text=True, check=True,
                              env=os.environ | {"LC_ALL": "C.UTF-8"}).stdout

    def screen(self):
        return self("capture-pane", "-p")

    def type(self, text):
        self("send-keys", "-l", text)
        self("send-keys", "Enter")

    def wait(self, holds):
        deadline = time.monotonic() + PATIENCE
        while not holds(screen := self.screen()):
            assert time.monotonic() < deadline, screen
            time.sleep(0.05)
        return screen

    def settings(self):
        """What stty tells, and what tmux knows of the screen."""
        self("clear-history")
        self.type("clear; stty -g > settings; echo told")
        self.wait(lambda screen: "told\nready>" in screen)
        flags = self("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}")
        return self("display-message", "-p", "#{pane_current_path}").strip(), flags.strip()


@pytest.fixture
def terminal(tmp_path):
    require("tmux")
    started = []

    def start(width=80, height=24):
        terminal = Terminal(tmp_path / "tmux", width, height)
        terminal.type(f"cd {tmp_path}; clear")
        started.append(terminal)
        return terminal

    yield start
    for each in started:
        each("kill-server")


@pytest.fixture
def sensor(tactus, tmp_path):
    """Starts the sensor that has played the examples, as often as it is called."""
    running = []

    def start():
        examples = [f"--example={path}" for path in EXAMPLES]
        command = [tactus, "run", f"--log-dir={tmp_path}/log", "--window=10s", "--no-heartbeat", *examples]
        running.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        return running[-1]

    yield start
    for each in running:
        each.kill()
        each.wait()


def shows(screen):
    return all(f"\n{section} " in screen for section in SECTIONS)


def test_it_fits_every_size_while_it_runs(tactus, terminal, sensor, tmp_path):
    sensor()
    screen = terminal()
    screen.type("stty -g > before")
    screen.type(f"{tactus} top --interval=200ms --log-dir={tmp_path}/log")
    seen = screen.wait(lambda text: shows(text) and "█" in text and "tactus top" in text)
    assert len(seen.splitlines()) <= 24
    for width, height in ((200, 50), (50, 9), (80, 24)):
        screen("resize-window", "-x", str(width), "-y", str(height))
        full = height >= 24
        seen = screen.wait(
            lambda text: shows(text) if full else "more on" in text and "typing" in text)
        lines = seen.splitlines()
        # The title once, on top: nothing was wrapped or left over.
        assert [n for n, line in enumerate(lines) if "tactus top" in line] == [0]
        assert all(len(line) <= width for line in lines)
        if height == 50:
            assert "Mean of the hold time" in seen
    screen("send-keys", "q")
    screen.wait(lambda text: "ready>" in text and "tactus top  " not in text)
    screen.type("stty -g > after; echo $?")
    assert (tmp_path / "before").read_text()
    deadline = time.monotonic() + PATIENCE
    while not (tmp_path / "after").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.1)
    assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGSEGV"])
def test_it_gives_the_terminal_back_however_it_ends(tactus, terminal, sensor, tmp_path, name):
    sensor()
    screen = terminal()
    flags = "#{alternate_on} #{cursor_flag} #{wrap_flag}"
    found = screen("display-message", "-p", flags)
    screen.type("stty -g > before")
    screen.type(f"{tactus} top --log-dir={tmp_path}/log & echo $! > pid; fg; stty -g > after; echo told")
    screen.wait(shows)
    assert screen("display-message", "-p", flags) != found
    os.kill(int((tmp_path / "pid").read_text()), getattr(signal, name))
    screen.wait(lambda text: "told" in text.splitlines()[-2:] or "\ntold" in text)
    assert screen("display-message", "-p", flags) == found
    assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()


def test_it_outlives_the_sensor(tactus, terminal, sensor, tmp_path):
    first = sensor()
    screen = terminal()
    screen.type(f"{tactus} top --interval=100ms --log-dir={tmp_path}/log")
    screen.wait(shows)
    first.kill()
    first.wait()
    seen = screen.wait(lambda text: "NOT sensing" in text)
    assert "no sensor answers" in seen and "█" in seen
    second = sensor()
    screen.wait(lambda text: f"sensing, process {second.pid}" in text and "NOT" not in text)


def test_it_writes_lines_where_there_is_no_terminal(tactus, sensor, tmp_path):
    sensor()
    command = [tactus, "top", "--interval=100ms", f"--log-dir={tmp_path}/log"]
    time.sleep(0.5)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as top:
        lines = []
        while len(lines) < 3 or not lines[-3].startswith(("0", "1", "2")):
            lines.append(top.stdout.readline())
            assert lines[-1], lines
        top.terminate()
        assert top.wait(PATIENCE) == 0
    page = "".join(lines)
    assert shows("\n" + page) and "\x1b" not in page
    assert all("devices" in line for line in lines[-2:])
