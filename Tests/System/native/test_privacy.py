"""Tries to tell two texts apart that were typed with equal timing, by all that a sensor tells."""

import http.server
import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from conftest import PATIENCE

sys.path.append(str(Path(__file__).resolve().parents[3] / "Evaluation"))
import keystrokes  # noqa: E402

# What each finger types, by the method that is taught.
FINGERS = ["qaz", "wsx", "edc", "rfvtgb", "yhnujm", "ik", "ol", "p"]
# What differs from run to run, whatever is typed.
OF_THE_RUN = {"run", "boot", "pid", "started", "uptime_s", "folder", "runtime_dir", "log", "target"}
TIME_OF_DAY = {"last_success", "latencies", "latency_p50_ms", "latency_p99_ms", "phase_us", "time"}


def exchanged(text, generator):
    """Another text of the same fingers: each letter is another one of its finger, where there is one."""
    other = {}
    for letters in FINGERS:
        turn = generator.randrange(1, len(letters)) if len(letters) > 1 else 0
        shuffled = generator.sample(letters, len(letters))
        other |= {a: shuffled[(shuffled.index(a) + turn) % len(letters)] for a in letters}
    return "".join(other.get(character, character) for character in text)


def recording(text, timing):
    """The text as evemu text, typed with these holds and flights, in microseconds."""
    lines = ["# EVEMU 1.3", "N: Keyboard", "I: 0003 0000 0000 0000", "B: 00 0b 00 00 00 00 00 00 00",
             "B: 01 fe ff ff ff ff ff ff ff", "B: 01 ff ff ff ff ff ff ff 00"]
    press, events = 1_000_000, []
    for number, (character, (hold, flight)) in enumerate(zip(text, timing)):
        code = keystrokes.code("space" if character == " " else character)
        events += [(press, number, code, 1), (press + hold, number, code, 0)]
        press += hold + flight
    for moment, _, code, value in sorted(events):
        stamp = f"E: {moment // 1_000_000}.{moment % 1_000_000:06d}"
        lines += [f"{stamp} 0001 {code:04x} {value:04d}", f"{stamp} 0000 0000 0000"]
    return "\n".join(lines) + "\n"


def without(document, names):
    """The document without these members, at any depth."""
    if isinstance(document, dict):
        return {name: without(value, names) for name, value in document.items() if name not in names}
    return [without(each, names) for each in document] if isinstance(document, list) else document


@pytest.fixture
def receiver():
    """Takes beats and keeps their bodies; yields the URL and those."""
    bodies = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/heartbeat", bodies
    server.shutdown()


def told(tactus, folder, text, timing, receiver):
    """All that a sensor tells while the text is typed: its log, its status and its first beat."""
    url, bodies = receiver
    bodies.clear()
    folder.mkdir()
    (folder / "typed.events").write_text(recording(text, timing))
    logs = folder / "logs"
    sensor = subprocess.Popen(
        [tactus, "run", f"--log-dir={logs}", "--window=30s", f"--example={folder}/typed.events",
         f"--heartbeat-url={url}", "--heartbeat-fields=statistics"],
        stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (logs / "tactus.jsonl").exists() or len(records(logs)) < 2 or not bodies:
            assert time.monotonic() < deadline, f"{len(bodies)} beats, {sorted(logs.glob('*'))}"
            time.sleep(0.1)
        status = subprocess.run([tactus, "status", "--json", f"--log-dir={logs}"],
                                stdout=subprocess.PIPE, text=True, check=False).stdout
    finally:
        sensor.terminate()
        journal = sensor.communicate(timeout=PATIENCE)[1]
    journal = [line[24:] for line in journal.splitlines() if "feature_count" in line]
    return {"log": without(records(logs), OF_THE_RUN), "journal": journal,
            "status": without(json.loads(status), OF_THE_RUN | TIME_OF_DAY | {"heartbeat"}),
            "beat": without(bodies[0], TIME_OF_DAY)}


def records(logs):
    return [json.loads(line) for line in (logs / "tactus.jsonl").read_text().splitlines(keepends=True)
            if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(2))
def test_texts_of_equal_timing_are_told_alike(tactus, tmp_path, receiver, seed):
    generator = random.Random(seed)
    words = ["".join(generator.choices("qazwsxedcrfvtgbyhnujmikolp", k=generator.randint(2, 9)))
             for _ in range(100)]
    text = " ".join(words)
    other = exchanged(text, generator)
    assert sum(a != b for a, b in zip(text, other)) > len(text) / 2
    timing = [(generator.randint(50_000, 140_000), generator.randint(-20_000, 250_000)) for _ in text]
    first = told(tactus, tmp_path / "first", text, timing, receiver)
    second = told(tactus, tmp_path / "second", other, timing, receiver)
    assert first["log"][0]["kb.keystrokes"] > 100
    assert first == second


def test_another_timing_does_show(tactus, tmp_path, receiver):
    """So the test above can fail."""
    generator = random.Random(7)
    text = "".join(generator.choices("qazwsxedcrfvtgb", k=400))
    timing = [(generator.randint(50_000, 140_000), 90_000) for _ in text]
    later = [(hold + 1, flight) for hold, flight in timing]
    first = told(tactus, tmp_path / "first", text, timing, receiver)
    assert first["log"] != told(tactus, tmp_path / "second", text, later, receiver)["log"]
