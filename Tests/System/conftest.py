"""Fixtures of the system tests: the virtual machine and the sensor's program in it.

`TACTUS` names the program (default .build/release/tactus). Where no machine or no program can be
had, tests that need it are skipped by name and reason; with `CI=true` they fail instead (`support.policy`).
"""

import os
import pathlib
import shutil

import pytest

from support.build import TOOLS, build_tool, libraries
from support.policy import unavailable
from vm import VirtualMachine, VirtualMachineError, why_unavailable

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def tactus():
    """The path of the release program."""
    default = REPOSITORY / ".build" / "release" / "tactus"
    program = pathlib.Path(os.environ.get("TACTUS", default))
    if not os.access(program, os.X_OK):
        unavailable(f"{program} is missing: swift build -c release")
    return program


@pytest.fixture(scope="session")
def tools():
    """The small programs of the tests, by name."""
    if not shutil.which("gcc"):
        unavailable("gcc is missing: apt-get install gcc libc6-dev")
    return {source.stem: build_tool(source) for source in TOOLS}


@pytest.fixture(scope="session")
def machine(tools):
    """The one machine of the session, with the tools in it."""
    reason = why_unavailable()
    if reason:
        unavailable(f"no virtual machine: {reason}")
    machine = VirtualMachine()
    try:
        machine.start()
        machine.push({f"/usr/local/bin/{name}": path for name, path in tools.items()})
    except VirtualMachineError as error:
        machine.stop()
        unavailable(f"no virtual machine: {error}")
    yield machine
    machine.stop()


@pytest.fixture
def vm(machine):
    """The machine as every test finds it: nothing of an earlier test runs or is plugged in."""
    yield machine
    machine.run("pkill -KILL -x 'tactus|uinput_play|uinput_blast|evdev_witness|stall_witness|evtest|evemu-.*'; "
                "rm -rf /run/play.* /run/witness.*; udevadm settle")


@pytest.fixture(scope="session")
def _installed(machine, tactus):
    heartbeat = tactus.with_name("tactus-heartbeat")
    files = {"/usr/local/bin/tactus": tactus, "/usr/local/bin/tactus-heartbeat": heartbeat}
    files |= {f"/usr/local/lib/{name}": path for name, path in libraries(tactus).items()}
    machine.push(files)
    machine.run("ldconfig", check=True)
    result = machine.run("tactus --version", 60)
    if result.status != 0:
        pytest.fail(f"tactus does not run in the machine: {result.output}", pytrace=False)


@pytest.fixture
def sensing(_installed, vm):
    """The machine with the sensor's program installed in it."""
    return vm


SERVICE_LOGS = "/var/log/tactus"
# Where the Makefile puts them; the program itself is there already.
SERVICE = {
    "/usr/local/lib/udev/rules.d/72-tactus.rules": REPOSITORY / "udev" / "72-tactus.rules",
    "/usr/local/lib/sysusers.d/tactus.conf": REPOSITORY / "systemd" / "tactus.sysusers",
    "/usr/local/lib/systemd/system/tactus.service": REPOSITORY / "systemd" / "tactus.service",
    "/usr/local/lib/systemd/system/tactus-heartbeat.service":
        REPOSITORY / "systemd" / "tactus-heartbeat.service",
}


@pytest.fixture
def installed(sensing):
    """The machine with the service installed; uninstalled afterwards, without a trace."""
    vm = sensing
    vm.push(SERVICE | {"/run/system.sh": REPOSITORY / "scripts" / "system.sh"})
    vm.run(f"mkdir -p -m 0750 {SERVICE_LOGS}; bash /run/system.sh installed {SERVICE_LOGS}", check=True)
    yield vm
    vm.run(f"bash /run/system.sh uninstalling; rm {' '.join(SERVICE)}; "
           "bash /run/system.sh uninstalled", check=True)
    assert vm.run("systemctl is-active tactus tactus-heartbeat").status != 0
    assert "tactus" not in vm.run("getfacl -cp /dev/input/event*", check=True).output
    vm.run(f"rm -rf {SERVICE_LOGS}", check=True)
