"""What takes real event devices: the sensor beside the C reader in an emulated machine.

There floating point is emulated too, which makes it the hardest judge of a program that computes.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from native import compile_tool
from report import Row, Unmeasured, ratios

SYSTEM = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "System"
sys.path.insert(0, str(SYSTEM))
# pylint: disable=wrong-import-position
from support import features  # noqa: E402
from support.build import build_tool, libraries  # noqa: E402
from support.sensor import WHOLE  # noqa: E402
from vm import VirtualMachine, VirtualMachineError, why_unavailable  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
# Quietest of all rates at which the emulated machine's injector keeps its pace.
MICE = "-m 1 -r 1000"
MIXED = f"{MICE} -k 1 -K 20"
SECONDS = 6
# Both read it: what is handed to them is the same.
BARE = f"bare_reader -n uinput-blast -t {SECONDS + 6} -f 50 -q"


class Guest:
    """The machine with the programs in it."""

    def __init__(self, vm, tactus):
        self.vm = vm
        with tempfile.TemporaryDirectory() as folder:
            probe = compile_tool(pathlib.Path(folder), "latency_probe.so", "-shared", "-fPIC")
            files = {"/usr/local/bin/tactus": tactus, "/usr/local/lib/latency_probe.so": probe}
            files |= {f"/usr/local/bin/{name}": build_tool(HERE / f"{name}.c")
                      for name in ("uinput_blast", "bare_reader")}
            files |= {f"/usr/local/lib/{name}": path for name, path in libraries(tactus).items()}
            vm.push(files)
        vm.run("ldconfig", check=True)

    def read_by_c(self, load):
        """The load, read by the C reader; what the two say."""
        out = self.vm.run(
            f"{BARE} > /run/got 2> /dev/null & reader=$!; "
            f"uinput_blast {load} -t {SECONDS} -w 1.5 -L 1 2> /dev/null > /run/sent; wait $reader; "
            "cat /run/sent /run/got", 60 + SECONDS, check=True).output
        sent, got = (json.loads(line) for line in out.split("\n") if line.startswith("{"))
        return sent, got

    def read_by_sensor(self, load, environment="", command=None):
        """The load, read by the sensor; what was sent, its CPU ns by thread group, its last record.

        The CPU time is that from after the devices were opened until after the last event.
        """
        folder = "/run/bench"
        command = command or f"tactus run --log-dir {folder}/logs --window {WHOLE} --no-heartbeat"
        out = self.vm.run(
            f"""rm -rf {folder}; mkdir {folder}
            env {environment} {command} 2> {folder}/errors & sensor=$!
            until grep -q -e reading {folder}/errors; do sleep 0.1; done
            cpu() {{ cat /proc/$sensor/task/$sensor/schedstat; cat /proc/$sensor/task/*/schedstat |
              awk '{{ sum += $1 }} END {{ printf "%.0f\\n", sum }}'; }}
            (sleep 2.6; cpu > {folder}/before) &
            uinput_blast {load} -t {SECONDS} -w 3 -L 3 2> /dev/null > {folder}/sent & blast=$!
            sleep {SECONDS + 4.5}; cpu > {folder}/after
            grep ^Rss: /proc/$sensor/smaps_rollup > {folder}/memory
            wait $blast; sleep 0.3; kill $sensor; wait $sensor
            cat {folder}/sent
            for each in before after memory; do tr '\\n' ' ' < {folder}/$each; echo; done
            tail -n 1 {folder}/logs/tactus.jsonl 2> /dev/null || echo '{{}}'""",
            60 + SECONDS, check=True).output
        sent, before, after, memory, record = out.split("\n")[-5:]
        before, after = ([int(word) for word in words.split()] for words in (before, after))
        return {"sent": json.loads(sent), "loop_ns": after[0] - before[0],
                "process_ns": after[-1] - before[-1], "memory_kb": int(memory.split()[1]),
                "record": json.loads(record)}

    def probed(self, load):
        """The load, read by the sensor with the latency probe in it; what that says."""
        probe = "LD_PRELOAD=/usr/local/lib/latency_probe.so LATENCY_PROBE=/run/bench/probe"
        result = self.read_by_sensor(load, probe)
        said = self.vm.run("cat /run/bench/probe", check=True).output
        return json.loads(said) | {"sent": result["sent"]}


def lost_events(result):
    """Movements that mice made and the record doesn't count; each frame of them has two."""
    frames = sum(each["frames"] for each in result["sent"]["devices"] if each["kind"] == "mouse")
    return 2 * frames - result["record"][features.events_used("pointer")]


def cpu_rows(guest, rounds):
    """CPU time of a live event: the two in turns."""
    ours, whole, theirs, memory, lost = [], [], [], [], 0
    for _ in range(rounds):
        sent, got = guest.read_by_c(MIXED)
        theirs.append(got["cpu_us"] * 1000 / got["events"])
        result = guest.read_by_sensor(MIXED)
        events = result["sent"]["events"]
        ours.append(result["loop_ns"] / events)
        whole.append(result["process_ns"] / events)
        memory.append(result["memory_kb"] / 1024)
        lost += lost_events(result)
    return [
        Row("CPU a live event, 1 kHz mouse and typing", "us", [each / 1000 for each in ours],
            "the sensing loop's thread"),
        Row("CPU a live event: sensing loop", "x", ratios(ours, theirs), "bare_reader, in turns",
            ("<=", 1.0)),
        Row("CPU a live event: whole process", "x", ratios(whole, theirs), "bare_reader, in turns"),
        Row("events lost at 1 kHz", "", [lost], "counted by the record", ("<=", 0)),
        Row("resident memory: sensing process with devices", "MB", memory, "the target", ("<=", 12)),
    ]


def latency_rows(guest, rounds):
    """From the kernel's stamp to extracted, beyond the deliberate delay; and the calls counted."""
    ours, theirs, middle, middle_theirs, counts = [], [], [], [], []
    for _ in range(rounds):
        sent, got = guest.read_by_c(MICE)
        theirs.append(max(1, got["latency_us"]["p999"]))
        middle_theirs.append(max(1, got["latency_us"]["p50"]))
        probe = guest.probed(MICE)
        ours.append(max(1, probe["p999"]))
        middle.append(max(1, probe["p50"]))
        counts.append((probe, got))
    return [
        Row("latency to extracted, p99.9", "us", ours, f"{min(theirs)}..{max(theirs)} of bare_reader"),
        Row("latency to extracted, p99.9", "x", ratios(ours, theirs), "bare_reader, in turns",
            ("<=", 1.2), "beyond the deliberate delay; of the oldest event of each read"),
        Row("latency to extracted, p50", "x", ratios(middle, middle_theirs), "bare_reader, in turns"),
    ], counts


def busy_rows(guest):
    """1 kHz while both processors are kept busy by others."""
    guest.vm.run("for i in 1 2; do (while :; do :; done) & echo $!; done > /run/busy < /dev/null "
                 "2> /dev/null &", check=True)
    try:
        sent, got = guest.read_by_c(MICE)
        result = guest.read_by_sensor(MICE)
    finally:
        guest.vm.run("kill $(cat /run/busy)")
    return [Row("events lost at 1 kHz, processors busy", "", [lost_events(result)],
                f"counted by the record; bare_reader lost {got['lost_frames']} frames", ("<=", 0))]


def composed_rows(counts, costs, extraction_ns, label):
    """System calls an event as counted, at their native cost, and the extraction itself."""
    ours, theirs = [], []
    for probe, got in counts:
        calls = {name: probe[name] / probe["events"]
                 for name in ("reads", "waits", "polls", "sleeps", "clocks", "other_reads", "others")}
        few = probe["events"] / max(1, probe["reads"]) < 8
        ours.append(calls["reads"] * costs["read_3" if few else "read_33"]
                    + calls["waits"] * costs["wait"] + calls["polls"] * costs["poll"]
                    + calls["sleeps"] * costs["sleep"] + calls["clocks"] * costs["clock"]
                    + (calls["other_reads"] + calls["others"]) * costs["read_3"] + extraction_ns)
        theirs.append((got["wakeups"] * costs["wait"] + got["reads"] * costs["read_3"]
                       + got["reads"] * costs["clock"]) / got["events"])
    probe = counts[0][0]
    calls = ", ".join(f"{probe[name] / probe['events']:.3f} {name}"
                      for name in ("reads", "waits", "polls", "sleeps", "clocks"))
    return [
        Row(f"live event composed natively, {label}", "ns", ours, "counted calls x native cost",
            note=f"calls an event: {calls}; bare_reader {theirs[0]:.0f} ns"),
        Row(f"live event composed natively, {label}", "x", ratios(ours, theirs),
            "bare_reader composed alike", ("<=", 0.8 if label == "1 kHz" else 0.5)),
    ]


def rows(tactus, costs, extraction_ns, rounds):
    """All rows of the emulated machine."""
    reason = why_unavailable()
    if reason:
        return [Unmeasured("live reading in the emulated machine", reason)]
    try:
        with VirtualMachine() as vm:
            guest = Guest(vm, tactus)
            found = cpu_rows(guest, rounds)
            latency, counts = latency_rows(guest, rounds)
            found += latency + composed_rows(counts, costs, extraction_ns, "1 kHz")
            with contextlib.suppress(ZeroDivisionError):
                found += busy_rows(guest)
            return found
    except VirtualMachineError as error:
        return [Unmeasured("live reading in the emulated machine", str(error).split("\n", 1)[0])]


# What a user-mode kernel is given to read, and by which time: in virtual time computing takes none,
# so that what is lost was lost by the program's order of work, not by the machine's speed.
UML_LOADS = (
    ("8 kHz, virtual time", "-m 1 -r 8000", "inf-cpu"),
    ("4 x 8 kHz, virtual time", "-m 4 -r 8000", "inf-cpu"),
    ("16 devices, virtual time", "-m 12 -r 1000 -k 4 -K 20", "inf-cpu"),
    ("8 kHz, real time, SCHED_FIFO", "-m 1 -r 8000", "real"),
)


def read_in_uml(tactus, folder, load, time):
    """The load, read by the sensor with the probe in it and by the C reader at the same priority."""
    probe = compile_tool(folder, "latency_probe.so", "-shared", "-fPIC")
    for name in ("uinput_blast", "bare_reader"):
        shutil.copy(build_tool(HERE / f"{name}.c"), folder / name)
    script = f"""
        export LATENCY_PROBE={folder}/probe.json
        LD_PRELOAD={probe} {tactus} run --log-dir {folder}/logs --window {WHOLE} \
          --no-heartbeat 2> {folder}/errors & sensor=$!
        {folder}/bare_reader -n uinput-blast -f 50 -q > {folder}/got & reader=$!
        {folder}/uinput_blast {load} -t 2 -w 3 > {folder}/sent || exit
        sleep 1; kill -TERM $sensor; wait $sensor; wait $reader"""
    subprocess.run([SYSTEM / "uml" / "run.sh", folder, script], check=True,
                   env=os.environ | {"UML_TIME": time},
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return {"sent": json.loads((folder / "sent").read_text()),
            "got": json.loads((folder / "got").read_text()),
            "probe": json.loads((folder / "probe.json").read_text()),
            "record": json.loads((folder / "logs/tactus.jsonl").read_text().split("\n")[-2])}


def uml_rows(tactus, costs, extraction_ns, build):
    """8 kHz in a user-mode kernel: nothing may be lost, and the calls are counted."""
    kernels = list((pathlib.Path.home() / ".cache/tactus/uml").glob("linux-*"))
    if not kernels and not build:
        return [Unmeasured("8 kHz, 4 x 8 kHz and 16 devices in virtual time",
                           "the user-mode kernel is not built: make bench UML=1")]
    found = []
    for label, load, time in UML_LOADS:
        with tempfile.TemporaryDirectory() as folder:
            result = read_in_uml(tactus, pathlib.Path(folder), load, time)
        got, sent = result["got"], result["sent"]
        frames = sum(each["frames"] for each in sent["devices"])
        found.append(Row(f"events lost, {label}", "", [lost_events(result)],
                         f"bare_reader lost {got['lost_frames']} of {frames} frames", ("<=", 0)))
        if label == UML_LOADS[0][0]:
            found += composed_rows([(result["probe"], got)], costs, extraction_ns, "8 kHz")
    return found
