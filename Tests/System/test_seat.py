"""Whose input it is: the seat's, and the user's who is active there."""

from support.guest import play
from support.script import Script
from support.sensor import Sensor


def pointer_record(vm):
    with Sensor(vm) as sensor:
        play(vm, Script().move(0, [(1, 0)] * 20), "mouse").finish()
        return sensor.stop().only()


def test_record_names_the_seat_and_its_active_user(sensing):
    vm = sensing
    record = pointer_record(vm)
    assert (record["seat"], record["user"]) == ("seat0", None)
    vm.run("id -u someone > /dev/null 2>&1 || useradd --create-home someone", check=True)
    # What a login at the console does: a session of that user on the terminal in the foreground.
    session = vm.spawn(
        "exec systemd-run --quiet --wait --collect --unit=someone-at-the-seat"
        " --property=PAMName=login --property=User=someone --property=TTYPath=/dev/tty1"
        " --property=StandardInput=tty --property=StandardOutput=tty sleep 300", 300)
    try:
        vm.wait_until("loginctl show-seat seat0 --property=ActiveSession --value | grep .")
        record = pointer_record(vm)
    finally:
        vm.run("systemctl stop someone-at-the-seat")
        session.wait()
    assert (record["seat"], record["user"]) == ("seat0", "someone")
