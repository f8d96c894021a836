"""The test machine: started once from a saved, booted state; the tests run in it one after another.

There is no share between host and guest. Commands, files and their results travel over one virtio
serial port to an agent in the guest (guest/agent.c), so nothing needs to be unmounted before the
machine sleeps. Everything has a deadline, and QEMU ends when the process that started it does.
"""

import contextlib
import ctypes
import dataclasses
import fcntl
import hashlib
import io
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tarfile
import tempfile
import time

from .qmp import Qmp, QmpError

_HERE = pathlib.Path(__file__).resolve().parent
_QEMU = "qemu-system-x86_64"
_MEMORY_MB = 768
# Kernel arguments: what costs an emulated processor time and tells the tests nothing is off.
_KERNEL_ARGUMENTS = "console=ttyS0 quiet mitigations=off no_timer_check systemd.show_status=0"
# How long the guest needs for the calibration below on an idle host with two processors (s).
_CALIBRATION_SCRIPT = """
for ((i = 0; i < 20000; i++)); do :; done
for ((i = 0; i < 20; i++)); do /bin/true; done
"""
_CALIBRATION_IDLE = 0.6
_MOST_PATIENCE = 12.0


class VirtualMachineError(Exception):
    """The machine could not be made, died, or did not answer in time."""


@dataclasses.dataclass(frozen=True)
class Result:
    """How a command in the guest ended: its exit status, and what it wrote on both outputs."""

    status: int
    raw: bytes

    @property
    def output(self):
        return self.raw.decode(errors="replace").strip()

    def __iter__(self):
        return iter((self.status, self.output))


class Job:
    """A command under way in the guest."""

    def __init__(self, machine, number, script, timeout):
        self._machine = machine
        self._number = number
        self.script = script
        # The guest kills the script at its deadline; this is for a guest that does not answer.
        self.deadline = time.monotonic() + timeout + 20 * machine.patience

    @property
    def is_done(self):
        self._machine._receive(until=time.monotonic())
        return self._number in self._machine._results

    def wait(self):
        """Wait until the command has ended or run out of its time (status 124)."""
        while self._number not in self._machine._results:
            if time.monotonic() > self.deadline:
                raise VirtualMachineError(
                    f"the guest did not answer in time: {self.script}\n{self._machine.console()}")
            self._machine._receive(until=self.deadline)
        return self._machine._results[self._number]


def why_unavailable():
    """Why no virtual machine can be had here, or None."""
    for tool, package in ((_QEMU, "qemu-system-x86"), ("qemu-img", "qemu-utils")):
        if not shutil.which(tool):
            return f"{tool} is missing: apt-get install {package}"
    if os.uname().machine != "x86_64":
        return "the test machine is an x86-64 one"
    if os.geteuid() != 0 and not shutil.which("mmdebstrap"):
        return "not root, and mmdebstrap is missing"
    return None


def _build_image():
    built = subprocess.run([_HERE / "build-image.sh"], stdout=subprocess.PIPE, text=True,
                           stderr=None, check=False, timeout=1800)
    if built.returncode != 0:
        raise VirtualMachineError("the image could not be built: see its messages above")
    return pathlib.Path(built.stdout.strip())


def _die_with_parent():
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG of sys/prctl.h
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


