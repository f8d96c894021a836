"""What can be measured without a device: extraction, replay, start, idleness, memory."""

import contextlib
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

from report import Row, ratios

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 120  # seconds


def compile_tool(folder, name, *flags):
    """A program of ours in C, optimised as the product's own C is."""
    program = folder / name
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", *flags, "-o", program,
                    HERE / f"{pathlib.Path(name).stem}.c"], check=True)
    return program


def cpu_time(command):
    """CPU seconds, wall seconds and peak resident kilobytes of a command."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_utime + used.ru_stime, time.monotonic() - begin, used.ru_maxrss


def extraction(extract, rounds):
    """Rows, and nanoseconds an event."""
    # A few processes: where memory happens to lie changes a time by some percent.
    ours, theirs = [], []
    for _ in range(3):
        out = subprocess.run([extract, "compare", str(rounds // 3)], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
        result = json.loads(out)
        ours += result["swift_ns_per_event"]
        theirs += result["c_ns_per_event"]
    share = "the C core does classification, steps, pairing, moments and histograms alone"
    return [
        Row("extraction from memory", "M events/s", [1000 / each for each in ours],
            "the target; 0.196 is the fastest published", (">=", 20)),
        Row("extraction from memory", "x", ratios(ours, theirs), "the C core, same run", ("<=", 3),
            share),
    ], min(ours)


def replay(tactus, extract, folder, rounds):
    """Evemu text from disk, parsed and extracted, against a program that only parses."""
    out = subprocess.run([extract, "write", folder, "3000000"], check=True, text=True,
                         stdout=subprocess.PIPE).stdout
    events = json.loads(out)["events"]
    files = [folder / "mouse.evemu", folder / "keyboard.evemu"]
    scan = compile_tool(folder, "evemu_scan")
    commands = {"ours": [tactus, "replay", *files], "by hand": [scan, *files],
                "sscanf": [scan, "-s", *files]}
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(cpu_time(command)[0])
    for file in files:
        file.unlink()
    return [
        Row("replay of evemu text", "M events/s", [events / each / 1e6 for each in times["ours"]],
            "the target", (">=", 3)),
        Row("replay of evemu text", "x", ratios(times["ours"], times["by hand"]),
            "C that scans the lines by hand and adds up, CPU time"),
        Row("replay of evemu text", "x", ratios(times["ours"], times["sscanf"]),
            "C that scans the lines by sscanf and adds up, CPU time"),
    ]


class Running:
    """`tactus run` without devices."""

    def __init__(self, tactus, folder, *options):
        folder.mkdir()
        self.folder = folder
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = str(folder / "notify")
        self._notify.bind(path)
        self._notify.settimeout(PATIENCE)
        command = [tactus, "run", f"--log-dir={folder}/logs", "--grab-check=0", *options]
        begin = time.monotonic()
        self.process = subprocess.Popen(command, env=os.environ | {"NOTIFY_SOCKET": path},
                                        stderr=subprocess.DEVNULL)
        while b"READY=1" not in self._notify.recv(4096):
            pass
        self.seconds_to_ready = time.monotonic() - begin

    def _switches(self, task):
        text = pathlib.Path(f"/proc/{self.process.pid}/task/{task}/status").read_text()
        return int(text.split("voluntary_ctxt_switches:")[1].split()[0])

    def resident(self, pid=None):
        """Kilobytes, counted page by page: VmRSS is summed up in batches of pages."""
        text = pathlib.Path(f"/proc/{pid or self.process.pid}/smaps_rollup").read_text()
        return int(text.split("Rss:")[1].split()[0])

    def wakeups(self):
        """How often each thread went to sleep so far; the sensing loop is the main thread."""
        tasks = os.listdir(f"/proc/{self.process.pid}/task")
        return {int(task): self._switches(task) for task in tasks}

    def windows_written(self):
        """The last sequence number: files as old as a recording from 1970 aren't kept, to be counted."""
        try:
            lines = (self.folder / "logs" / "tactus.jsonl").read_bytes().split(b"\n")
        except FileNotFoundError:  # a new one is being made
            return 0
        return json.loads(lines[-2])["seq"] if len(lines) > 1 else 0

    def children(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/task")
        return [int(child) for task in text.iterdir()
                for child in (task / "children").read_text().split()]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0
        self._notify.close()


def start(tactus, folder, rounds):
    """From exec to the moment at which every device that was there has been opened."""
    scan = compile_tool(folder, "evemu_scan")
    ours, theirs = [], []
    for number in range(rounds):
        run = Running(tactus, folder / f"start{number}", "--no-heartbeat")
        ours.append(run.seconds_to_ready * 1000)
        run.stop()
        theirs.append(cpu_time([scan])[1] * 1000)
    return [
        Row("start to reading", "ms", ours, "the target; devices none", ("<=", 30)),
        Row("start to reading", "x", ratios(ours, theirs), "a C program that starts and ends"),
    ]


@contextlib.contextmanager
def receiver():
    """Takes beats; yields its URL and the list of their times."""
    beats = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            beats.append(time.monotonic())
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/heartbeat", beats
    server.shutdown()


class Idle:
    """Two sensors left alone for a minute: one without heartbeat, one that beats."""

    INTERVAL = 10

    def __init__(self, tactus, folder, seconds=60):
        self._seconds = seconds
        self._stack = contextlib.ExitStack()
        url, self._beats = self._stack.enter_context(receiver())
        self._alone = Running(tactus, folder / "alone", "--no-heartbeat")
        self._beating = Running(tactus, folder / "beating", f"--heartbeat-url={url}",
                                f"--heartbeat-interval={self.INTERVAL}s")
        time.sleep(3)
        self._begin = time.monotonic()
        self._before = self._alone.wakeups(), self._beating.wakeups()

    def rows(self):
        """Waits for the minute to be over."""
        time.sleep(max(0.0, self._begin + self._seconds - time.monotonic()))
        after = self._alone.wakeups(), self._beating.wakeups()
        alone, beating = ({task: last[task] - first.get(task, 0) for task in last}
                          for first, last in zip(self._before, after))
        main, whole = alone[self._alone.process.pid], sum(alone.values())
        beats = sum(1 for beat in self._beats if beat >= self._begin)
        memory = [self._alone.resident() / 1024, self._beating.resident() / 1024]
        [worker] = self._beating.children()
        heartbeat = self._beating.resident(worker) / 1024
        self._alone.stop()
        self._beating.stop()
        self._stack.close()
        assert beats >= 1, "no beat came"
        name = f"wakeups in {self._seconds} s without input"
        return [
            Row(f"{name}: sensing loop", "", [main], "the target", ("<=", 0)),
            Row(f"{name}: whole process, no heartbeat", "", [whole], "the target", ("<=", 0)),
            Row("wakeups a heartbeat: sensing loop", "", [beating[self._beating.process.pid] / beats],
                "the target", ("<=", 1), f"{beats} beats in {self._seconds} s"),
            Row("wakeups a heartbeat: each thread at most", "",
                [max(beating.values()) / beats], "the target", ("<=", 1.0)),
            Row("resident memory: sensing process", "MB", memory, "the target; no device", ("<=", 12)),
            Row("resident memory: heartbeat process", "MB", [heartbeat],
                f"the target; after {len(self._beats)} beats", ("<=", 32)),
        ]


def sparse_recording(path, windows):
    """A little movement and typing in each of so many seconds."""
    with open(path, "w", encoding="ascii") as file:
        file.write("# EVEMU 1.3\nN: Sparse\nI: 0003 0001 0001 0001\nP: 00 00 00 00 00 00 00 00\n")
        for second in range(1, windows + 1):
            for part in range(6):
                at = f"E: {second}.{part * 20000:06d}"
                file.write(f"{at} 0002 0000 0003\n{at} 0002 0001 -002\n{at} 0000 0000 0000\n")
            for part in range(10):
                at = f"E: {second}.{200000 + part * 60000:06d}"
                file.write(f"{at} 0001 001e {1 - part % 2:04d}\n{at} 0000 0000 0000\n")


def growth(tactus, extract, folder):
    """Memory against events and windows."""
    out = subprocess.run([extract, "grow", "100000000"], check=True, text=True,
                         stdout=subprocess.PIPE).stdout
    result = json.loads(out)
    small, large = result["resident_kb"]
    rows = [Row("growth of memory, 1 M to 100 M events", "kB", [large - small],
                f"no growth; extraction from memory, {result['windows']} windows", ("<=", 64))]
    resident = {}
    for windows in (10, 10_000):
        recording = folder / f"{windows}.evemu"
        sparse_recording(recording, windows)
        run = Running(tactus, folder / f"windows{windows}", "--no-heartbeat", "--window=1s",
                      "--log-sync=0", "--log-level=error", f"--example={recording}")
        deadline = time.monotonic() + PATIENCE
        while (written := run.windows_written()) < windows:
            assert time.monotonic() < deadline, f"{written} windows of {windows}"
            time.sleep(0.5)
        resident[windows] = run.resident()
        run.stop()
    rows.append(Row("growth of memory, 10 to 10,000 windows", "kB", [resident[10_000] - resident[10]],
                    "no growth; the running sensor plays a recording into its log", ("<=", 512)))
    return rows


def call_costs(folder):
    """Nanoseconds of CPU time a system call, on this machine."""
    program = compile_tool(folder, "call_costs")
    runs = [json.loads(subprocess.check_output([program])) for _ in range(5)]
    return {name: min(run[name] for run in runs) for name in runs[0]}


def machine():
    """What this was measured on."""
    model = ""
    with contextlib.suppress(OSError, IndexError):
        text = pathlib.Path("/proc/cpuinfo").read_text()
        model = text.split("model name")[1].split(":")[1].split("\n")[0].strip()
    return {"processor": model, "processors": os.cpu_count(), "kernel": os.uname().release,
            "load": os.getloadavg()}
