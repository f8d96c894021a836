"""The device manager against mocked devices: found, opened, refused, vetoed, gone."""

import json
import signal
import subprocess
import time

import pytest
from conftest import PATIENCE, require

NOBODY = 65534
KEYBOARD = ("ID_INPUT=1", "ID_INPUT_KEY=1", "ID_INPUT_KEYBOARD=1")
BUTTONS = ("ID_INPUT=1", "ID_INPUT_KEY=1")
VETO = "TACTUS_IGNORE=yes"
MOUSE = ("ID_INPUT=1", "ID_INPUT_MOUSE=1")


def test_a_machine_without_devices_waits(bed, watch):
    watcher = watch()
    assert watcher.start() == []
    bed("plug", 5, "keyboard", *KEYBOARD)
    assert watcher.next("opened")["node"] == "/dev/input/event5"


def test_devices_that_are_there_come_before_settled(bed, watch):
    require("unshare", root=True)
    bed("plug", 10, "mouse", *MOUSE)
    bed("plug", 9, "keyboard", *KEYBOARD)
    events = watch(initialized=[9, 10]).start()
    assert [(e["event"], e["node"]) for e in events] == [
        ("opened", "/dev/input/event9"),
        ("opened", "/dev/input/event10"),
    ]


def test_a_device_waits_for_udev(bed, watch):
    bed("plug", 5, "keyboard", *KEYBOARD)
    watcher = watch()
    (early,) = watcher.start()
    assert (early["event"], early["reason"]) == ("ignored", "udev has not finished with it")
    bed("change", 5, "ID_INPUT_KEYBOARD=1")
    watcher.next("opened")


@pytest.mark.parametrize(
    "kind, properties, expected",
    [
        ("keyboard", KEYBOARD, dict(roles="keyboard", provenance="usb", queue_events=64, report_period_us=8000)),
        (
            "mouse",
            (*MOUSE, "MOUSE_DPI=1600@125"),
            dict(roles="pointer", provenance="usb", queue_events=128, report_period_us=2000, dpi=1600),
        ),
        ("tablet", MOUSE, dict(roles="pointer", identity="QEMU QEMU USB Tablet", queue_events=128)),
        ("touchpad", ("ID_INPUT=1", "ID_INPUT_TOUCHPAD=1"), dict(roles="pointer", dpi=None)),
        ("virtual", KEYBOARD, dict(roles="keyboard", provenance="virtual", report_period_us=125)),
        (
            "bluetooth",
            KEYBOARD,
            dict(provenance="bluetooth", report_period_us=1000, group="0005/046d/c31c:aa:bb:cc:dd:ee:ff"),
        ),
        ("mouse", (*MOUSE, *KEYBOARD), dict(roles="keyboard+pointer")),
        ("keyboard", (*KEYBOARD, "ID_SEAT=seat1"), dict(seat="seat1")),
    ],
)
def test_a_device_is_taken_for_what_it_is(bed, watch, kind, properties, expected):
    watcher = watch()
    watcher.start()
    bed("plug", 5, kind, *properties)
    device = watcher.next("opened")
    if device["provenance"] != "virtual":
        assert device["shows_grabs"] and device["masked"] and device["clock"] == "monotonic"
    assert {key: device[key] for key in expected} == expected


@pytest.mark.parametrize(
    "kind, properties, reason",
    [
        ("buttons", BUTTONS, "neither keyboard nor pointer (buttons only)"),
        ("keyboard", (*KEYBOARD, VETO), "excluded by udev property TACTUS_IGNORE=yes"),
        (
            "keyboard",
            (*KEYBOARD, "LIBINPUT_TEST_DEVICE=1"),
            "test device (LIBINPUT_TEST_DEVICE); TACTUS_IGNORE=0 includes it",
        ),
    ],
)
def test_a_device_is_left_out_with_a_reason(bed, watch, kind, properties, reason):
    watcher = watch()
    watcher.start()
    bed("plug", 5, kind, *properties)
    assert watcher.next("ignored")["reason"] == reason
    bed("unplug", 5)
    watcher.next("departed")


def test_what_came_before_the_setup_is_discarded(bed, watch):
    bed("plug", 5, "keyboard", *KEYBOARD)
    for value in (1, 0):
        bed("event", 5, 1, 30, value)
        bed("event", 5, 0, 0, 0)
    watcher = watch()
    watcher.start()
    bed("change", 5, "ID_INPUT_KEYBOARD=1")
    watcher.next("opened")
    bed("read", 5)


def test_a_kernel_that_refuses_clock_and_masks_is_survivable(bed, watch):
    watcher = watch()
    watcher.start()
    bed("refuse", 5, 1)
    bed("plug", 5, "keyboard", *KEYBOARD)
    device = watcher.next("opened")
    assert (device["clock"], device["masked"]) == ("refused: Invalid argument", False)
    assert not device["shows_grabs"]  # it would collect events that nobody reads


def test_unplugged_and_plugged_in_again(bed, watch):
    watcher = watch()
    watcher.start()
    bed("plug", 5, "keyboard", *KEYBOARD)
    first = watcher.next("opened")
    bed("unplug", 5)
    assert watcher.next("withdrawn")["reason"] == "unplugged"
    bed("plug", 5, "keyboard", *KEYBOARD)
    assert watcher.next("opened")["id"] != first["id"]


