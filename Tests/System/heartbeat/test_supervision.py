"""`tactus run` and its heartbeat: the worker that it keeps, the status that it tells, the beats that it
withholds. There is no device here; `test_beside_the_sensor.py` has those."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from support.policy import unavailable

from program_run import PATIENCE, Run, wait_until
from receiver import Receiver, says, valid


@pytest.fixture
def sense(tactus, tmp_path):
    """Starts sensors; each ends with the test, and its worker with it."""
    started = []

    def begin(*options, **more):
        # A number of its own: a test may start two.
        logs = tmp_path / f"logs{len(started)}"
        started.append(SensorRun(tactus, logs, *options, **more))
        return started[-1]

    yield begin
    for run in started:
        run.__exit__()


class SensorRun(Run):
    """A run of `tactus run` in a log folder."""

    def __init__(self, tactus, logs, *options, **more):
        self.tactus, self.logs = tactus, logs
        super().__init__(tactus, "run", "--log-dir", logs, "--real-time=off", *options, **more)

    @property
    def socket(self):
        return self.logs / "run/status.sock"

    def ask(self, word="status"):
        """What the status socket answers."""
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(PATIENCE)
            link.connect(str(self.socket))
            link.sendall(word.encode() + b"\n")
            data = b""
            while more := link.recv(65536):
                data += more
        return json.loads(data)

    def worker(self):
        """The worker's process ID, once there is one that has begun to work."""
        deadline = time.monotonic() + PATIENCE
        while True:
            heartbeat = self.ask()["heartbeat"] if self.socket.exists() else None
            if heartbeat and (pid := heartbeat["worker"]["pid"]):
                return pid
            assert time.monotonic() < deadline, "".join(self.raw)
            time.sleep(0.02)

    def status(self, *options):
        """`tactus status`: its exit status and its output."""
        done = subprocess.run([self.tactus, "status", "--log-dir", self.logs, *options], text=True,
                              capture_output=True, timeout=PATIENCE)
        return done.returncode, done.stdout + done.stderr


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def statistics(run):
    return run.ask()["heartbeat"]["statistics"]["statistics"]


def test_sensor_beats(sense):
    """A sensor beats from its start on, and tells of it."""
    with Receiver(valid) as receiver:
        run = sense("--heartbeat-url", receiver.url, "--heartbeat-interval=200ms")
        wait_until(lambda: len(receiver.requests) >= 5)
        assert all(c.body == b'{"type":4}' for c in receiver.connections[:5])
        status = run.ask()
        assert status["sensing"] and status["reason"] is None
        assert status["heartbeat"]["target"] == receiver.url
        assert statistics(run)["succeeded"] >= 4
        assert run.wait_for("^heartbeats go to")[1] == "INFO"
        worker = run.worker()
        status, took = run.stop()
        assert status == 0 and took < 2
        assert not is_alive(worker)
        assert not run.matching("ERROR") and run.matching("heartbeat: stopped by SIGTERM after")


def test_page_and_exit_status(sense):
    """`tactus status` is one page, and 0 only where all is well: here no device is read."""
    with Receiver(valid) as receiver:
        run = sense("--heartbeat-url", receiver.url, "--heartbeat-interval=200ms")
        wait_until(lambda: len(receiver.requests) >= 3)
        status, page = run.status()
        assert status == 1
        lines = page.splitlines()
        assert [line.split()[0] for line in lines] == [
            "sensor", "priority", "devices", "windows", "events", "gaps", "log", "heartbeat", "beats",
            "last", "verdict"]
        assert "no input device is read" in lines[-1]
        assert json.loads(run.status("--json")[1])["version"] == 1
        run.stop()
        status, told = run.status()
        assert status == 69 and "no sensor is running there" in told


def test_watch(sense):
    run = sense("--no-heartbeat")
    assert run.wait_for("waiting for one")
    watching = subprocess.Popen(
        [run.tactus, "status", "--watch", "--interval=100ms", "--log-dir", run.logs],
        stdout=subprocess.PIPE, text=True)
    pages = 0
    for line in watching.stdout:
        pages += line.startswith("verdict")
        if pages == 3:
            break
    watching.terminate()
    watching.wait(PATIENCE)
    watching.stdout.close()
    assert pages == 3, "it stopped watching"


