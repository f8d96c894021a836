"""The Debian packages, from installing to purging, in a machine that knew nothing of them."""

import shutil
import subprocess

import pytest
from conftest import REPOSITORY
from support import features
from support.guest import node_of
from support.policy import unavailable

# They take over a minute, and packages change seldom.
pytestmark = pytest.mark.soak

LOGS = "/var/log/tactus"
CONFIGURATION = "/etc/tactus/tactus.yaml"
ENOUGH = "enough keystrokes to be shown are fifty, here are some more"
NEWER = "99.0"


@pytest.fixture(scope="module")
def packages():
    """The packages as `make deb` makes them."""
    found = sorted((REPOSITORY / ".build" / "deb").glob("*.deb"))
    if len(found) != 2:
        unavailable("the packages are missing: make deb")
    return found


def test_packages_are_as_debian_wants_them(packages):
    if not shutil.which("lintian"):
        unavailable("lintian is missing: apt-get install lintian")
    done = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error,warning", *packages],
        capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def newer(package, folder):
    """The package once more, with a higher version."""
    tree = folder / package.stem
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    text = control.read_text()
    version = next(line for line in text.splitlines() if line.startswith("Version: "))[9:]
    control.write_text(text.replace(version, NEWER))
    built = folder / f"{package.name.partition('_')[0]}-newer.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, built],
                   check=True, stdout=subprocess.DEVNULL)
    return built


@pytest.fixture
def purged(vm):
    """The machine, on which nothing of the packages stays behind."""
    vm.run("mkdir -p /run/debs")
    yield vm
    vm.run("systemctl disable --now tactus tactus-heartbeat; "
           "dpkg --purge tactus-heartbeat tactus; rm -rf /run/debs", 120)


def apt(vm, words):
    return vm.run(f"DEBIAN_FRONTEND=noninteractive apt-get --yes --no-install-recommends {words}",
                  180, check=True)


def traces(vm):
    """What the file system has of Tactus, but for what the tests themselves put there."""
    found = vm.run("find / -xdev -iname '*tactus*' -not -path '/proc/*' -not -path '/usr/local/*' "
                   "-not -path '/run/*' -not -name 'tactus-test*'", check=True)
    return set(found.output.split("\n")) - {""}


def test_packages_from_installing_to_purging(purged, packages, tmp_path):
    vm = purged
    before = traces(vm)
    vm.push({f"/run/debs/{path.name}": path for path in packages})
    apt(vm, "install /run/debs/*.deb")
    # Nothing senses because something was installed.
    assert vm.run("systemctl is-active tactus tactus-heartbeat").output == "inactive\ninactive"
    assert vm.run("systemctl is-enabled tactus").output == "disabled"
    assert vm.run(f"stat -c '%U:%G %a' {LOGS}", check=True).output == "tactus:tactus 750"
    assert vm.run(f"ls -A {LOGS}", check=True).output == ""
    keyboard = node_of(vm, "QEMU USB Keyboard")
    vm.wait_until(f"getfacl -cp {keyboard} | grep -x group:tactus:r--")

    # A typed key becomes a record.
    vm.run(f"sed -i 's/^window: .*/window: 2s/' {CONFIGURATION}; systemctl enable --now tactus",
           check=True)
    vm.wait_until(f"grep -q 'reading {keyboard}:' {LOGS}/monitor_*.log && sleep 0.5")
    vm.qmp.type_text(ENOUGH, 0.03, 0.03)
    shown = f"grep -E '\"{features.KEYSTROKES}\": ?[0-9]' {LOGS}/tactus.jsonl"
    vm.wait_until(shown)
    sensor = "systemctl show --property=MainPID --value tactus tactus-heartbeat"
    older = vm.run(sensor, check=True).output.split()
    assert "0" not in older
    kept = vm.run(f"cat {LOGS}/tactus.jsonl", check=True).output

    # An upgrade keeps log and configuration; what runs goes on as the new version.
    newer_packages = {f"/run/debs/{path.stem}.deb": path
                      for path in (newer(package, tmp_path) for package in packages)}
    vm.push(newer_packages)
    apt(vm, f"install {' '.join(newer_packages)}")
    assert vm.run("dpkg-query -W -f '${Version} ' tactus tactus-heartbeat").output.split() \
        == [NEWER, NEWER]
    vm.wait_until("systemctl is-active tactus tactus-heartbeat")
    assert set(vm.run(sensor, check=True).output.split()).isdisjoint({"0", *older})
    assert vm.run("systemctl is-enabled tactus").output == "enabled"
    assert vm.run(f"grep '^window:' {CONFIGURATION}", check=True).output == "window: 2s"
    assert vm.run(f"cat {LOGS}/tactus.jsonl", check=True).output.startswith(kept)

    # Removed, it neither runs nor may read, and what it wrote is there.
    apt(vm, "remove tactus")
    assert vm.run("pgrep -x 'tactus|tactus-heartbea'").status == 1
    assert "tactus" not in vm.run("getfacl -cp /dev/input/event*", check=True).output
    assert vm.run("test -e /usr/bin/tactus -o -e /usr/bin/tactus-heartbeat").status == 1
    assert vm.run(f"grep -c . {LOGS}/tactus.jsonl {CONFIGURATION}").status == 0

    # Purged, nothing that tells of a person is left, and no configuration.
    apt(vm, "purge tactus tactus-heartbeat")
    assert traces(vm) <= before
