"""The heartbeat beside a sensor that senses, on a real kernel."""

import contextlib
import datetime
import json

import pytest
from support import features, truth
from support.guest import play
from support.receiver import receiving
from support.script import Script
from support.sensor import Sensor

# Kills the worker whenever it has begun to beat, a hundred times.
KILLER = """
touch /run/mark
for kill in $(seq 100); do
  until [ $RUN/heartbeat.json -nt /run/mark ] && worker=$(pgrep -P $SENSOR); do sleep 0.02; done
  touch /run/mark
  kill -KILL $worker
done
touch /run/killed
"""


def test_no_event_is_lost_while_the_worker_is_killed(sensing):
    """A worker that is killed a hundred times costs not one of the events that come meanwhile, at a
    thousand reports a second: all that this machine's kernel can pace. Events may be missing only from
    a window in which the machine itself stood still, which no reader could have made good."""
    vm = sensing
    vm.run("cat > /run/killer; rm -f /run/killed", input=KILLER.encode(), check=True)
    with receiving(vm) as beats, Sensor(
            vm, window="5s", heartbeat="--heartbeat-interval=200ms") as sensor, stalls(vm) as stood_still:
        beats.wait_for(1)
        vm.run(f"(RUN={sensor.logs}/run SENSOR={sensor.pid} timeout 600 bash /run/killer"
               " < /dev/null > /dev/null 2>&1 &)", check=True)
        reports = rounds = 0
        while vm.run("test -e /run/killed").status != 0:
            script = Script().move(0, [(1, 2), (2, 1)] * 3_000, 0.001)
            reports += play(vm, script, "mouse", options="-w -g 1").finish().pointer_events
            rounds += 1
            assert rounds < 60, sensor.errors()
        log = sensor.stop()
        told = sensor.errors()
    assert "worker was ended by SIGKILL" in told
    excused = [record for record in log.records if stood_still(record)]
    lost = [record for record in log.records if record[features.gap("dropped")]]
    assert [record for record in lost if record not in excused] == []
    assert log.gaps().keys() <= {"removed", "dropped"} and log.gaps()["removed"] == rounds
    if not lost:
        assert log.total(features.events_read("pointer")) == reports
    print(f"{reports} reports in {len(log.records)} windows; the machine stood still in {len(excused)}")
    assert len(lost) < len(log.records) / 2, "the machine stands still too often to tell anything"


@contextlib.contextmanager
def stalls(vm):
    """Watches for standstills; yields what tells whether there was one in a record's window."""
    job = vm.spawn("exec stall_witness > /run/play.stalls", 900)
    found = []

    def stood_still(record):
        start = datetime.datetime.fromisoformat(record["start"]).timestamp()
        return any(begin <= start + record["duration"] and end >= start for begin, end in found)

    try:
        yield stood_still
    finally:
        vm.run("pkill -x stall_witness")
        job.wait()
        found += [tuple(map(float, line.split()))
                  for line in vm.run("cat /run/play.stalls", check=True).output.splitlines()]


def test_one_beat_makes_up_for_a_sleep(sensing):
    """Several beats come due while the machine sleeps; on waking one goes out, and then the grid goes on."""
    vm = sensing
    with receiving(vm) as beats, Sensor(vm, heartbeat="--heartbeat-interval=1s") as sensor:
        beats.wait_for(2)
        slept = vm.suspend(5)
        beats.wait_for(len(beats.all()) + 3)
        times = [time for time, _ in beats.all()]
        told = json.loads(vm.run(f"cat {sensor.logs}/run/heartbeat.json", check=True).output)
        sensor.stop()
    pauses = [later - earlier for earlier, later in zip(times, times[1:])]
    assert slept > 4 and max(pauses) > slept - 1, (slept, times)
    woken = pauses.index(max(pauses)) + 1
    # The one that was missed, and the next of the grid.
    assert sum(time < times[woken] + 0.9 for time in times[woken:]) <= 2, times
    assert told["statistics"]["missed"] >= 3, told


