"""`tactus heartbeat`, as a person tries a receiver with it. No sensor runs, and none is needed."""

import signal
import subprocess

import pytest

from program_run import PATIENCE
from receiver import BODY, Receiver, answer, says, valid


@pytest.fixture
def beat(tactus):
    """One beat: (status, standard output, standard error)."""
    def send(*options):
        done = subprocess.run([tactus, "heartbeat", *map(str, options)], text=True, capture_output=True,
                              timeout=PATIENCE)
        return done.returncode, done.stdout, done.stderr
    return send


def test_one_beat(beat):
    """It shows target, payload, result, answer and time, and its exit status is the result."""
    with Receiver(valid) as receiver:
        status, output, _ = beat("--url", receiver.url, "--type=7")
        assert status == 0
        rows = [line.split(None, 1) for line in output.splitlines()]
        assert rows[:4] == [["target", receiver.url], ["payload", '{"type":7}'],
                            ["result", "success: status 200"], ["answer", BODY.decode()]]
        assert rows[4][0] == "time" and rows[4][1].endswith(" ms") and len(rows) == 5
        assert [c.body for c in receiver.connections] == [b'{"type":7}']
    status, output, _ = beat("--url", receiver.url)
    assert status == 1 and "failure: no connection" in output
    with Receiver(says(answer("201 Created"))) as receiver:
        status, output, _ = beat("--url", receiver.url)
        assert status == 1 and "failure: status 201" in output


def test_its_timeout(beat):
    with Receiver(lambda c: c.hang()) as receiver:
        status, output, _ = beat("--url", receiver.url, "--timeout=300ms")
        assert status == 1 and "failure: timed out" in output
        assert 300 <= int(output.splitlines()[-1].split()[1]) < 500


def test_mistakes(beat, tmp_path):
    status, _, error = beat("--url=http://[::1]:26002/heartbeat")
    assert status == 64 and "IPv6" in error
    assert beat("--nonsense")[0] == 64
    assert beat("--url=http://192.0.2.1/")[0] == 78
    config = tmp_path / "tactus.yaml"
    config.write_text("heartbeat: {url: nowhere}\n")
    status, _, error = beat(f"--config={config}")
    assert status == 78 and f"{config}:1:18: heartbeat.url" in error


def test_beat_after_beat(tactus, tmp_path):
    """A line a beat with the running count, and the sum at Ctrl-C; the configuration is obeyed."""
    config = tmp_path / "tactus.yaml"
    replies = iter([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"] * 2)
    with Receiver(lambda c: c.send(next(replies, answer("404 No")))) as receiver:
        config.write_text(f"heartbeat: {{url: '{receiver.url}', type: 5}}\n")
        process = subprocess.Popen(
            [tactus, "heartbeat", "--continuous", "--interval=100ms", f"--config={config}"],
            stdout=subprocess.PIPE, text=True)
        lines = [process.stdout.readline().split(None, 1)[1] for _ in range(3)]
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        process.stdout.close()
        status = process.wait(PATIENCE)
        for number, (line, told) in enumerate(zip(lines, (200, 200, 404)), 1):
            assert line.startswith(f"beat {number}: status {told} in "), lines
        assert status == 1, "one beat failed"
        assert "2 succeeded" in rest
        assert receiver.connections[0].body == b'{"type":5}'
