"""A week of beats in a few minutes: what the network library doesn't give back."""

import os
import time

import pytest

from receiver import Receiver, valid

BEATS = 20_000


def measure(pid):
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    return int(fields["VmRSS"].split()[0]), int(fields["Threads"]), len(os.listdir(f"/proc/{pid}/fd"))


@pytest.mark.soak
def test_long_run(start):
    """The growth that the renewal is there for, and that nothing else grows."""
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url, "--interval=10ms", f"--renew-after={2 * BEATS}")
        seen = []
        while len(receiver.connections) < BEATS:
            time.sleep(0.2)
            assert run.process.poll() is None
            if len(receiver.connections) >= len(seen) * BEATS // 8 + 500:
                seen.append(measure(run.process.pid))
                print(len(receiver.connections), "beats: %d kB, %d threads, %d descriptors" % seen[-1])
        memory, threads, descriptors = zip(*seen)
        assert (memory[-1] - memory[0]) * 1024 / BEATS < 400  # bytes a request
        assert max(memory) < 60_000
        assert max(threads) < 16 and max(descriptors) < 20
