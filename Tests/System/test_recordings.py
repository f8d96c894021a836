"""A recording is the session that was recorded: live and replayed, obfuscated or not."""

import json
import math

import pytest
from support import features
from support.guest import node_of, play, witnessed
from support.script import Script
from support.sensor import WHOLE, Sensor
from support.truth import KEY

WINDOW = "2s"
TEXT = "enough keystrokes to be shown are fifty, here are some more, and a few for good measure"
# What a record says of where and when, not of what was done.
CIRCUMSTANCES = {"seq", "boot", "run", "source", "start", "seat", "user", "keyboards", "pointers",
                 "provenance"}


def deeds(record):
    return {name: value for name, value in record.items() if name not in CIRCUMSTANCES}


def assert_same(live, replayed):
    """Equal windows with equal values, the last digit of a decimal number apart."""
    assert len(live) == len(replayed)
    for number, (one, other) in enumerate(zip(map(deeds, live), map(deeds, replayed)), 1):
        assert one.keys() == other.keys()
        for name, value in one.items():
            if isinstance(value, float) and isinstance(other[name], (int, float)):
                same = math.isclose(value, other[name], rel_tol=1e-9, abs_tol=1e-12)
            else:
                same = value == other[name]
            assert same, f"record {number}: {name}: {value} live, {other[name]} replayed"


def use_hands(vm):
    vm.qmp.use_mouse("hid")
    vm.qmp.type_text(TEXT, 0.05, 0.03)
    vm.qmp.move([(5, 1), (-2, 3), (4, 4)] * 30, rate=120)
    vm.qmp.click("left", 0.07)
    vm.qmp.wheel("up", 3, 0.05)
    # Windows that saw something end before anything is stopped.
    vm.run("sleep 4.5")


@pytest.mark.parametrize("raw", [False, True], ids=["obfuscated", "raw"])
def test_replay_says_what_the_live_run_said(sensing, raw):
    vm = sensing
    nodes = [node_of(vm, "QEMU USB Keyboard"), node_of(vm, "QEMU USB Mouse")]
    folder = vm.run("mktemp -d /run/play.XXXXXX", check=True).output
    record = f"tactus record -o {folder}/files {' '.join(nodes)}"
    if raw:
        # Raw key codes are given to a person at a terminal who says yes, not to a script.
        assert vm.run(f"{record} --raw-keycodes --time 1s").status != 0
        record = f"(sleep 1; echo yes; sleep 60) | script -qec '{record} --raw-keycodes' /dev/null"
    with Sensor(vm, window=WINDOW) as sensor:
        sensor.wait_reading(*nodes)
        recording = vm.spawn(record, 120)
        pid = vm.wait_until("pgrep -xf 'tactus record .*'").output.split()[0]
        for node in nodes:
            vm.wait_until(f"readlink /proc/{pid}/fd/* | grep -qx {node} && sleep 0.3")
        with witnessed(vm, *nodes) as witness:
            use_hands(vm)
        vm.run(f"kill -INT {pid}", check=True)
        live = sensor.stop()
    if not raw:
        assert recording.wait().status == 0
    vm.wait_until(f"! kill -0 {pid} 2> /dev/null")

    replayed = vm.run(f"tactus replay {folder}/files/* --window {WINDOW}", check=True)
    records = [json.loads(line) for line in replayed.output.split("\n")]
    assert {record["source"] for record in records} == {"recording"}
    assert witness.truth.keystrokes == len(TEXT)
    # The last few, too few to be shown, were still being gathered.
    assert features.MINIMUM_KEYSTROKES <= live.total(features.KEYSTROKES) <= len(TEXT)
    assert_same(live.records, records)

    pressed = [event.code for event in witness.truth.events
               if event.type == KEY and event.value == 1]
    files = vm.run(f"cat {folder}/files/*", check=True).output
    recorded = [int(fields[3], 16) for fields in map(str.split, files.split("\n"))
                if fields[:1] == ["E:"] and int(fields[2], 16) == KEY and int(fields[4]) == 1]
    assert len(recorded) == len(pressed)
    assert (recorded == pressed) == raw


def test_foreign_recording_replays(sensing):
    """evemu-record's own files are read."""
    vm = sensing
    script = Script().type(0, TEXT, 0.03, 0.03)
    playing = play(vm, script, "keyboard", options="-s 2000")
    node = playing.nodes(1)[0]
    vm.spawn(f"exec timeout -s INT 60 evemu-record {node} > /run/play.evemu")
    seen = playing.finish()
    vm.wait_until("! pgrep -x evemu-record")
    replayed = vm.run(f"tactus replay --window {WHOLE} /run/play.evemu", check=True)
    [record] = [json.loads(line) for line in replayed.output.split("\n")]
    assert record[features.KEYSTROKES] == seen.keystrokes == len(TEXT)


def test_evemu_plays_what_was_recorded(sensing):
    vm = sensing
    folder = vm.run("mktemp -d /run/play.XXXXXX", check=True).output
    playing = play(vm, Script().type(0, TEXT, 0.03, 0.03), "keyboard")
    node = playing.nodes(1)[0]
    recording = vm.spawn(f"tactus record -o {folder}/files {node}", 60)
    playing.finish()
    recording.wait()
    again = vm.spawn(f"exec timeout 30 evemu-device $(ls {folder}/files/* | head -n 1) "
                     f"> {folder}/device")
    copy = vm.wait_until(
        f"sed -n 's/.*\\(\\/dev\\/input\\/event[0-9]*\\).*/\\1/p' {folder}/device | grep .").output
    with witnessed(vm, copy) as witness:
        vm.run(f"evemu-play {copy} < $(ls {folder}/files/* | head -n 1)", 60, check=True)
    vm.run("pkill -x evemu-device")
    again.wait()
    assert witness.truth.keystrokes == len(TEXT)
    assert len(witness.truth.holds) == len(TEXT)
