"""The sensing loop at work: what each event costs in calls, counted exactly."""

import pathlib
import re

import pytest
from support import features, hot_path
from support.sensor import Sensor

TOOLS = pathlib.Path(__file__).resolve().parent / "tools"
COUNTS = "/run/hot-path-counts"
SECONDS, RATE = 5, 500
# Waiting, reading, and going on with a wait that a signal cut short. The clock, looked at once a
# wakeup, takes a call only where the kernel can't let programs read it themselves, as in this machine.
ALLOWED = {"epoll_pwait2", "epoll_wait", "read", "nanosleep", "clock_nanosleep", "restart_syscall",
           "clock_gettime"}


@pytest.fixture
def counted(sensing):
    """The sensor with its main thread's allocations and locks counted."""
    vm = sensing
    vm.push({"/usr/local/lib/hot_path_counter.so": hot_path.library(TOOLS)})
    vm.run(f"truncate -s 0 {COUNTS}; truncate -s {hot_path.SIZE} {COUNTS}", check=True)
    environment = f"LD_PRELOAD=/usr/local/lib/hot_path_counter.so HOT_PATH_COUNTS={COUNTS}"
    with Sensor(vm, prefix=f"env {environment}") as sensor:
        yield sensor


def counts(vm):
    return hot_path.counts(vm.pull(COUNTS))


def blast(vm, node_known):
    """A mouse and a keyboard; `node_known` is called when the sensor reads them, before their events."""
    load = vm.spawn(
        f"exec uinput_blast -m 1 -r {RATE} -k 1 -K 20 -t {SECONDS} -w 6 -L 6 2> /run/play.blast", 60)
    nodes = vm.wait_until("awk '/^NODE/ {print $5; n++} END {exit n < 2}' /run/play.blast").output
    node_known(nodes.split())
    return load


def test_the_loop_allocates_nothing_and_takes_no_lock(sensing, counted):
    vm, before = sensing, {}

    def reading(nodes):
        counted.wait_reading(*nodes)
        before.update(counts(vm))

    load = blast(vm, reading)
    # All events have come, and the devices are still there: they linger.
    vm.run(f"sleep {SECONDS + 6}")
    after = counts(vm)
    load.wait()
    record = counted.stop().only()
    assert record[features.events_used("pointer")] == 2 * RATE * SECONDS
    assert before["allocations"] > 0, "the library counts nothing"
    assert after == before


def test_the_loop_only_waits_and_reads(sensing):
    """System calls of the main thread while events come: no others, and few of them."""
    vm = sensing
    with Sensor(vm) as sensor:
        traced = []

        def reading(nodes):
            sensor.wait_reading(*nodes)
            traced.append(vm.spawn(
                f"timeout -s INT {SECONDS + 5} strace -q -c -p {sensor.pid} -o /run/play.calls", 60))
            vm.wait_until(f"grep -q 'TracerPid:.*[1-9]' /proc/{sensor.pid}/status")

        load = blast(vm, reading)
        traced[0].wait()
        load.wait()
        table = vm.run("cat /run/play.calls", check=True).output
        record = sensor.stop().only()
    calls = {name: int(number) for number, name in
             re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(\w+)$", table, re.MULTILINE)
             if name != "total"}
    assert set(calls) <= ALLOWED, calls
    events = sum(record[features.events_used(side)] for side in ("pointer", "keyboard"))
    # The plainest reader has two calls for each report of a mouse, of two events and a frame's end.
    assert sum(calls.values()) <= events, calls
