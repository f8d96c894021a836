"""Holes in the stream: nothing is computed across one, and each is counted by its cause."""

import json

import pytest
from support import features, truth
from support.guest import node_of, play
from support.script import Script
from support.sensor import Sensor

ENOUGH = "enough keystrokes to be shown are fifty, here are some more"


def test_stopped_reader_loses_events_and_says_so(sensing):
    """A reader that does not run overflows the kernel's queue; the rest is computed rightly."""
    vm = sensing
    load = vm.spawn("exec uinput_blast -m 1 -r 1000 -t 3 -w 2 -L 1 2> /run/play.blast", 60)
    node = vm.wait_until("awk '/^NODE/ {print $5; n++} END {exit !n}' /run/play.blast").output
    with Sensor(vm) as sensor:
        sensor.wait_reading(node)
        vm.run(f"sleep 2; kill -STOP {sensor.pid}; sleep 1.5; kill -CONT {sensor.pid}")
        sent = json.loads(load.wait().output)["devices"][0]
        sensor.wait_not_reading(node)
        assert sensor.is_alive()
        log = sensor.stop()
    gaps = log.gaps()
    assert gaps.pop("removed") == 1
    assert gaps.pop("dropped") >= 1
    assert gaps == {}
    read = log.total(features.events_read("pointer"))
    assert 0 < read < sent["events"] - sent["frames"]
    assert log.total(features.POINTER_PATH) < sent["sum_x"] + sent["sum_y"]


def test_grab_by_another_program_is_a_gap(sensing):
    """A grab silences the device for everyone else; its keys still change, and that shows."""
    vm = sensing
    keyboard = node_of(vm, "QEMU USB Keyboard")
    with Sensor(vm, options="--grab-check 1s") as sensor:
        sensor.wait_reading(keyboard)
        vm.qmp.type_text(ENOUGH, 0.03, 0.03)
        grab = vm.spawn(f"exec evtest --grab {keyboard} > /dev/null", 60)
        vm.wait_until(
            f"readlink /proc/$(pgrep -x evtest)/fd/* | grep -qx {keyboard} && sleep 0.5")
        # Looked for each second, it shows after the second change of state in silence.
        for _ in range(2):
            vm.qmp.press("a", 3)
            vm.run("sleep 2")
        vm.run("pkill -x evtest")
        grab.wait()
        vm.qmp.type_text(ENOUGH, 0.03, 0.03)
        log = sensor.stop()
    assert log.gaps() == {"grabbed": 1}
    assert log.total(features.KEYSTROKES) == 2 * len(ENOUGH)


def test_suspend_with_a_key_held(sensing):
    """Going to sleep the kernel lets go of every key. That is no hold, and sleep is no pause."""
    vm = sensing
    with Sensor(vm) as sensor:
        playing = play(vm, Script().type(0, ENOUGH, 0.03, 0.03).key(0, 30, 1).rest(8)
                       .type(0, ENOUGH, 0.03, 0.03), "keyboard")
        playing.wait_playing()
        vm.run("sleep 4.5")
        vm.suspend(3)
        seen = playing.finish()
        assert sensor.is_alive()
        log = sensor.stop()
    gaps = log.gaps()
    assert gaps.pop("removed") == 1
    assert gaps.pop("suspended") >= 1
    assert gaps == {}
    record = log.only()
    human = [hold for hold in seen.holds if hold < 0.3]
    assert len(human) == 2 * len(ENOUGH)
    assert record[features.KEYSTROKES] == 2 * len(ENOUGH) + 1
    assert record[features.HOLD_MEAN] == pytest.approx(truth.mean_log(human), abs=1e-6)


def test_clock_set_by_an_hour_changes_nothing(sensing):
    vm = sensing
    with Sensor(vm) as sensor:
        playing = play(vm, Script().type(0, ENOUGH * 2, 0.03, 0.03), "keyboard")
        playing.wait_playing()
        vm.run("sleep 1; date -s '+1 hour'; sleep 2; date -s '-2 hours'", check=True)
        seen = playing.finish()
        log = sensor.stop()
    vm.run("date -s '+1 hour'")
    record = log.only()
    assert record[features.KEYSTROKES] == seen.keystrokes == 2 * len(ENOUGH)
    assert record[features.HOLD_MEAN] == pytest.approx(truth.mean_log(seen.holds), abs=1e-6)
    assert log.gaps() == {"removed": 1}
