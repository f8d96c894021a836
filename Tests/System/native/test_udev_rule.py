"""The udev rule among the distribution's own, run by udev itself on mocked devices."""

import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, require

RULE = ROOT / "udev/72-tactus.rules"
INPUT = "/devices/pci0000:00/usb1/1-1/1-1:1.0/0003:046D:C31C.0001/input/input5"
OPEN = "run: '/usr/bin/setfacl -m g:tactus:r /dev/input/event5'"
CLOSE = "run: '/usr/bin/setfacl -x g:tactus /dev/input/event5'"

LETTERS = range(1, 127)
BUTTONS = (0x110, 0x111, 0x112)
FINGER = (0x110, 0x145, 0x14A)
PEN = (0x110, 0x140, 0x14A)
X_AND_Y = (0, 1)


def mask(codes):
    """A bitmap as sysfs prints it: words of 64 bits, the highest first."""
    words = [0] * 12
    for code in codes:
        words[code // 64] |= 1 << code % 64
    while len(words) > 1 and not words[-1]:
        words.pop()
    return " ".join(f"{word:x}" for word in reversed(words))


def described(keys=(), relative=(), absolute=(), properties=(), vendor="046d", product="c31c"):
    """A device as umockdev reads it."""
    types = [0, *([1] if keys else []), *([2] if relative else []), *([3] if absolute else [])]
    capabilities = dict(ev=types, key=keys, rel=relative, abs=absolute)
    lines = [f"P: {INPUT}", "E: SUBSYSTEM=input", "A: name=Mock"]
    lines += [f"A: properties={mask(properties)}"]
    lines += [f"A: capabilities/{name}={mask(codes)}" for name, codes in capabilities.items()]
    numbers = dict(bustype="0003", vendor=vendor, product=product, version="0111")
    lines += [f"A: id/{name}={number}" for name, number in numbers.items()]
    node = [f"P: {INPUT}/event5", "N: input/event5", "E: DEVNAME=/dev/input/event5", "E: MAJOR=13"]
    node += ["E: MINOR=69", "E: SUBSYSTEM=input", "A: dev=13:69"]
    return "\n".join([*node, "", *lines, "", ""])


KEYBOARD = dict(keys=LETTERS)
MOUSE = dict(keys=BUTTONS, relative=X_AND_Y)
TOUCHPAD = dict(keys=FINGER, absolute=X_AND_Y, properties=[0])
VIRTUAL_MACHINE = dict(keys=BUTTONS, absolute=X_AND_Y)
POINTING_STICK = dict(keys=BUTTONS, relative=X_AND_Y, properties=[0, 5])
POWER_BUTTON = dict(keys=[116])
DRAWING_TABLET = dict(keys=PEN, absolute=X_AND_Y)
YUBIKEY = dict(keys=LETTERS, vendor="1050", product="0407")
ONLYKEY = dict(keys=LETTERS, vendor="1d50", product="60fc")


@pytest.fixture
def run_rules(tmp_path):
    """What udev makes of a device: its answer, line by line, and its complaints."""
    require("unshare", "umockdev-run", "udevadm", root=True)
    assert Path("/usr/lib/udev/rules.d/60-input-id.rules").exists(), "udev's own rules are missing"

    def run(device, extra="", action="add"):
        (tmp_path / "device.umockdev").write_text(described(**device))
        (tmp_path / "71-extra.rules").write_text(extra + "\n")
        # udevadm test writes to /run and /dev/char and reads /etc: all private here.
        script = f"""
            mount -t tmpfs none /run
            mkdir -p /run/udev /dev/char /etc/udev/rules.d
            mount -t tmpfs none /dev/char
            mount -t tmpfs none /etc/udev/rules.d
            cp {RULE} {tmp_path}/71-extra.rules /etc/udev/rules.d
            exec umockdev-run -d {tmp_path}/device.umockdev -- \
              udevadm test --action={action} /sys{INPUT}/event5
        """
        done = subprocess.run(
            ["unshare", "-m", "sh", "-ec", script], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        complaints = [
            line
            for line in done.stderr.splitlines()
            if ("72-tactus" in line or "71-extra" in line)
            and not ("RUN '" in line or "Reading rules" in line)
        ]
        return done.stdout.splitlines(), complaints

    return run


def tagged(lines):
    return any(line.startswith("TAGS=") and ":tactus:" in line for line in lines)


@pytest.mark.parametrize(
    "device, kind",
    [
        (KEYBOARD, "ID_INPUT_KEYBOARD"),
        (MOUSE, "ID_INPUT_MOUSE"),
        (TOUCHPAD, "ID_INPUT_TOUCHPAD"),
        (VIRTUAL_MACHINE, "ID_INPUT_MOUSE"),
        (POINTING_STICK, "ID_INPUT_POINTINGSTICK"),
    ],
)
@pytest.mark.parametrize("action", ["add", "change"])
def test_keyboards_and_pointers_are_opened(run_rules, device, kind, action):
    lines, complaints = run_rules(device, action=action)
    assert f"{kind}=1" in lines
    assert OPEN in lines and CLOSE not in lines and tagged(lines)
    assert complaints == []


@pytest.mark.parametrize("device", [POWER_BUTTON, DRAWING_TABLET, YUBIKEY, ONLYKEY])
def test_others_stay_closed(run_rules, device):
    lines, complaints = run_rules(device)
    assert "ID_INPUT=1" in lines
    assert OPEN not in lines and CLOSE not in lines and not tagged(lines)
    assert complaints == []


@pytest.mark.parametrize("value, is_open", [("", True), ("0", True), ("1", False), ("no", False)])
def test_the_admins_veto(run_rules, value, is_open):
    lines, _ = run_rules(KEYBOARD, extra=f'ENV{{TACTUS_IGNORE}}="{value}"')
    assert (OPEN in lines, tagged(lines)) == (is_open, is_open)


def test_a_later_veto_closes_the_node_again(run_rules):
    lines, _ = run_rules(KEYBOARD, extra='ENV{TACTUS_IGNORE}="1"', action="change")
    assert CLOSE in lines and OPEN not in lines


def test_the_admin_may_want_a_token(run_rules):
    lines, _ = run_rules(YUBIKEY, extra='ENV{TACTUS_IGNORE}="0"')
    assert OPEN in lines and tagged(lines)


def test_a_removed_device_is_nobodys_concern(run_rules):
    lines, complaints = run_rules(KEYBOARD, action="remove")
    assert OPEN not in lines and CLOSE not in lines
    assert complaints == []


def test_complaints_would_be_seen(run_rules):
    """Silence about our rule means something only if udev complains of a bad one."""
    _, complaints = run_rules(KEYBOARD, extra='NONSENSE=="1"\nGOTO="nowhere"')
    assert any("71-extra.rules:1" in line for line in complaints), complaints
    assert any("71-extra.rules:2" in line for line in complaints), complaints
