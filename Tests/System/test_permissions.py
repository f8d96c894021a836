"""Who may read the devices, and what the sensor does where it may not."""

import pathlib
import re

import pytest
from support import features
from support.guest import node_of, play
from support.script import Script
from support.sensor import Sensor

RULE = pathlib.Path(__file__).resolve().parents[2] / "udev" / "72-tactus.rules"
ENOUGH = "enough keystrokes to be shown are fifty, here are some more"


def make_user(vm, name, groups=""):
    vm.run(f"id {name} > /dev/null 2>&1 || useradd --create-home {name}; "
           f"usermod --groups '{groups}' {name}", check=True)


def as_user(name):
    return f"setpriv --reuid={name} --regid={name} --init-groups"


@pytest.fixture
def rule(vm):
    """The project's udev rule in force, with the group that it names; undone afterwards."""
    if not RULE.exists():
        pytest.fail(f"{RULE} is missing", pytrace=False)
    reload = ("udevadm control --reload && udevadm trigger --action=add --subsystem-match=input "
              "&& udevadm settle")
    vm.push({"/etc/udev/rules.d/72-tactus.rules": RULE})
    vm.run(f"getent group tactus > /dev/null || groupadd --system tactus; {reload}", check=True)
    yield
    vm.run(f"rm /etc/udev/rules.d/72-tactus.rules; setfacl -b /dev/input/event*; {reload}",
           check=True)


def test_user_in_group_input_needs_no_root(sensing):
    vm = sensing
    make_user(vm, "typist", "input")
    keyboard = node_of(vm, "QEMU USB Keyboard")
    with Sensor(vm, user="typist") as sensor:
        sensor.wait_reading(keyboard)
        vm.qmp.type_text(ENOUGH, 0.03, 0.03)
        owner = vm.run(f"stat -c %U /proc/{sensor.pid}").output
        log = sensor.stop()
    assert owner in ("typist", "root")  # a process that may not be traced shows as root's
    assert log.only()[features.KEYSTROKES] == len(ENOUGH)


def test_rule_gives_the_group_reading_and_nothing_else(vm, rule):
    make_user(vm, "watcher", "tactus")
    make_user(vm, "stranger")
    taken = [node_of(vm, name) for name in
             ("QEMU USB Keyboard", "AT Translated", "QEMU USB Mouse", "ImExPS/2")]
    for node in taken:
        assert "group:tactus:r--" in vm.run(f"getfacl -cp {node}", check=True).output
        assert vm.run(f"{as_user('watcher')} bash -c ': < {node}'").status == 0
        assert vm.run(f"{as_user('watcher')} bash -c ': >> {node}'").status != 0
        assert vm.run(f"{as_user('stranger')} bash -c ': < {node}'").status != 0
    untaken = node_of(vm, "Power Button")
    assert "tactus" not in vm.run(f"getfacl -cp {untaken}", check=True).output


def test_rule_reaches_a_device_plugged_in_later(vm, rule):
    playing = play(vm, Script(), "keyboard", "lid", options="-l 3000")
    keyboard, lid = playing.nodes(2)
    vm.run("udevadm settle", check=True)
    assert "group:tactus:r--" in vm.run(f"getfacl -cp {keyboard}", check=True).output
    assert "tactus" not in vm.run(f"getfacl -cp {lid}", check=True).output
    playing.finish()


def test_group_of_the_rule_is_enough(sensing, rule):
    vm = sensing
    make_user(vm, "watcher", "tactus")
    keyboard = node_of(vm, "QEMU USB Keyboard")
    with Sensor(vm, user="watcher") as sensor:
        sensor.wait_reading(keyboard)
        vm.qmp.type_text(ENOUGH, 0.03, 0.03)
        log = sensor.stop()
    assert log.only()[features.KEYSTROKES] == len(ENOUGH)


def test_permission_denied_then_granted(sensing):
    """Told once, with the remedy; taken as soon as it may be."""
    vm = sensing
    make_user(vm, "stranger")
    keyboard = node_of(vm, "QEMU USB Keyboard")
    try:
        with Sensor(vm, user="stranger") as sensor:
            vm.wait_until(f"grep {keyboard} {sensor.folder}/errors")
            vm.run("sleep 3")
            told = [line for line in sensor.errors().split("\n")
                    if re.search(rf"{keyboard}\b", line)]
            assert len(told) == 1, told
            assert "input" in sensor.errors(), "no remedy is named"
            vm.run(f"setfacl -m u:stranger:r {keyboard}", check=True)
            sensor.wait_reading(keyboard)
            vm.qmp.type_text(ENOUGH, 0.03, 0.03)
            log = sensor.stop()
    finally:
        vm.run(f"setfacl -b {keyboard}")
    assert log.only()[features.KEYSTROKES] == len(ENOUGH)


def test_check_names_what_is_missing(sensing):
    """`tactus check` says to a user without rights which rule or group gives them."""
    vm = sensing
    make_user(vm, "stranger")
    result = vm.run(f"{as_user('stranger')} tactus check")
    assert result.status != 0
    assert "input" in result.output
    assert vm.run("tactus check").status == 0