def test_off(sense):
    """Without a heartbeat there is no worker, and no file of it."""
    run = sense("--no-heartbeat")
    assert run.wait_for("waiting for one")
    time.sleep(0.5)
    heartbeat = run.ask()["heartbeat"]
    assert not heartbeat["enabled"] and heartbeat["worker"]["pid"] is None
    left = run.logs / "run/heartbeat.json"
    assert not left.exists()
    # What an earlier run left, which was killed, is nobody's account of now.
    left.write_text('{"version": 1, "running": true, "statistics": {"last_error": {"time": 9, "reason": "x"}}}')
    assert run.ask()["heartbeat"]["statistics"] is None
    assert "\nheartbeat   off\n" in run.status()[1]


def test_killed_worker_is_started_again(sense):
    """Whatever kills the worker, its successor keeps the grid and the accounts."""
    with Receiver(valid) as receiver:
        run = sense("--heartbeat-url", receiver.url, "--heartbeat-interval=1s")
        wait_until(lambda: len(receiver.requests) >= 2)
        for _ in range(3):
            count = len(receiver.requests)
            os.kill(run.worker(), signal.SIGKILL)
            wait_until(lambda: len(receiver.requests) >= count + 2)
        times = [c.began - receiver.connections[0].began for c in receiver.connections]
        assert max(abs(t - round(t)) for t in times) < 0.05, times
        assert statistics(run)["crashes"] == 3
        assert run.ask()["heartbeat"]["worker"]["restarts"] == 3
        assert len(run.matching("worker was ended by SIGKILL")) == 1, "told at a falling rate"


def test_answer_that_kills_the_worker(sense):
    """The library traps on an answer that ends within its head: the sensor doesn't feel it."""
    with Receiver(says(b"HTTP/1.1 200 OK\r\nConte")) as receiver:
        run = sense("--heartbeat-url", receiver.url, "--heartbeat-interval=1s",
                    "--no-heartbeat-retries")
        wait_until(lambda: len(receiver.requests) >= 4)
        assert run.ask()["sensing"] and statistics(run)["crashes"] >= 2
        times = [c.began - receiver.connections[0].began for c in receiver.connections[:4]]
        assert max(abs(t - round(t)) for t in times) < 0.05, times
        assert run.stop()[0] == 0


def test_worker_that_cannot_start(sense, tactus, tmp_path):
    """A program that isn't there is told of, once, and looked for ever more rarely."""
    alone = tmp_path / "bin" / "tactus"
    alone.parent.mkdir()
    alone.symlink_to(tactus)  # /proc/self/exe shows where it really is
    copy = tmp_path / "bin" / "copy"
    copy.write_bytes(tactus.read_bytes())
    copy.chmod(0o755)
    run = SensorRun(copy, tmp_path / "logs-alone")
    with run:
        line = run.wait_for("the heartbeat's worker can't be started: .*tactus-heartbeat: No such file")
        assert line[1] == "ERROR"
        assert "can't be started" in run.status()[1]
        time.sleep(1.5)
        assert 2 <= run.ask()["heartbeat"]["worker"]["restarts"] <= 4
        assert run.stop()[0] == 0


def test_mad_worker(sense, tactus, tmp_path):
    """Defect: output that nobody read blocked a child for ever. Whatever a worker writes is taken from it,
    a bounded amount at a time, and costs the sensor nothing but the lines."""
    copy = tmp_path / "bin" / "tactus"
    copy.parent.mkdir()
    copy.write_bytes(tactus.read_bytes())
    copy.chmod(0o755)
    worker = copy.with_name("tactus-heartbeat")
    worker.write_text("#!/bin/sh\n"
                      "head --bytes=300000 /dev/zero | tr '\\0' x >&2\n"
                      "yes nonsense | head --lines=10000 >&2\n"
                      f"echo >> {tmp_path}/written\nexit 3\n")
    worker.chmod(0o755)

    def resident(pid):
        return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])

    with SensorRun(copy, tmp_path / "logs-mad") as run:
        assert run.wait_for("the heartbeat's worker ended with status 3 .*it is started again")[1] == "WARN"
        before = resident(run.process.pid)
        wait_until(lambda: (tmp_path / "written").read_text().count("\n") >= 3)
        assert run.ask("probe")["sensing"]
        assert resident(run.process.pid) < before + 1_024
        status, took = run.stop()
        assert status == 0 and took < 2


