"""What a worker keeps beyond its own end, however that comes: statistics and grid."""

import os
import re
import signal
import time

import pytest

from program_run import document, on_grid, wait_until
from receiver import HEAD, VALID, Receiver, valid

QUICK = ("--log-level=debug",)


def test_killed_by_an_answer_and_counted(start, tmp_path):
    """What the library doesn't survive is survived by the accounts and by the grid."""
    kept = tmp_path / "statistics.json"
    replies = iter([VALID, VALID, HEAD[:-9]])
    interval = ("--interval=500ms", "--statistics", kept, *QUICK)
    with Receiver(lambda c: c.send(next(replies, VALID))) as receiver:
        run = start("--url", receiver.url, *interval)
        assert run.process.wait(20) < 0
        again = start("--url", receiver.url, *interval)
        assert again.wait_for("^heartbeat 4: status 200")
        times = [c.began for c in receiver.connections[:4]]
        assert max(on_grid(times, 0.5)) < 0.05
        again.stop()
        left = document(kept)["statistics"]
        assert left["crashes"] == 1 and left["unfinished"] == 1
        assert left["beats"] == left["succeeded"] + 1
        assert again.matching("ended without a word")[0][1] == "WARN"


def test_killed_is_no_loss_of_statistics(start, tmp_path):
    """Defect: a crash lost all counts."""
    kept = tmp_path / "statistics.json"
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url, "--interval=100ms", "--statistics", kept)
        wait_until(lambda: len(receiver.connections) >= 5)
        run.stop(signal.SIGKILL)
        assert document(kept)["statistics"]["succeeded"] >= 4
        assert kept.stat().st_mode & 0o007 == 0


DAMAGE = {
    "no JSON": lambda text: text[:-9],
    "a count at its end": lambda text: re.sub('"beats":[0-9]+', f'"beats":{2**63 - 1}', text),
    "a count below zero": lambda text: re.sub('"attempts":[0-9]+', '"attempts":-1', text),
    "a phase before all time": lambda text: re.sub('"phase_us":[0-9]+', f'"phase_us":{-2**63}', text),
    "no interval": lambda text: re.sub('"interval_us":[0-9]+', '"interval_us":0', text),
    "latencies outside of their ring": lambda text: re.sub('"next":[0-9]+', '"next":-3', text),
    "a latency without end": lambda text: re.sub('"values":.[0-9.e-]+', '"values":[1e308', text),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_statistics_are_begun_anew(start, tmp_path, damage):
    """A file that can't be gone on with stops no worker, and no worker after that."""
    kept = tmp_path / "statistics.json"
    with Receiver(valid) as receiver:
        options = ("--url", receiver.url, "--interval=100ms", "--statistics", kept)
        run = start(*options)
        wait_until(lambda: kept.exists() and document(kept)["statistics"]["succeeded"] >= 1)
        run.stop(signal.SIGKILL)
        text = kept.read_text()
        kept.write_text(DAMAGE[damage](text))
        assert kept.read_text() != text
        run = start(*options)
        assert run.wait_for(f"the statistics in {kept} can't be read; they begin anew")[1] == "WARN"
        count = len(receiver.connections)
        wait_until(lambda: len(receiver.connections) >= count + 3)
        assert run.stop()[0] == 0
        assert document(kept)["statistics"]["crashes"] == 0


def test_statistics_that_cannot_be_kept(start, tmp_path):
    """No room for them costs no beat; it is told once, and so is its end."""
    kept = tmp_path / "gone" / "statistics.json"
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url, "--interval=100ms", "--statistics", kept)
        assert run.wait_for(f"^heartbeat statistics can't be kept in {kept}")[1] == "WARN"
        wait_until(lambda: len(receiver.connections) >= 5)
        kept.parent.mkdir()
        assert run.wait_for("^heartbeat statistics are kept again")[1] == "INFO"
        assert document(kept)["statistics"]["succeeded"] >= 4
        assert len(run.matching("can't be kept")) == 1


def test_moments_without_a_worker_are_counted(start, tmp_path):
    """After an outage of the worker there is one beat, at once; what went by is in the account."""
    kept = tmp_path / "statistics.json"
    with Receiver(valid) as receiver:
        options = ("--url", receiver.url, "--interval=500ms", "--statistics", kept, *QUICK)
        run = start(*options)
        assert run.wait_for("^heartbeat 2: status 200")
        run.stop(signal.SIGKILL)
        count = len(receiver.connections)
        time.sleep(1.55)
        run = start(*options)
        begin = run.wait_for("^heartbeats go to")[0]
        assert run.wait_for("^heartbeat 5: status 200")
        times = [c.began for c in receiver.connections]
        assert times[count] - begin < 0.2, "it waited for the grid"
        assert max(on_grid([times[0], *times[count + 1:]], 0.5)) < 0.05
        run.stop()
        left = document(kept)["statistics"]
        # Each moment of the grid has its beat or is missed.
        assert left["missed"] + left["beats"] == round((times[-1] - times[0]) / 0.5) + 1
        assert left["missed"] >= 2 and left["crashes"] == 1


def test_renewal_costs_no_beat(start, tmp_path):
    """Before what the library leaks adds up, the same process begins anew, on the same grid."""
    kept = tmp_path / "statistics.json"
    with Receiver(valid) as receiver:
        run = start("--url", receiver.url, "--interval=400ms", "--renew-after=3",
                    "--statistics", kept, *QUICK)
        pid = run.process.pid
        assert run.wait_for("^heartbeat 10: status 200")
        times = [c.began for c in receiver.connections[:10]]
        assert max(on_grid(times, 0.4)) < 0.05
        assert abs(times[-1] - times[0] - 9 * 0.4) < 0.05
        descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        assert run.stop()[0] == 0 and run.process.pid == pid
        left = document(kept)["statistics"]
        assert left["renewals"] == 3 and left["missed"] == 0 and left["crashes"] == 0
        assert descriptors < 20


def test_beats_that_hang_put_off_no_renewal(start, tmp_path):
    """Beats that take all of their slots leave no time to begin anew between them: then the beat after it
    is a little late."""
    kept = tmp_path / "statistics.json"
    with Receiver(lambda c: c.hang()) as receiver:
        run = start("--url", receiver.url, "--interval=800ms", "--renew-after=1", "--statistics", kept)
        wait_until(lambda: kept.exists() and document(kept)["statistics"]["renewals"] >= 1)
        count = len(receiver.connections)
        wait_until(lambda: len(receiver.connections) > count)
        run.stop()
        left = document(kept)["statistics"]
        assert left["missed"] == 0 and left["crashes"] == 0, left
