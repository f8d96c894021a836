"""The worker over many beats: its grid, its retries and its end."""

import datetime
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from support.policy import unavailable

from program_run import document, on_grid, wait_until
from receiver import BODY, VALID, Receiver, answer, says, valid

QUICK = ("--log-level=debug",)


def test_request(start):
    """What goes over the wire, and at once."""
    with Receiver(valid) as receiver:
        begin = time.monotonic()
        start("--url", receiver.url)
        wait_until(lambda: receiver.connections and receiver.connections[0].body)
        first = receiver.connections[0]
        assert first.began - begin < 2
        assert first.request.startswith(b"POST /heartbeat HTTP/1.1\r\n")
        assert first.body == b'{"type":4}'
        headers = dict(first.headers())
        assert headers["content-type"] == "application/json"
        assert headers["content-length"] == "10"
        assert headers["connection"] == "close"
        assert "expect" not in headers and "cookie" not in headers


def test_grid(start):
    """Defect: the time that a request took was added to the wait, so beats came every 30 to 35 s and
    were never in step. Here each answer takes most of the interval and the grid holds."""
    with Receiver(lambda c: (time.sleep(0.08), c.send(VALID))) as receiver:
        start("--url", receiver.url, "--interval=120ms")
        wait_until(lambda: len(receiver.connections) >= 60)
        times = [c.began for c in receiver.connections[:60]]
        assert max(on_grid(times, 0.12)) < 0.05
        assert abs(times[-1] - times[0] - 59 * 0.12) < 0.05


def test_thousand_beats(start):
    """The phase over a thousand beats."""
    with Receiver(valid) as receiver:
        start("--url", receiver.url, "--interval=20ms")
        wait_until(lambda: len(receiver.connections) >= 1_000, 40)
        times = [c.began for c in receiver.connections[:1_000]]
        late = [t - i * 0.02 for i, t in enumerate(times)]
        assert max(late) - min(late) < 0.05


def test_hanging_receiver_delays_no_beat(start):
    """Defect: a request that hung shifted all that followed."""
    with Receiver(lambda c: c.hang()) as receiver:
        start("--url", receiver.url, "--interval=300ms", "--timeout=10s")
        wait_until(lambda: len(receiver.connections) >= 10)
        times = [c.began for c in receiver.connections[:10]]
        assert max(on_grid(times, 0.3)) < 0.05


def test_stopped_and_continued(start):
    """After a stall there is one beat, not one for each that was missed; then the grid again."""
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url, "--interval=200ms", *QUICK)
        wait_until(lambda: len(receiver.connections) >= 5)
        run.process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        before = len(receiver.connections)
        time.sleep(1.0)
        run.process.send_signal(signal.SIGCONT)
        woken = time.monotonic()
        time.sleep(0.45)
        late = [c.began for c in receiver.connections[before:] if c.began < woken + 0.099]
        assert len(late) <= 1
        wait_until(lambda: len(receiver.connections) >= before + 6)
        times = [c.began for c in receiver.connections]
        assert max(on_grid(times[:5] + times[before + 2:before + 6], 0.2)) < 0.05
        run.stop()
        assert " missed" in run.matching("stopped by SIGTERM")[0][2]


@pytest.fixture(scope="module")
def wall_clock(tmp_path_factory):
    """A library that shifts the wall clock of a program by the seconds in a file."""
    if shutil.which("gcc") is None:
        unavailable("not installed: gcc")
    library = tmp_path_factory.mktemp("clock") / "wall_clock.so"
    source = Path(__file__).with_name("wall_clock.c")
    subprocess.check_call(["gcc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1", source,
                           "-o", library])
    return library


def test_clock_steps(start, wall_clock, tmp_path):
    """Defect: beats hung on the wall clock, and setting it back silenced them for as long."""
    shift = tmp_path / "shift"
    shift.write_text("0")
    env = {"LD_PRELOAD": str(wall_clock), "TACTUS_TEST_CLOCK": str(shift)}
    with Receiver(valid) as receiver:
        start("--url", receiver.url, "--interval=200ms", "--field=timestamp", env=env)
        for seconds in (0, -3_600, 86_400):
            shift.write_text(str(seconds))
            count = len(receiver.connections)
            wait_until(lambda: len(receiver.connections) >= count + 6)
        stamps = [json.loads(c.body)["timestamp"] for c in receiver.connections if c.body]
        assert len({stamp[:13] for stamp in stamps}) >= 3, "the clock was never stepped"
        assert max(on_grid([c.began for c in receiver.connections], 0.2)) < 0.05


