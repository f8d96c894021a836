"""What the tests do in the machine: play input, witness it, look into a process."""

import contextlib

from . import truth


class Playing:
    """A run of uinput_play under way."""

    def __init__(self, vm, script, devices, options, timeout):
        self._vm = vm
        self.folder = vm.run("mktemp -d /run/play.XXXXXX", check=True).output
        chosen = " ".join(f"-d '{device}'" for device in devices)
        self.job = vm.spawn(
            f"uinput_play {chosen} {options} -o {self.folder}/result 2> {self.folder}/progress",
            timeout, input=str(script).encode())

    def nodes(self, count):
        """Wait until the first `count` devices are there; their nodes."""
        lines = self._vm.wait_until(
            f"awk '/^device/ {{print $3; n++}} END {{exit n < {count}}}' {self.folder}/progress")
        return lines.output.split()

    def wait_playing(self):
        self._vm.wait_until(f"grep -q playing {self.folder}/progress")

    def finish(self):
        """Wait for its end; what the kernel delivered, as a `Truth`."""
        result = self.job.wait()
        if result.status != 0:
            progress = self._vm.run(f"cat {self.folder}/progress").output
            raise AssertionError(f"uinput_play: status {result.status}: {progress}")
        return truth.Truth(truth.from_player(self._vm.pull(f"{self.folder}/result").decode()))


def play(vm, script, *devices, options="-w", timeout=60):
    """Start playing on new devices; by default the script waits for a reader."""
    return Playing(vm, script, devices, options, timeout)


class Witness:
    """What the kernel delivered meanwhile; `truth` is there after the block."""

    truth = None


@contextlib.contextmanager
def witnessed(vm, *nodes):
    """Write down what these nodes deliver, until the block ends."""
    folder = vm.run("mktemp -d /run/witness.XXXXXX", check=True).output
    job = vm.spawn(f"echo $$ > {folder}/pid; exec evdev_witness {' '.join(nodes)} "
                   f"> {folder}/events 2> {folder}/progress", 600)
    vm.wait_until(f"grep -q ready {folder}/progress")
    witness = Witness()
    try:
        yield witness
    finally:
        vm.run(f"sleep 0.3; kill $(cat {folder}/pid)")
        job.wait()
    witness.truth = truth.Truth(truth.from_witness(vm.pull(f"{folder}/events").decode()))


def node_of(vm, name):
    """The event node of the input device whose name holds this."""
    found = vm.wait_until(
        f"grep -l '{name}' /sys/class/input/event*/device/name "
        "| sed 's|.*/\\(event[0-9]*\\)/.*|\\1|' | grep .")
    return f"/dev/input/{found.output.split()[-1]}"


def memory(vm, pid):
    """All that a process has in its writable memory."""
    return vm.run(f"memory_dump {pid}", 120, check=True).raw


def find_sequence(haystack, *sequences, widest=96):
    """Where one of these runs of small numbers stands, at equal distances of up to `widest` bytes.

    Each number may stand once or twice (press and release). That finds text, key codes, key
    symbols and event records alike, whatever the size of the numbers or of the records that they
    are part of.
    Returns (sequence, distance, position) or None.
    """
    patterns = []
    for sequence in sequences:
        patterns.append((sequence, bytes(sequence)))
        patterns.append((sequence, bytes(code for code in sequence for _ in range(2))))
    for distance in range(1, widest + 1):
        for start in range(distance):
            column = haystack[start::distance]
            for sequence, pattern in patterns:
                at = column.find(pattern)
                if at >= 0:
                    return sequence, distance, start + at * distance
    return None
