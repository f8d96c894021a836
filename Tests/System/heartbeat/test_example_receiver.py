"""The receiver of Examples, as documentation has people try it."""

import json
import os
import pty
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def place():
    process = subprocess.Popen([sys.executable, ROOT / "Examples/heartbeat-receiver.py", "--port=0"],
                               stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    yield line.split()[-1].removesuffix("/heartbeat")
    process.kill()
    process.wait()
    process.stdout.close()


def ask(url, data=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=10) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_its_answers(place):
    status, reply = ask(f"{place}/heartbeat", b'{"type": 4}')
    assert status == 200
    assert reply["status"] == "success" and reply["message"] == "heartbeat received"
    assert reply["received_data"] == {"type": 4} and reply["timestamp"]
    for wrong in (b"", b"{", b"[]", b"4", b'{"kind": 4}', b"[" * 30_000):
        assert ask(f"{place}/heartbeat", wrong)[0] == 400, wrong[:10]
    assert ask(f"{place}/heartbeat", b" " * 70_000)[0] == 413
    assert ask(f"{place}/elsewhere", b'{"type": 4}')[0] == 404
    assert ask(f"{place}/elsewhere")[0] == 404
    status, about = ask(f"{place}/")
    assert status == 200 and about["received"] == 1


def test_its_table(send_once):
    """On a terminal it shows who sends how often; nothing that is sent can meddle with the terminal."""
    shown, terminal = pty.openpty()
    # What a shell starts in the background ignores SIGINT, and so would all that it starts.
    process = subprocess.Popen([sys.executable, ROOT / "Examples/heartbeat-receiver.py", "--port=0"],
                               stdout=terminal, stderr=terminal,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    os.close(terminal)
    text = b""
    try:
        while b"/heartbeat" not in text:
            text += os.read(shown, 65536)
        url = next(word.decode() for word in text.split() if word.startswith(b"http:"))
        for _ in range(2):
            assert send_once("--url", url)[0] == 0
        assert ask(url, b'{"type": "\\u001b[5m\\ud800"}')[0] == 200
        process.send_signal(signal.SIGINT)
        while True:
            try:
                text += os.read(shown, 65536)
            except OSError:  # the other end is closed
                break
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(shown)
    row = text.decode().splitlines()[-1].split()
    assert row[:3] == ["127.0.0.1", "3", '"\\u001b'] and row[-3:] == [row[-3], "s", "ago"], row
    assert b"\x1b[5m" not in text


def test_the_program_and_it(place, send_once):
    status, output, _ = send_once("--url", f"{place}/heartbeat")
    assert status == 0 and "heartbeat received" in output
    assert send_once("--url", f"{place}/elsewhere")[0] == 1


def test_curl_and_it(place):
    done = subprocess.run(
        ["curl", "-sS", "-X", "POST", "-H", "Content-Type: application/json", "-d", '{"type": 4}',
         f"{place}/heartbeat"], capture_output=True, text=True, timeout=20)
    assert json.loads(done.stdout)["status"] == "success"