def test_a_veto_counts_whenever_it_comes(bed, watch):
    watcher = watch()
    watcher.start()
    bed("plug", 5, "keyboard", *KEYBOARD)
    watcher.next("opened")
    bed("change", 5, "TACTUS_IGNORE=1")
    assert "TACTUS_IGNORE=1" in watcher.next("withdrawn")["reason"]
    watcher.next("ignored")
    bed("change", 5, "TACTUS_IGNORE=0")
    watcher.next("opened")
    bed("change", 5, "TACTUS_IGNORE=0")
    watcher.quiet()


def test_another_seat_is_another_device(bed, watch):
    watcher = watch()
    watcher.start()
    bed("plug", 5, "keyboard", *KEYBOARD)
    watcher.next("opened")
    bed("change", 5, "ID_SEAT=seat1")
    watcher.next("withdrawn")
    assert watcher.next("opened")["seat"] == "seat1"


def test_permission_denied_then_granted(bed, watch):
    require("setpriv", root=True)
    watcher = watch(user=NOBODY)
    watcher.start()
    bed("plug-closed", 5, "keyboard", *KEYBOARD)
    refused = watcher.next("refused")["reason"]
    assert "permission denied" in refused and "72-tactus.rules" in refused
    bed("change", 5, "ID_INPUT_KEY=1")
    bed.node(5).chmod(0o600)  # as closed as before
    watcher.quiet()
    bed.node(5).chmod(0o644)
    watcher.next("opened")


def test_permission_granted_while_the_folder_is_away(bed, watch):
    require("setpriv", root=True)
    watcher = watch(user=NOBODY)
    watcher.start()
    bed("plug-closed", 5, "keyboard", *KEYBOARD)
    watcher.next("refused")
    folder, away = bed.root / "dev/input", bed.root / "dev/elsewhere"
    folder.rename(away)
    assert "went away" in watcher.next("refused")["reason"]
    (away / "event5").chmod(0o644)
    away.rename(folder)
    watcher.next("opened")
    bed("plug-closed", 6, "keyboard", *KEYBOARD)
    watcher.next("refused")
    bed.node(6).chmod(0o644)
    watcher.next("opened")


def test_a_node_that_was_given_to_another_device_is_not_read(bed, watch):
    bed("plug", 5, "keyboard", *KEYBOARD)
    bed("number", 5, "13:99")
    watcher = watch()
    watcher.start()
    bed("change", 5, "ID_INPUT_KEYBOARD=1")
    assert "given to another device" in watcher.next("refused")["reason"]


def test_a_device_that_can_no_longer_be_read_is_closed(bed, watch):
    watcher = watch(grab_check="50ms")
    watcher.start()
    before = len(watcher.descriptors())
    bed("plug", 5, "keyboard", *KEYBOARD)
    watcher.next("opened")
    assert sum(link.endswith("event5") for link in watcher.descriptors()) == 2
    bed("hangup", 5)
    assert watcher.next("withdrawn")["reason"] == "reading failed"
    bed("unplug", 5)
    bed("plug", 6, "keyboard", *KEYBOARD)
    watcher.next("opened")
    bed("unplug", 6)
    watcher.next("withdrawn")
    watcher.quiet()
    assert len(watcher.descriptors()) == before


def test_a_grab_by_another_program_is_noticed(bed, watch):
    watcher = watch(grab_check="50ms")
    watcher.start()
    bed("plug", 5, "keyboard", *KEYBOARD)
    watcher.next("opened")

    def strike(*, is_delivered):
        for down in (1, 0):
            bed("key", 5, 30, down)
            if is_delivered:
                bed("event", 5, 1, 30, down)
            time.sleep(0.3)

    strike(is_delivered=True)
    strike(is_delivered=True)
    bed("read", 5)
    watcher.quiet()
    strike(is_delivered=False)
    assert watcher.next("captured")["node"] == "/dev/input/event5"
    strike(is_delivered=False)
    watcher.quiet()
    strike(is_delivered=True)
    watcher.next("freed")
    watcher.quiet()


def test_no_wakeups_without_anything_to_do(bed, watch):
    watcher = watch()
    watcher.start()
    bed("plug", 5, "keyboard", *KEYBOARD)
    watcher.next("opened")
    watcher.quiet(0.5)
    before = watcher.wakeups()
    for _ in range(20):
        bed("event", 5, 1, 30, 1)  # for the reader, no concern of the manager
    watcher.quiet(3)
    assert watcher.wakeups() == before


def test_plugging_for_ever_leaks_nothing(bed, watch):
    watcher = watch()
    watcher.start()
    rounds = 100

    def plug_for_a_while():
        for _ in range(rounds):
            bed("plug", 5, "keyboard", *KEYBOARD)
            watcher.next("opened")
            bed("unplug", 5)
            watcher.next("withdrawn")
        watcher.quiet()
        return sorted(watcher.descriptors()), watcher.resident()

    descriptors, memory = plug_for_a_while()
    after, grown = plug_for_a_while()
    assert after == descriptors
    assert grown - memory < 256, f"{grown - memory} kB more after {rounds} rounds"


def test_this_very_machine(tactus):
    """Without any mock: whatever is there or missing, watching starts, tells and stops."""
    command = [tactus, "devices", "--watch", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        event = None
        while event != {"event": "settled"}:
            event = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