def test_sensing_process_has_no_network(sense, tactus, program):
    """What sees keys isn't even linked with what the worker reaches the network by, and has no socket but
    those of this machine's own programs."""
    def libraries(path):
        return subprocess.check_output(["ldd", path], text=True)

    def connections(pid):
        return {family for family in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
                for line in Path(f"/proc/{pid}/net/{family}").read_text().splitlines()[1:]
                if f"socket:[{line.split()[9]}]" in sockets(pid)}

    def sockets(pid):
        found = set()
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                found.add(os.readlink(link))
        return found

    assert "libcurl" in libraries(program) and "libcurl" not in libraries(tactus)
    with Receiver(lambda c: c.hang()) as receiver:
        run = sense("--heartbeat-url", receiver.url)
        wait_until(lambda: receiver.connections)
        assert connections(run.worker()) == {"tcp"}
        assert connections(run.process.pid) == set()


def test_worker_dies_with_the_sensor(sense):
    """Even where the sensor has no time to say farewell, no worker goes on claiming that it works."""
    with Receiver(valid) as receiver:
        run = sense("--heartbeat-url", receiver.url, "--heartbeat-interval=100ms")
        wait_until(lambda: len(receiver.requests) >= 2)
        worker = run.worker()
        run.stop(signal.SIGKILL)
        wait_until(lambda: not is_alive(worker), 5)
        count = len(receiver.connections)
        time.sleep(0.5)
        assert len(receiver.connections) == count


def test_hung_worker_delays_no_end(sense):
    with Receiver(lambda c: c.hang()) as receiver:
        run = sense("--heartbeat-url", receiver.url)
        worker = run.worker()
        os.kill(worker, signal.SIGSTOP)
        status, took = run.stop()
        assert status == 0 and took < 2 and not is_alive(worker)


def test_hung_worker_is_replaced(sense):
    """Two beats and the timeout, but half a minute at the least, without a word: then it is ended."""
    with Receiver(valid) as receiver:
        run = sense("--heartbeat-url", receiver.url, "--heartbeat-interval=500ms")
        wait_until(lambda: len(receiver.requests) >= 2)
        worker = run.worker()
        os.kill(worker, signal.SIGSTOP)
        count = len(receiver.requests)
        assert run.wait_for("the heartbeat's worker hangs", 75)[1] == "ERROR"
        wait_until(lambda: len(receiver.requests) >= count + 3)
        assert run.worker() != worker


# --- Truth: no beat without a sensor that senses ---------------------------------------------------


@pytest.fixture
def stall():
    """Stalls one thread of a process in the kernel, as a dead disk or a bug would."""
    if os.geteuid() != 0 or subprocess.run(["which", "strace"], capture_output=True).returncode:
        unavailable("needs root and strace")
    tracers = []

    def begin(thread, call):
        tracers.append(subprocess.Popen(
            ["strace", "-qq", "-o", "/dev/null", "-p", str(thread), "-e", f"trace={call}",
             "-e", f"inject={call}:delay_enter=60000000"]))
        return tracers[-1]

    yield begin
    for tracer in tracers:
        tracer.kill()
        tracer.wait()


def thread_of(pid, name):
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return int(task.name)
    raise AssertionError(f"no thread {name}")


@pytest.mark.parametrize("part, call", [("the sensing loop", "epoll_pwait2"),
                                        ("the log's writer", "poll")])
def test_hung_part_withholds_the_beat(sense, stall, part, call):
    """A process that exists but doesn't sense sends nothing, says so, and is well again when it is."""
    with Receiver(valid) as receiver:
        run = sense("--heartbeat-url", receiver.url, "--heartbeat-interval=500ms")
        wait_until(lambda: len(receiver.requests) >= 2)
        pid = run.process.pid
        tracer = stall(pid if part == "the sensing loop" else thread_of(pid, "tactus-writer"), call)
        line = run.wait_for(f"{part} gives no sign of life within 2 s: no heartbeat goes out")
        assert line and line[1] == "ERROR"
        assert run.wait_for(f"^no heartbeat: {part} gives no sign of life")[1] == "ERROR"
        count = len(receiver.connections)
        begin = time.monotonic()
        answer = run.ask("probe")
        assert not answer["sensing"] and part in answer["reason"]
        assert time.monotonic() - begin < 3
        assert run.status()[0] == 1
        assert len(receiver.connections) == count, "a beat went out all the same"
        assert statistics(run)["withheld"] >= 1
        tracer.kill()
        assert run.wait_for("the sensor gives signs of life again", 90)
        assert run.wait_for("^the sensor is sensing again; heartbeats go out", 90)
        wait_until(lambda: len(receiver.connections) > count)