def test_retry_within_the_slot(start):
    """Defect: what was called a retry was the next beat. A receiver that restarts costs no beat."""
    replies = iter([answer("503 Restarting"), VALID])
    with Receiver(lambda c: c.send(next(replies))) as receiver:
        run = start("--url", receiver.url, *QUICK)
        assert run.wait_for(r"^heartbeat 1: status 200 .* 2 attempts$")
        first, second = receiver.connections
        assert 0.9 < second.began - first.began < 3.3
        run.stop()
        assert "1 succeeded, 0 failed" in run.matching("stopped by")[0][2]
        assert "2 attempts" in run.matching("stopped by")[0][2]


def test_retry_when_told_to(start):
    replies = iter([answer("429 Slow", "Retry-After: 4"), VALID])
    with Receiver(lambda c: c.send(next(replies))) as receiver:
        run = start("--url", receiver.url, *QUICK)
        assert run.wait_for(r"^heartbeat 1: status 200 .* 2 attempts$")
        first, second = receiver.connections
        assert 4 <= second.began - first.began < 4.3


def test_no_retry_where_none_helps(start):
    with Receiver(says(answer("404 No"))) as receiver:
        run = start("--url", receiver.url, *QUICK)
        assert run.wait_for("^heartbeat 1 failed: status 404$")
        time.sleep(3.5)
        assert len(receiver.connections) == 1


def test_told_at_once_then_rarely_and_healed_once(start):
    """A receiver that is down all night fills no disk, and its return is told."""
    with Receiver(valid) as receiver:
        port = receiver.port
    run = start("--url", f"http://127.0.0.1:{port}/", "--interval=100ms", "--no-retries")
    assert run.wait_for("^heartbeat 1 failed: no connection")[1] == "WARN"
    time.sleep(1)
    back = Receiver(valid)
    back.close()
    back.socket = socket.create_server(("127.0.0.1", port))
    threading.Thread(target=back._serve, daemon=True).start()
    with back:
        assert run.wait_for("^heartbeats succeed again")[1] == "INFO"
        time.sleep(0.3)
    assert len(run.matching("failed")) == 1 and len(run.matching("succeed again")) == 1


def test_success_is_told_to_developers(start):
    """Defect: the lines of successes were wiped out by a second setup of the log."""
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url, *QUICK)
        assert run.wait_for("^heartbeat 1: status 200")[1] == "DEBUG"
        quiet = start("--url", receiver.url)
        wait_until(lambda: len(receiver.connections) >= 2)
        quiet.stop()
        assert not quiet.matching("^heartbeat 1: status")


def test_other_statuses_of_success(start):
    with Receiver(says(b"HTTP/1.1 204 No Content\r\n\r\n")) as receiver:
        run = start("--url", receiver.url, "--success-status=200,204", *QUICK)
        assert run.wait_for("^heartbeat 1: status 204")


@pytest.mark.parametrize("number", [301, 302, 303, 307, 308])
def test_redirects_lead_nowhere(send_once, number):
    """Defect: a beat that was sent elsewhere, as a GET, counted as a success."""
    with Receiver(valid) as elsewhere:
        redirect = answer(f"{number} Moved", f"Location: {elsewhere.url}")
        with Receiver(says(redirect)) as receiver:
            status, output, _ = send_once("--url", receiver.url)
            assert status == 1 and f"status {number}" in output
            assert len(receiver.connections) == 1 and not elsewhere.connections


def test_no_proxy_is_obeyed(send_once):
    """Defect: a variable of the environment sent the beat of this machine to a proxy."""
    with Receiver(valid) as receiver, Receiver(valid) as proxy:
        there = f"http://127.0.0.1:{proxy.port}"
        names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        status, _, _ = send_once("--url", receiver.url, env=dict.fromkeys(names, there))
        assert status == 0 and len(receiver.connections) == 1 and not proxy.connections


def test_no_cookie_is_kept(start):
    with Receiver(says(answer("200 OK", "Set-Cookie: id=7; Path=/"))) as receiver:
        start("--url", receiver.url, "--interval=100ms")
        wait_until(lambda: len(receiver.requests) >= 4)
        assert not any(b"cookie" in request.lower() for request in receiver.requests)


@pytest.mark.parametrize("delay", [0, 0.002, 0.09], ids=["at once", "in flight", "between beats"])
def test_closing_after_keep_alive(start, delay):
    """A receiver that promises to keep the connection and closes it loses no beat."""
    kept = answer("200 OK", "Connection: keep-alive", "Keep-Alive: timeout=60")
    with Receiver(lambda c: (c.send(kept), time.sleep(delay))) as receiver:
        run = start("--url", receiver.url, "--interval=100ms", "--timeout=1s", "--no-retries", *QUICK)
        wait_until(lambda: len(receiver.connections) >= 20)
        assert all(c.body == b'{"type":4}' for c in receiver.connections[:19])
        assert not run.matching("failed")


