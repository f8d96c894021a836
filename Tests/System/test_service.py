"""The system service, as `make install` sets it up: a user of its own, real time, and little else."""

from support import features
from support.guest import node_of
from support.sensor import FeatureLog

LOGS = "/var/log/tactus"
ENOUGH = "enough keystrokes to be shown are fifty, here are some more"


def test_service_senses_with_what_it_is_given(installed):
    vm = installed
    keyboard = node_of(vm, "QEMU USB Keyboard")
    vm.run("systemctl start tactus", check=True)
    pid = vm.run("systemctl show --property=MainPID --value tactus", check=True).output
    vm.wait_until(f"grep -q 'reading {keyboard}:' {LOGS}/monitor_*.log && sleep 0.5")
    threads = vm.run(f"ps -L -o user=,cls=,rtprio= -p {pid}", check=True).output.split("\n")
    vm.qmp.type_text(ENOUGH, 0.03, 0.03)
    vm.run("systemctl stop tactus", check=True)

    # The main thread alone is real-time.
    assert [line.split() for line in threads] == [
        ["tactus", "FF", "50"], *[["tactus", "TS", "-"]] * (len(threads) - 1)]
    assert vm.run("systemctl is-failed tactus").status != 0
    told = vm.run(f"cat {LOGS}/monitor_*.log", check=True).output
    assert "SCHED_FIFO 50, set by the service manager" in told
    assert not [line for line in told.split("\n") if " WARN " in line or " ERROR " in line], told
    log = FeatureLog(vm.run(f"cat {LOGS}/tactus.jsonl", check=True).raw.decode()).check_books()
    assert log.only()[features.KEYSTROKES] == len(ENOUGH)
    assert log.only()["boot"] == vm.run("cat /proc/sys/kernel/random/boot_id").output
    assert vm.run(f"stat -c '%U:%G %a' {LOGS} {LOGS}/tactus.jsonl", check=True).output.split("\n") \
        == ["tactus:tactus 750", "tactus:tactus 640"]
