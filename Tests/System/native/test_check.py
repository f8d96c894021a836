"""`tactus check` on machines with something wrong: each made by mounts that the program alone sees."""

import json
import os
import socket
import subprocess

import pytest
from conftest import PATIENCE, mocked, require


def findings(tactus, script="", *words, wrap=()):
    """What `tactus check` finds by subject, in a world that the script has changed."""
    require("unshare", root=True)
    done = subprocess.run(
        ["unshare", "-m", "sh", "-ec", script + '\nexec "$@"', "sh", *wrap, tactus, "check", "--json",
         *map(str, words)],
        capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode in (0, 69), done.stderr
    found = json.loads(done.stdout)
    assert done.returncode == (69 if any(each["level"] == "problem" for each in found) else 0)
    return {each["subject"]: each for each in found}


def over(path, text):
    """A script that puts a file with this text in the place of another."""
    name = "/run/" + path.replace("/", "_")
    return f"mount -t tmpfs none /run; printf '%b' '{text}' > {name}; mount --bind {name} {path}"


SWAPS = "Filename Type Size Used Priority\\n"
GROUPS = "root:x:0:\\ninput:x:104:{}\\ntactus:x:900:{}\\n"

CASES = [
    # what the machine is like, the options, and how the finding must be
    ("mount -t tmpfs none /mnt", ["--log-dir=/mnt/log"], "file system", "warning", "in memory (tmpfs)"),
    ("mount -t tmpfs -o size=64M none /mnt", ["--log-dir=/mnt/log"], "retention", "warning", "64 MiB free"),
    ("mount -t tmpfs -o size=64M none /mnt", ["--log-dir=/mnt/log", "--log-keep-size=1M"],
     "retention", "ok", "1 MiB are kept"),
    ("", ["--log-keep=0", "--log-keep-size=0"], "retention", "warning", "for ever"),
    (over("/proc/sys/kernel/sched_rt_runtime_us", "0\\n"), [], "real time", "warning", "no time at all"),
    (over("/proc/sys/kernel/sched_rt_runtime_us", "-1\\n"), [], "real time", "ok", "without limit"),
    (over("/proc/swaps", SWAPS + "/dev/sda9 partition 8 0 -2\\n"), [], "swap", "warning", "/dev/sda9"),
    (over("/proc/swaps", SWAPS + "/dev/zram0 partition 8 0 100\\n"), [], "swap", "ok", "in memory"),
    (over("/etc/group", GROUPS.format("amy,bob", "")), [], "group input", "warning", "2 members: amy, bob"),
    (over("/etc/group", GROUPS.format("", "eve")), [], "group tactus", "warning", "1 member: eve"),
    ("mount -t tmpfs none /sys/class/rtc", [], "hardware clock", "warning", "dated wrongly"),
    (over("/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\\n"), [],
     "clock", "warning", "source hpet"),
    ("mount -t tmpfs none /etc/systemd/system; echo > /etc/systemd/system/tactus.service", [],
     "service", "warning", "no watchdog"),
    ("mount -t tmpfs none /etc/systemd/system; echo WatchdogSec=9 > /etc/systemd/system/tactus.service",
     [], "service", "ok", "not enabled"),
    ("", ["--metrics-file=/nowhere/tactus.prom"], "metrics", "warning", "/nowhere"),
    ("mount -t tmpfs none /mnt", ["--metrics-file=/mnt/tactus.prom"], "metrics", "ok", "can be written"),
    ("", ["--heartbeat-url=http://192.0.2.1/", "--heartbeat-allow-insecure"],
     "heartbeat", "warning", "another machine"),
    ("", ["--no-heartbeat"], "heartbeat", "ok", "off"),
]


@pytest.mark.parametrize("script, words, subject, level, message", CASES)
def test_a_machine_like_that(tactus, script, words, subject, level, message):
    if subject == "hardware clock" and not os.path.isdir("/sys/class/rtc"):
        script = ""  # there is none, and so nothing to hide
    finding = findings(tactus, script, *words)[subject]
    assert finding["level"] == level, finding
    assert message in finding["message"], finding
    assert bool(finding["remedy"]) == (level != "ok")


def test_whether_a_receiver_listens(tactus):
    with socket.socket() as receiver:
        receiver.bind(("127.0.0.1", 0))
        url = f"--heartbeat-url=http://127.0.0.1:{receiver.getsockname()[1]}/heartbeat"
        assert findings(tactus, "", url)["heartbeat"]["level"] == "warning"
        receiver.listen()
        assert findings(tactus, "", url)["heartbeat"]["level"] == "ok"


def test_why_there_is_no_real_time(tactus):
    require("setpriv", "prlimit")
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    finding = findings(tactus, "", wrap=["prlimit", "--rtprio=0", "--nice=0", *user])["priority"]
    assert finding["level"] == "warning" and "LimitRTPRIO=50" in finding["message"]


def test_who_may_write_to_a_device_may_type(programs, bed):
    require("setfacl")
    bed("plug", 5, "keyboard", "ID_INPUT=1", "ID_INPUT_KEY=1", "ID_INPUT_KEYBOARD=1")
    node, script = bed.node(5), "mount -t tmpfs none /run; mkdir -p /run/udev/data; echo I:1 >/run/udev/data/c13:69"
    wrap = mocked(programs, bed, [])

    def finding():
        return findings(programs["tactus"], script, wrap=wrap)["/dev/input/event5"]

    node.chmod(0o660)
    assert finding()["level"] == "ok"
    subprocess.run(["setfacl", "--modify=group:65534:r", node], check=True)
    assert finding()["level"] == "ok"
    subprocess.run(["setfacl", "--modify=group:65534:rw", node], check=True)
    assert finding()["level"] == "warning" and "type as its user" in finding()["message"]
    subprocess.run(["setfacl", "--remove-all", node], check=True)
    node.chmod(0o662)
    assert finding()["level"] == "problem"