def test_name_that_cannot_be_resolved(start):
    run = start("--url=http://nowhere.invalid/", "--allow-insecure", "--timeout=3s", "--no-retries")
    line = run.wait_for("^heartbeat 1 failed: ")
    assert line[1] == "WARN"
    assert "no connection" in line[2] or "timed out" in line[2]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_resolver_that_hangs(start, tmp_path):
    """The library may wait for its resolver even when it is told to stop; nothing else waits with it."""
    (tmp_path / "resolv.conf").write_text("nameserver 127.9.9.9\noptions timeout:30\n")
    kept = tmp_path / "statistics.json"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.9.9.9", 53))
        script = f'mount --bind {tmp_path}/resolv.conf /etc/resolv.conf && exec "$@"'
        run = start("--url=http://somewhere.test/", "--allow-insecure", "--timeout=1s",
                    "--interval=2s", "--no-retries", "--statistics", kept,
                    wrapper=["unshare", "-m", "sh", "-c", script, "sh"])
        begin = run.wait_for("heartbeats go to")[0]
        first = run.wait_for("^heartbeat 1 failed")
        assert first[1] == "WARN" and "timed out" in first[2]
        assert first[0] - begin < 1.2
        wait_until(lambda: document(kept)["statistics"]["failed"] == 3)
        assert time.monotonic() - begin < 5.3
        status, took = run.stop()
        assert status == 0 and took < 0.5


def test_stops_at_once_while_a_beat_hangs(start, tmp_path):
    """Defect: the beat in flight was in no count, and statistics came only at the end, twice."""
    kept = tmp_path / "statistics.json"
    with Receiver(lambda c: c.hang()) as receiver:
        run = start("--url", receiver.url, "--statistics", kept)
        wait_until(lambda: receiver.connections)
        assert document(kept)["statistics"]["in_flight"] and document(kept)["running"]
        status, took = run.stop()
        assert status == 0 and took < 0.5
        assert len(run.matching("1 beats: 0 succeeded, 0 failed, 1 unfinished")) == 1
        left = document(kept)
        assert not left["running"] and left["statistics"]["unfinished"] == 1


def test_ctrl_c_stops(start):
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url)
        wait_until(lambda: receiver.connections)
        assert run.stop(signal.SIGINT)[0] == 0


def test_lost_terminal_stops(program):
    """Who closes the terminal wants no program to go on in it; SIGHUP means other settings elsewhere."""
    master, terminal = os.openpty()
    with Receiver(valid) as receiver:
        run = subprocess.Popen([program, "--url", receiver.url], stdin=terminal, stdout=terminal,
                               stderr=terminal, start_new_session=True)
        os.close(terminal)
        wait_until(lambda: receiver.connections)
        os.close(master)
        run.send_signal(signal.SIGHUP)
        assert run.wait(20) == 0


def test_beats_that_hang_put_off_no_reload(start, tmp_path):
    """Settings that would help must not wait for what they would help against."""
    config = tmp_path / "tactus.yaml"
    with Receiver(lambda c: c.hang()) as hung, Receiver(valid) as better:
        config.write_text(f"heartbeat: {{url: '{hung.url}', interval: 500ms}}\n")
        run = start(f"--config={config}")
        wait_until(lambda: len(hung.connections) >= 2)
        config.write_text(f"heartbeat: {{url: '{better.url}', interval: 500ms}}\n")
        run.process.send_signal(signal.SIGHUP)
        wait_until(lambda: better.connections, 5)


def test_ends_with_its_parent(program):
    """Defect of programs that outlive who started them: they beat on for a sensor that is gone."""
    with Receiver(valid) as receiver:
        script = ("import os, subprocess, sys, time\n"
                  "child = subprocess.Popen([sys.argv[1], '--url', sys.argv[2],"
                  " f'--die-with-parent={os.getpid()}'], stderr=subprocess.DEVNULL)\n"
                  "print(child.pid, flush=True)\ntime.sleep(60)\n")
        parent = subprocess.Popen([sys.executable, "-c", script, program, receiver.url],
                                  stdout=subprocess.PIPE, text=True)
        child = int(parent.stdout.readline())
        wait_until(lambda: receiver.connections)
        assert os.path.exists(f"/proc/{child}")
        parent.kill()
        parent.wait()
        parent.stdout.close()
        def gone():
            try:
                with open(f"/proc/{child}/stat") as file:
                    return file.read().rsplit(")")[1].split()[0] == "Z"
            except OSError:
                return True
        wait_until(gone, 2)