def test_hung_loop_starves_the_watchdog(sense, stall, tmp_path):
    """systemd is told READY, and that all is well for as long as it is: then nothing, and it acts."""
    path = tmp_path / "notify.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(PATIENCE)
        messages = []

        def listen():
            with contextlib.suppress(OSError):
                while True:
                    messages.append((time.monotonic(), manager.recv(4096).decode()))

        threading.Thread(target=listen, daemon=True).start()
        run = sense("--no-heartbeat", env={"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "1000000"})
        told = lambda text: [at for at, message in messages if message.startswith(text)]
        wait_until(lambda: len(told("WATCHDOG=1")) >= 4)
        assert len(told("READY=1")) == 1
        assert any("Reading 0 keyboards" in message for _, message in messages), "STATUS="
        gaps = [b - a for a, b in zip(told("WATCHDOG=1"), told("WATCHDOG=1")[1:])]
        assert all(0.3 < gap < 0.8 for gap in gaps), gaps
        tracer = stall(run.process.pid, "epoll_pwait2")
        time.sleep(2)
        count = len(told("WATCHDOG=1"))
        time.sleep(2)
        assert len(told("WATCHDOG=1")) == count, "a dead loop's watchdog was fed"
        assert any("no sign of life" in message for _, message in messages)
        tracer.kill()
        wait_until(lambda: len(told("WATCHDOG=1")) > count, 90)
        run.stop()
        wait_until(lambda: told("STOPPING=1"))


def test_without_a_sensor(start, tmp_path):
    """A worker that was told to ask a sensor sends nothing where there is none."""
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url, "--interval=300ms", f"--sensor={tmp_path}/status.sock")
        line = run.wait_for("^no heartbeat: .*no sensor is running there")
        assert line and line[1] == "ERROR"
        time.sleep(1)
        assert not receiver.connections


def test_sensor_that_talks_nonsense(start, tmp_path):
    for reply in (b"", b"nonsense\n", b'{"sensing": 1}\n', b"x" * 2_000_000):
        path = tmp_path / f"{len(reply)}.sock"
        with socket.socket(socket.AF_UNIX) as listener, Receiver(valid) as receiver:
            listener.bind(str(path))
            listener.listen()

            def serve():
                with contextlib.suppress(OSError):
                    while True:
                        link, _ = listener.accept()
                        with link:
                            link.recv(100)
                            link.sendall(reply)

            threading.Thread(target=serve, daemon=True).start()
            run = start("--url", receiver.url, "--interval=300ms", f"--sensor={path}")
            assert run.wait_for("^no heartbeat: ")[1] == "ERROR"
            run.stop()
            assert not receiver.connections


# --- Reload ---------------------------------------------------------------------------------------


def test_reload(sense, tmp_path):
    """SIGHUP: other beats at once, the same accounts; a mistake changes nothing and is told."""
    with Receiver(valid) as first, Receiver(valid) as second:
        config = tmp_path / "tactus.yaml"
        config.write_text(f"heartbeat: {{url: '{first.url}', interval: 200ms}}\n")
        run = sense(f"--config={config}")
        wait_until(lambda: len(first.requests) >= 3)
        worker = run.worker()

        config.write_text("heartbeat: {interval: 1}\n")
        run.process.send_signal(signal.SIGHUP)
        line = run.wait_for("the configuration stays as it was: .*tactus.yaml:1:23: heartbeat.interval")
        assert line and line[1] == "ERROR"
        count = len(first.requests)
        wait_until(lambda: len(first.requests) >= count + 3)

        config.write_text(
            f"priority: 7\nheartbeat: {{url: '{second.url}', interval: 200ms, type: 7}}\n")
        run.process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(second.requests) >= 3)
        assert second.connections[-2].body == b'{"type":7}'
        assert run.wait_for("read anew; changed: heartbeat.url, heartbeat.type$")
        assert run.wait_for("what changed in priority takes effect at the next start")[1] == "WARN"
        assert run.worker() == worker, "the same process"
        wait_until(lambda: statistics(run)["beats"] > len(first.requests))
        assert statistics(run)["crashes"] == 0

        config.write_text("heartbeat: {enabled: false}\n")
        run.process.send_signal(signal.SIGHUP)
        wait_until(lambda: not is_alive(worker))
        assert not run.ask()["heartbeat"]["enabled"]
        config.write_text(f"heartbeat: {{url: '{first.url}', interval: 200ms}}\n")
        count = len(first.requests)
        run.process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(first.requests) > count)


