"""The kernel's queue is as long as the sensor takes it to be when it reads late."""

import json

import pytest
from support.guest import node_of


@pytest.mark.parametrize("excess, lost", [(0, False), (20, True)])
def test_queue_holds_what_is_computed(sensing, excess, lost):
    """A stalled reader finds all of a burst that fits the queue; a longer one overflows it.

    Longer by so much that it makes no difference if the reader takes the first frames at once; a
    queue of the next size would hold it all the same.
    """
    vm = sensing
    load = vm.spawn("exec uinput_blast -m 1 -r 1 -c 1 -w 5 -L 1 2> /run/play.blast", 60)
    node = vm.wait_until("awk '/^NODE/ {print $5; n++} END {exit !n}' /run/play.blast").output
    vm.run("udevadm settle")
    devices = json.loads(vm.run("tactus devices --json", check=True).output)
    [queue] = [device["queue_events"] for device in devices if device["node"] == node]
    load.wait()
    # Three events a frame; one place stays empty, for the event that fills the last drops them all.
    frames = (queue - 1) // 3 + excess
    reader = vm.spawn("exec bare_reader -n uinput-blast -S 1500000 -t 6 2> /dev/null", 60)
    sent = vm.run(
        f"uinput_blast -m 1 -r {frames} -b {frames} -c {frames} -w 2 -L 2 2> /dev/null", 60,
        check=True)
    assert json.loads(sent.output)["frames"] == frames
    got = json.loads(reader.wait().output)
    assert (got["syn_dropped"] > 0) == lost
    assert (got["frames"] == frames) != lost


def test_a_keyboard_has_the_shortest_queue(sensing):
    vm = sensing
    devices = json.loads(vm.run("tactus devices --json", check=True).output)
    queues = {device["node"]: device["queue_events"] for device in devices}
    assert queues[node_of(vm, "QEMU USB Keyboard")] == 64
    assert queues[node_of(vm, "QEMU USB Mouse")] == 128