def test_an_orphan_from_the_start_is_no_worker(program):
    done = subprocess.run([program, "--die-with-parent=1"], stderr=subprocess.DEVNULL, timeout=20)
    assert done.returncode == -signal.SIGKILL


def test_continuous(program):
    with Receiver(valid) as receiver:
        process = subprocess.Popen(
            [program, "--continuous", "--interval=100ms", "--url", receiver.url],
            stdout=subprocess.PIPE, text=True)
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        process.stdout.close()
        assert process.wait(20) == 0
        assert [f"beat {n}: status 200" in line for n, line in enumerate(lines, 1)] == [True] * 3
        assert "success rate 100.0 %" in rest


def test_once(send_once):
    """Exit statuses tell how it went (defect: they were always 0), and only 200 is a success (defect:
    the tool took any 2xx for one)."""
    with Receiver(valid) as receiver:
        status, output, _ = send_once("--url", receiver.url, "--type=7")
        assert status == 0
        for word in (receiver.url, '{"type":7}', "status 200", BODY.decode(), " ms"):
            assert word in output
    with Receiver(says(answer("201 Created"))) as receiver:
        assert send_once("--url", receiver.url)[0] == 1
    assert send_once("--url", receiver.url)[0] == 1
    assert send_once("--url=http://[::1]:26002/heartbeat")[0] == 64
    assert "IPv6" in send_once("--url=http://[::1]:26002/heartbeat")[2]
    assert send_once("--url=http://192.0.2.1/")[0] == 78


def test_once_with_a_sensor_that_is_not_there(send_once, tmp_path):
    """One beat that is withheld is one beat that failed."""
    with Receiver(valid) as receiver:
        status, _, error = send_once("--url", receiver.url, f"--sensor={tmp_path}/status.sock")
        assert status == 1 and "no heartbeat: " in error and "no sensor is running there" in error
        assert not receiver.connections


def test_what_else_a_beat_tells(send_once, tmp_path):
    """Named fields are added; the user is a pseudonym, the same each time, by a secret of its owner."""
    salt = tmp_path / "salt"
    with Receiver(valid) as receiver:
        for user in ("somebody", "somebody", "another"):
            assert send_once("--url", receiver.url, "--fields=timestamp,host,statistics,user_id",
                             f"--user={user}", f"--salt={salt}")[0] == 0
        bodies = [json.loads(c.body) for c in receiver.connections]
        assert bodies[0].keys() == {"type", "timestamp", "host", "statistics", "user_id"}
        assert bodies[0]["host"] == socket.gethostname()
        assert bodies[0]["statistics"]["beats"] == 1
        sent = datetime.datetime.fromisoformat(bodies[0]["timestamp"].replace("Z", "+00:00"))
        assert abs(sent.timestamp() - time.time()) < 60
        first, again, other = (body["user_id"] for body in bodies)
        assert first == again != other and len(first) >= 20
        assert not any(b"somebody" in c.request for c in receiver.connections)
        assert salt.stat().st_mode & 0o777 == 0o600


def test_answers_are_shown_harmlessly(send_once):
    with Receiver(says(answer("200 OK", body=b"\x1b[2J\r\nresult   success"))) as receiver:
        _, output, _ = send_once("--url", receiver.url)
        assert "\x1b" not in output and len(output.splitlines()) == 5


def test_secrets_are_sent_and_not_shown(start, tmp_path):
    """User info becomes a header; neither it nor the query is in the log or the statistics."""
    kept = tmp_path / "statistics.json"
    with Receiver(says(answer("403 No"))) as receiver:
        url = f"http://user:p%40ss@127.0.0.1:{receiver.port}/heartbeat?token=hidden"
        run = start("--statistics", kept, *QUICK, env={"TACTUS_HEARTBEAT_URL": url})
        assert run.wait_for("^heartbeat 1 failed: status 403")
        request = receiver.connections[0]
        assert request.request.startswith(b"POST /heartbeat?token=hidden ")
        assert dict(request.headers())["authorization"] == "Basic dXNlcjpwQHNz"
        run.stop()
        told = "".join(run.raw) + kept.read_text()
        assert "hidden" not in told and "ss@" not in told and "user:" not in told
        with open("/proc/self/cmdline") as file:
            assert "hidden" not in file.read()