def test_service_beats_while_it_senses(installed):
    """The two units together: what beats has no device, and beats only while the sensor senses."""
    vm = installed
    with receiving(vm) as beats:
        vm.run("systemctl start tactus", check=True)  # it is ready when this returns
        beats.wait_for(1)
        assert vm.run("systemctl is-active tactus tactus-heartbeat").output.split() == ["active"] * 2
        assert beats.all()[0][1] == {"type": 4}
        assert "thread priority" not in vm.run("journalctl -u tactus-heartbeat").output
        vm.wait_until("tactus status | grep -q 'by a service of its own'")
        page = vm.run("tactus status")
        assert page.status == 0 and "all is well" in page.output, page.output

        # Its loop hangs: systemd hears nothing any more and starts it anew, and no beat goes out.
        vm.run("mkdir -p /run/systemd/system/tactus.service.d /run/systemd/system/tactus-heartbeat.service.d",
               check=True)
        vm.run("cat > /run/systemd/system/tactus.service.d/test.conf",
               input=b"[Service]\nWatchdogSec=4s\nRestartSec=1s\nTimeoutAbortSec=2s\n", check=True)
        vm.run("cat > /run/systemd/system/tactus-heartbeat.service.d/test.conf", check=True,
               input=b"[Service]\nEnvironment=TACTUS_TEST=1\nExecStart=\nExecStart=/usr/local/bin/"
                     b"tactus-heartbeat --sensor=/run/tactus/status.sock --interval=1s "
                     b"--statistics=/run/tactus-heartbeat/heartbeat.json\n")
        try:
            vm.run("systemctl daemon-reload; systemctl restart tactus tactus-heartbeat", check=True)
            beats.wait_for(3)
            pid = main_pid(vm)
            vm.run(f"(strace -qq -o /dev/null -p {pid} -e trace=epoll_pwait2 "
                   "-e inject=epoll_pwait2:delay_enter=90000000 < /dev/null > /dev/null 2>&1 &)", check=True)
            vm.wait_until("journalctl -u tactus-heartbeat | grep -q 'no heartbeat: the sensing loop'", 40)
            vm.wait_until("journalctl -u tactus | grep -q 'Watchdog timeout'", 40)
            # Nobody can end what is traced.
            vm.run("pkill -KILL -x strace")
            vm.wait_until(f"[ $(systemctl show -P MainPID tactus) -gt {pid} ]", 60)
            count = len(beats.all())
            beats.wait_for(count + 2)
            assert main_pid(vm) != pid
        finally:
            vm.run("pkill -x strace; rm -r /run/systemd/system/tactus*.service.d; systemctl daemon-reload",
                   check=True)
        vm.run("systemctl stop tactus", check=True)
        assert vm.run("systemctl is-active tactus-heartbeat").output == "inactive"


def main_pid(vm):
    return int(vm.run("systemctl show -P MainPID tactus", check=True).output)


def test_units_may_do_little(installed):
    """What systemd itself says of their exposure, and what each of them can't do."""
    vm = installed
    vm.run("systemctl start tactus", check=True)
    for unit, limit in (("tactus", 0.8), ("tactus-heartbeat", 1.0)):
        told = vm.run(f"systemd-analyze security --no-pager {unit}.service", check=True).output
        score = float(told.splitlines()[-1].split(":")[1].split()[0])
        assert score <= limit, f"{unit}: {score}\n{told}"
    heartbeat = int(vm.run("systemctl show -P MainPID tactus-heartbeat", check=True).output)
    seen = vm.run(f"ls /proc/{heartbeat}/root/dev/input", check=False)
    assert seen.status != 0, "the heartbeat can see input devices"
    groups = vm.run("id -Gn tactus-heartbeat", check=True).output.split()
    assert sorted(groups) == ["tactus-heartbeat", "tactus-status"]
    assert vm.run("stat -c %G:%a /run/tactus/status.sock", check=True).output == "tactus-status:660"


RECEIVERS = {
    "down": None,
    "hung": "#!/bin/sh\nexec sleep 60\n",
    # The network library doesn't survive an answer that ends within its head.
    "deadly": "#!/bin/sh\nprintf 'HTTP/1.1 200 OK\\r\\nConte'\n",
}


def test_sensor_is_the_same_whatever_the_receiver_does(sensing):
    """Nothing that a receiver does all the time can be told from the sensor's log, and hardly from its
    processor time and memory of its own."""
    vm = sensing
    script = Script().type(0, "what is typed here does not matter, how it is typed does\n" * 2, 0.03, 0.02)
    script.move(1, [(2, 1), (1, 2)] * 1_000, 0.002)

    def run(heartbeat):
        with Sensor(vm, heartbeat=heartbeat) as sensor:
            seen = play(vm, script, "keyboard", "mouse").finish()
            time, memory = sensor.consumption()
            return seen, sensor.stop().only(), time, memory, sensor.errors()

    _, alone, base_time, base_memory, _ = run("--no-heartbeat")
    for name, answer in RECEIVERS.items():
        with receiving(vm, answer) if answer else contextlib.nullcontext():
            seen, record, time, memory, told = run("--heartbeat-interval=1s --no-heartbeat-retries")
        assert record[features.KEYSTROKES] == seen.keystrokes == alone[features.KEYSTROKES], name
        assert record[features.events_read("pointer")] == seen.pointer_events, name
        assert record[features.HOLD_MEAN] == pytest.approx(truth.mean_log(seen.holds), abs=1e-6), name
        values = {key for key, value in record.items() if value is not None}
        assert values == {key for key, value in alone.items() if value is not None}, name
        assert "ERROR" not in told, told
        print(f"{name}: {time / base_time:.2f} of the processor time, {memory - base_memory} kB more")
        assert time < 1.3 * base_time, (name, time, base_time)
        assert memory < base_memory + 256, (name, memory, base_memory)
