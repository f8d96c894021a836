"""The rig itself: that what the other tests are built on tells the truth."""

import time

import pytest
from support import truth
from support.guest import find_sequence, memory, node_of, play, witnessed
from support.script import Script
from support.truth import CODES, REL, REL_X, REL_Y

NOBODY_READS = ""


def test_commands_give_status_output_and_files(vm):
    assert tuple(vm.run("echo one; echo two >&2; exit 7")) == (7, "one\ntwo")
    assert vm.run("cat", input=b"\0\xff").raw == b"\0\xff"
    vm.push({"/tmp/pushed": bytes(range(256))})
    assert vm.pull("/tmp/pushed") == bytes(range(256))


def test_commands_run_side_by_side_and_have_deadlines(vm):
    slow = vm.spawn("sleep 600 & wait", timeout=1)
    assert vm.run("echo meanwhile").output == "meanwhile"
    assert slow.wait().status == 124


def test_player_delivers_exactly_its_script(vm):
    script = Script().type(0, "known text", hold=0.05, flight=0.03)
    script.move(1, [(3, -2)] * 10).wheel(1, 2).click(1)
    seen = play(vm, script, "keyboard", "mouse", options=NOBODY_READS).finish()
    assert seen.keystrokes == len("known text")
    assert (seen.total(REL, REL_X), seen.total(REL, REL_Y)) == (30, -20)
    assert seen.total(REL, truth.REL_WHEEL_HI_RES) == 240
    assert seen.presses(truth.BTN_LEFT) == 1
    assert sum(seen.holds) / len(seen.holds) == pytest.approx(0.05, abs=0.01 * vm.patience)


@pytest.mark.parametrize("name", ["USB Keyboard", "AT Translated"])
def test_hardware_keys_reach_the_kernel(vm, name):
    """Keys go to the newest keyboard: with the USB one unplugged, to the PS/2 one."""
    if name != "USB Keyboard":
        vm.qmp.unplug("usb-keyboard")
    try:
        with witnessed(vm, node_of(vm, name)) as witness:
            vm.qmp.type_text("abc", hold=0.08, flight=0.05)
    finally:
        if name != "USB Keyboard":
            vm.qmp.plug("usb-kbd", "usb-keyboard", bus="xhci.0")
            node_of(vm, "USB Keyboard")
    keys = [(event.code, event.value) for event in witness.truth.events if event.type == truth.KEY]
    assert keys == [(CODES[letter], value) for letter in "abc" for value in (1, 0)]


def test_suspend_stops_the_monotonic_clock(vm):
    before = time.monotonic()
    slept = vm.suspend(2)
    assert 1 < slept < time.monotonic() - before


def test_memory_search_finds_a_reader_that_keeps_records(vm):
    """The control of the test that looks for what was typed: `cat` has it in its buffer."""
    word = "quartzym"
    playing = play(vm, Script().type(0, word, hold=0.02), "keyboard", options="-w -s 3000 -l 3000")
    node = playing.nodes(1)[0]
    vm.run(f"setsid cat {node} > /dev/null 2>&1 & echo $! > /run/play.cat")
    pid = int(vm.wait_until("cat /run/play.cat").output)
    # Stopped, it finds the whole word waiting, and reads it in one piece.
    vm.run(f"sleep 0.5; kill -STOP {pid}")
    playing.wait_playing()
    vm.run(f"sleep 1; kill -CONT {pid}; sleep 0.3")
    held = memory(vm, pid)
    playing.finish()
    assert find_sequence(held, [CODES[letter] for letter in word])
    assert not find_sequence(held, [CODES[letter] for letter in reversed(word)])