class VirtualMachine:
    """A booted Debian in QEMU. `with VirtualMachine() as vm: vm.run("uname -r")`."""

    def __init__(self):
        self.patience = 1.0  # how many times slower than an idle host this one is
        self._qemu = None
        self._agent = None
        self._qmp = None
        self._received = bytearray()
        self._results = {}
        self._numbers = 0
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="tactus-vm."))
        self._console = self._folder / "console.log"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    # Life

    def start(self):
        """Resume the saved machine; boot and save one first where there is none."""
        try:
            image = _build_image()
            snapshot = self._snapshot(image)
            disk = self._folder / "disk.qcow2"
            shutil.copyfile(snapshot, disk)
            self._launch(image, disk, ["-loadvm", "booted"])
            # Memory of a saved machine is read in before it answers.
            self._run_fresh("true", 60)
            self._calibrate()
            self.run(f"date -s @{time.time():.3f}", check=True)
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """Switch the machine off and remove its files. May be called at any time, and again."""
        if self._qemu:
            self._qemu.kill()
            self._qemu.wait()
            self._qemu = None
        if self._qmp:
            self._qmp.close()
        if self._agent:
            self._agent.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def console(self):
        """The end of what the guest's kernel wrote on its serial console."""
        with contextlib.suppress(OSError):
            return self._console.read_text(errors="replace")[-3000:]
        return ""

    @property
    def qmp(self):
        """The machine's hardware, as far as hands reach it."""
        return self._qmp

    def _arguments(self, image):
        return [
            # Emulated: the same machine everywhere, where nested or forbidden KVM is a lottery.
            "-M", "pc", "-accel", "tcg,thread=multi", "-cpu", "max,-la57",
            "-smp", "2", "-m", str(_MEMORY_MB), "-nodefaults", "-no-reboot",
            "-display", "none", "-vga", "none", "-nic", "none",
            "-kernel", str(image / "vmlinuz"), "-initrd", str(image / "initrd.gz"),
            "-append", _KERNEL_ARGUMENTS,
            "-device", "virtio-blk-pci,drive=disk",
            "-device", "virtio-serial-pci",
            "-device", "virtserialport,chardev=agent,name=tactus.agent",
            "-device", "qemu-xhci,id=xhci",
            "-device", "usb-kbd,id=usb-keyboard,bus=xhci.0",
            "-device", "usb-mouse,id=usb-mouse,bus=xhci.0",
        ]

    def _launch(self, image, disk, more):
        agent, agent_end = socket.socketpair()
        qmp, qmp_end = socket.socketpair()
        ends = (agent_end.fileno(), qmp_end.fileno())
        command = [
            _QEMU, *self._arguments(image),
            "-drive", f"if=none,id=disk,file={disk},format=qcow2,cache=unsafe,discard=unmap",
            "-chardev", f"socket,id=agent,fd={ends[0]}",
            "-chardev", f"socket,id=qmp,fd={ends[1]}", "-mon", "chardev=qmp,mode=control",
            "-serial", f"file:{self._console}", *more]
        self._agent = agent
        self._agent.settimeout(1)
        self._errors = open(self._folder / "qemu.log", "w+b")
        self._qemu = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors,
            pass_fds=ends, start_new_session=True, preexec_fn=_die_with_parent)
        agent_end.close()
        qmp_end.close()
        try:
            self._qmp = Qmp(qmp, timeout=120)
        except QmpError as error:
            raise VirtualMachineError(f"QEMU: {error}\n{self._qemu_errors()}") from error

    def _qemu_errors(self):
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def _snapshot(self, image):
        """A disk that holds a booted machine, kept beside the image."""
        version = subprocess.run([_QEMU, "--version"], capture_output=True, check=True).stdout
        key = hashlib.sha256(version + "\0".join(self._arguments(image)).encode()).hexdigest()
        snapshot = image / f"booted-{key[:16]}.qcow2"
        with open(image / "snapshot.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not snapshot.exists():
                self._make_snapshot(image, snapshot)
        return snapshot

    def _make_snapshot(self, image, snapshot):
        print("vm: booting the test machine once, to save it booted", flush=True)
        fresh = snapshot.with_suffix(".new")
        subprocess.run(
            ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", image / "root.ext4",
             fresh], check=True)
        self._launch(image, fresh, [])
        self._run_fresh("systemctl is-system-running --wait; udevadm settle", 600)
        self.run("sync; echo 3 > /proc/sys/vm/drop_caches", check=True)
        said = self._qmp.monitor("savevm booted")
        if said.strip():
            raise VirtualMachineError(f"the booted machine could not be saved: {said}")
        with contextlib.suppress(QmpError):
            self._qmp.command("quit")
        self._qemu.wait(timeout=60)
        self._qmp.close()
        self._agent.close()
        self._received.clear()
        fresh.rename(snapshot)

    def _run_fresh(self, script, timeout):
        """The first command of a machine, which may take its time to come up."""
        return self.spawn(script, timeout).wait()

    def _calibrate(self):
        """Learn how slow this host is now, so that deadlines can follow."""
        before = time.monotonic()
        self.spawn(_CALIBRATION_SCRIPT, 300).wait()
        slowness = (time.monotonic() - before) / _CALIBRATION_IDLE
        self.patience = min(max(1.0, slowness), _MOST_PATIENCE)

    # Commands and files

    def spawn(self, script, timeout=60, input=b""):
        """Start a bash script in the guest, as root; its time is stretched on a slow host."""
        self._numbers += 1
        timeout *= self.patience
        job = Job(self, self._numbers, script, timeout)
        code = script.encode()
        head = f"{self._numbers} {timeout * 1000:.0f} {len(code)} {len(input)}\n".encode()
        self._transmit(head + code + input, job.deadline)
        return job

    def run(self, script, timeout=60, input=b"", check=False):
        """Run a bash script in the guest, as root, and return its `Result`.

        With `check`, a status other than 0 is an error.
        """
        result = self.spawn(script, timeout, input).wait()
        if check and result.status != 0:
            raise VirtualMachineError(f"status {result.status}: {script}\n{result.output}")
        return result

    def wait_until(self, script, timeout=30):
        """Run the script again and again until it succeeds; return that run's output."""
        loop = f"until output=$({script}\n); do sleep 0.1; done 2> /dev/null; echo \"$output\""
        result = self.run(loop, timeout)
        if result.status != 0:
            raise VirtualMachineError(f"did not come true in {timeout} s: {script}")
        return result

    def push(self, files):
        """Copy files into the guest: a mapping of path there to path here, or to bytes."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for there, here in files.items():
                name = str(there).lstrip("/")
                if isinstance(here, bytes):
                    entry = tarfile.TarInfo(name)
                    entry.size = len(here)
                    entry.mode = 0o644
                    tar.addfile(entry, io.BytesIO(here))
                else:
                    tar.add(os.path.realpath(here), name)
        self.run("tar -x -m --no-same-owner -C /", 120, input=archive.getvalue(), check=True)

    def pull(self, path):
        """The bytes of a file in the guest."""
        result = self.run(f"cat -- '{path}'", 60)
        if result.status != 0:
            raise VirtualMachineError(f"{path}: {result.output}")
        return result.raw

    def _transmit(self, message, deadline):
        view = memoryview(message)
        while view:
            self._check_alive()
            if time.monotonic() > deadline:
                raise VirtualMachineError("the guest takes no more commands")
            try:
                view = view[self._agent.send(view):]
            except (TimeoutError, socket.timeout):
                continue
            except OSError as error:
                raise VirtualMachineError(
                    f"QEMU is gone: {error}\n{self._qemu_errors()}") from error

    def _check_alive(self):
        if self._qemu is None:
            raise VirtualMachineError("the machine is switched off")
        if self._qemu.poll() is not None:
            raise VirtualMachineError(
                f"QEMU ended with status {self._qemu.returncode}\n{self._qemu_errors()}"
                f"\n{self.console()}")

    def _receive(self, until):
        """Take in what the agent has sent; wait for something no longer than `until`."""
        self._check_alive()
        self._agent.settimeout(max(0.001, min(1.0, until - time.monotonic())))
        try:
            part = self._agent.recv(1 << 20)
        except (TimeoutError, socket.timeout):
            return
        except OSError:
            part = b""
        finally:
            self._agent.settimeout(1)
        if not part:
            # QEMU has closed its end; a moment later it has ended, and can say how.
            time.sleep(0.2)
            self._check_alive()
            raise VirtualMachineError(f"QEMU hung up\n{self._qemu_errors()}")
        self._received += part
        while (end := self._received.find(b"\n")) >= 0:
            number, status, size = map(int, self._received[:end].split())
            if len(self._received) < end + 1 + size:
                return
            raw = bytes(self._received[end + 1:end + 1 + size])
            self._results[number] = Result(status, raw)
            del self._received[:end + 1 + size]

    # Sleep

    def suspend(self, seconds):
        """Suspend the guest to RAM for so long; return how long its clocks say that it slept."""
        asleep = "awk '/^now at/ {printf \"%.3f \", $3 / 1e9}' /proc/timer_list; cat /proc/uptime"
        before = self._slept(self.run(asleep, check=True))
        self._qmp.forget_events("SUSPEND")
        job = self.spawn("sync; echo mem > /sys/power/state", 120 + seconds)
        self._qmp.wait_event("SUSPEND", 60 * self.patience)
        time.sleep(seconds)
        self._qmp.command("system_wakeup")
        result = job.wait()
        if result.status != 0:
            raise VirtualMachineError(f"the guest would not sleep: {result.output}")
        return self._slept(self.run(asleep, check=True)) - before

    @staticmethod
    def _slept(result):
        monotonic, uptime = result.output.split()[:2]
        return float(uptime) - float(monotonic)