def test_reload_of_a_worker_alone(start, tmp_path):
    """The service's worker reads its configuration itself, and keeps its grid."""
    kept = tmp_path / "statistics.json"
    config = tmp_path / "tactus.yaml"
    with Receiver(valid) as receiver:
        config.write_text(f"heartbeat: {{url: '{receiver.url}', interval: 500ms}}\n")
        run = start(f"--config={config}", f"--statistics={kept}")
        wait_until(lambda: len(receiver.requests) >= 3)
        config.write_text("heartbeat: {interval: never}\n")
        run.process.send_signal(signal.SIGHUP)
        assert run.wait_for("the configuration stays as it was: .*heartbeat.interval")[1] == "ERROR"
        config.write_text(f"heartbeat: {{url: '{receiver.url}', interval: 500ms, type: 9}}\n")
        run.process.send_signal(signal.SIGHUP)
        wait_until(lambda: any(c.body == b'{"type":9}' for c in receiver.connections))
        count = len(receiver.requests)
        wait_until(lambda: len(receiver.requests) >= count + 3)
        times = [c.began - receiver.connections[0].began for c in receiver.connections]
        assert max(abs(t * 2 - round(t * 2)) / 2 for t in times) < 0.05, times
        told = json.loads(kept.read_text())["statistics"]
        assert told["crashes"] == 0 and told["renewals"] == 0
        assert told["beats"] >= len(receiver.requests) - 1


# --- Secrets ---------------------------------------------------------------------------------------


def test_password_is_nowhere(sense):
    """User info and query of the URL reach the receiver, and neither a log, a status nor a command line."""
    with Receiver(valid) as receiver:
        url = f"http://someone:secret-word@127.0.0.1:{receiver.port}/heartbeat?token=secret-word"
        run = sense(env={"TACTUS_HEARTBEAT_URL": url})
        wait_until(lambda: receiver.requests)
        assert b"token=secret-word" in receiver.requests[0]
        worker = run.worker()
        seen = json.dumps(run.ask()) + run.status()[1] + "".join(run.raw)
        seen += Path(f"/proc/{worker}/cmdline").read_text()
        seen += (run.logs / "run/heartbeat.json").read_text()
        assert "secret-word" not in seen
        holder = run.logs / "run/heartbeat.yaml"
        assert "secret-word" in holder.read_text() and holder.stat().st_mode & 0o777 == 0o600


def test_socket_is_for_its_owner_and_group(sense):
    run = sense("--no-heartbeat")
    wait_until(run.socket.exists)
    assert run.socket.stat().st_mode & 0o777 == 0o660
    if os.geteuid() == 0:
        refused = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", run.tactus, "status",
             "--runtime-dir", run.logs / "run"], capture_output=True, text=True)
        assert refused.returncode in (69, 1) and not refused.stdout


# --- A hostile client ------------------------------------------------------------------------------


def cpu_time(pid, thread):
    """Seconds that a thread ran."""
    fields = Path(f"/proc/{pid}/task/{thread}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_hostile_clients(sense):
    """Clients that hang, trickle, never read or ask without end cost the sensing thread next to nothing,
    and keep nobody else out for longer than they are suffered."""
    run = sense("--no-heartbeat")
    wait_until(run.socket.exists)
    pid = run.process.pid
    before = cpu_time(pid, pid)
    links = [socket.socket(socket.AF_UNIX) for _ in range(12)]
    for number, link in enumerate(links):
        link.connect(str(run.socket))
        link.sendall([b"", b"prob", b"status\n", b"\0" * 31][number % 4])
    end = time.monotonic() + 3
    asked = 0
    while time.monotonic() < end:
        assert run.ask("probe")["sensing"]
        asked += 1
    for link in links:
        link.close()
    assert asked > 20
    assert cpu_time(pid, pid) - before < 0.1, "the sensing thread had to work for clients"
    assert run.ask()["sensing"]
