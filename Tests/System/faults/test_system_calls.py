"""Every system call of the writer fails once, or is the last one, and the log stays whole.

A first run under strace lists the calls that touch the log. Then there is a run for each call and
each fault, a run without fault that must heal what is left, and the books: each window is in the log
or in a gap record there.
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import tempfile

import pytest
from support.policy import unavailable

from books import Books
from conftest import require

# Two rotations, each followed by a round of compression, and each record brought to the disk.
SETTINGS = {"windows": 8, "segment": 20_000, "tidy": 1, "sync": 0}
ERRORS = {
    "openat": ["EIO", "EMFILE", "EINTR"], "write": ["ENOSPC", "EIO", "EROFS", "EINTR"],
    "pwrite64": ["ENOSPC", "EIO"], "fdatasync": ["EIO", "ENOSPC", "EINTR", "EINVAL"],
    "fsync": ["EIO", "EINTR", "EINVAL"], "rename": ["EIO", "ENOSPC", "EROFS"],
    "renameat2": ["EIO", "ENOSPC", "EINVAL", "EROFS"], "ftruncate": ["EIO", "EROFS", "EINTR"],
    "fallocate": ["ENOSPC", "EIO", "EROFS", "EOPNOTSUPP", "EINTR"], "unlink": ["EIO", "EROFS"],
    "fchmod": ["EROFS"], "utimensat": ["EROFS"], "flock": ["ENOLCK", "EINTR"], "mkdir": ["EROFS"],
    "pread64": ["EIO", "EINTR"], "getdents64": ["EIO"], "newfstatat": ["EIO"], "fcntl": ["EMFILE"],
}
# What lasts: from that call on each one fails.
LASTING = {"write": ["ENOSPC", "EIO"], "fdatasync": ["EIO"], "fallocate": ["ENOSPC"],
           "renameat2": ["EROFS"], "rename": ["EIO"], "fsync": ["EIO"], "openat": ["EMFILE"]}
# Between two calls that change something there is nothing else to be killed between.
CHANGING = ["write", "pwrite64", "fdatasync", "fsync", "rename", "renameat2", "ftruncate", "fallocate",
            "unlink", "fchmod", "utimensat", "mkdir"]


def trace(driver, folder, *options, **settings):
    """Runs the driver under strace."""
    # A signal is injected only where strace stops at every call.
    speed = [] if any("signal=" in str(option) for option in options) else ["--seccomp-bpf"]
    return driver(folder, wrapper=["strace", "-f", "-qq", *speed, *options], **settings)


@pytest.fixture(scope="module")
def template(driver, memory):
    """A log that was killed in the middle of a record, of a compression and of a rotation."""
    require("strace")
    folder = memory / "template"
    assert driver(folder, windows=5, segment=20_000).taken == 5
    with open(folder / "tactus.jsonl", "ab") as log:
        log.write(b'{"v":1,"seq":6,"bo')
    segment = next(folder.glob("tactus-*.jsonl"))
    (folder / f"{segment.name}.gz.tmp").write_bytes(b"\x1f\x8b")
    (folder / "tactus.jsonl.new").write_bytes(b'{"v":1,"seq"')
    return folder


@pytest.fixture(scope="module")
def calls(driver, template, memory):
    """For each system call the numbers of its occurrences that have to do with the log."""
    folder = copy(template, memory / "traced")
    listing = memory / "calls"
    names = ",".join([*ERRORS, "openat"])
    done = trace(driver, folder, "-o", listing, "-e", f"trace={names}", **SETTINGS)
    if done.made != SETTINGS["windows"]:
        unavailable(f"strace can't trace here: {done.text}")
    seen, numbers, begun = collections.Counter(), collections.defaultdict(list), False
    for line in listing.read_text().splitlines():
        match = re.match(r"(?:\d+ +)?(\w+)\(", line)
        if not match:
            continue
        begun = begun or str(folder) in line
        seen[match[1]] += 1
        if begun and "/etc/localtime" not in line and "/dev/urandom" not in line:
            numbers[match[1]].append(seen[match[1]])
    missing = set(ERRORS) - set(numbers)
    assert not missing, f"the run makes no call of {missing}"
    return numbers


def copy(template, folder):
    shutil.copytree(template, folder)
    return folder


def run_all(driver, template, memory, faults, unsure=0):
    """A run for each fault (call, injection), several at a time."""
    before = 5
    memory = pathlib.Path(tempfile.mkdtemp(dir=memory))

    def one(number, fault):
        call, injection = fault
        folder = copy(template, memory / f"{number}-{call}")
        listing = memory / f"{number}-calls"
        hit = trace(driver, folder, "-e", f"trace={call}", "-e", f"inject={call}:{injection}",
                    "-o", listing, **SETTINGS)
        try:
            if "signal" in injection:
                assert hit.status == -signal.SIGKILL, "wasn't killed"
                # Whoever reads it as it was left has it all.
                assert Books(folder, is_torn=True).windows >= before + hit.taken
            else:
                assert "(INJECTED)" in listing.read_text(), "didn't fail"
            healed = driver(folder, windows=2, segment=20_000, tidy=1)
            assert healed.taken == 2, healed.text
            driver.check(folder, before + hit.made + healed.made, unsure)
        except AssertionError as failure:
            return folder, f"{call}:{injection}: {failure}\n{hit.text}"
        return folder, None

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(one, range(len(faults)), faults))
    failures = [failure for _, failure in outcomes if failure]
    assert not failures, f"{len(failures)} of {len(faults)} faults:\n" + "\n".join(failures[:20])
    folders = [folder for folder, _ in outcomes]
    driver.verify(*folders)
    for folder in folders:
        shutil.rmtree(folder)


def test_each_call_fails_once(driver, template, calls, memory):
    # A call that changes something fails with each of its errors, another one with one in turn.
    faults = [(call, f"error={error}:when={number}")
              for call, errors in ERRORS.items() for index, number in enumerate(calls[call])
              for error in (errors if call in CHANGING else errors[index % len(errors)::len(errors)])]
    assert len(faults) > 200
    run_all(driver, template, memory, faults)


def test_each_call_fails_from_some_moment_on(driver, template, calls, memory):
    # A process that can open nothing from its start on has nowhere to keep what it lost.
    begun = {"openat": len(calls["openat"]) // 2}
    faults = [(call, f"error={error}:when={number}+") for call, errors in LASTING.items()
              for number in calls[call][begun.get(call, 0)::2] for error in errors]
    run_all(driver, template, memory, faults)


def test_a_disk_that_refuses_for_ever_fills_neither_memory_nor_folder(driver, memory):
    require("strace")
    folder = memory / "for-ever"
    windows = 1_000
    refused = trace(driver, folder, "-e", "trace=fdatasync", "-o", "/dev/null",
                    "-e", "inject=fdatasync:error=EIO:when=3+", windows=windows, sync=0)
    assert refused.taken == windows
    assert refused.text.count("sync failed") >= windows - 3
    # Each holds as many records as are kept in memory.
    suspects = list(folder.glob("*.suspect.jsonl"))
    assert windows // 64 - 1 <= len(suspects) <= windows // 64 + 2
    assert driver(folder, windows=1).taken == 1
    driver.check(folder, windows + 1)
    driver.verify(folder)


def test_the_process_is_killed_at_each_call(driver, template, calls, memory):
    # A window that was written when its answer wasn't yet is in the log all the same.
    faults = [(call, f"signal=KILL:when={number}") for call in CHANGING for number in calls[call]]
    assert len(faults) > 30
    run_all(driver, template, memory, faults, unsure=1)


def test_a_file_that_the_disk_refused_is_never_asked_again(driver, template, calls, memory):
    """The kernel forgets what it could not write, and would answer the next time that all is well."""
    for number in calls["fdatasync"]:
        folder = copy(template, memory / f"refused-{number}")
        listing = memory / "refused"
        trace(driver, folder, "-y", "-e", "trace=fdatasync,close", "-o", listing,
              "-e", f"inject=fdatasync:error=EIO:when={number}", **SETTINGS)
        refused = None
        for line in listing.read_text().splitlines():
            call, descriptor = re.search(r"(fdatasync|close)\((\d+)", line).groups()
            if "(INJECTED)" in line and "/tactus.jsonl>" in line:
                refused = descriptor
            elif descriptor == refused:
                assert call == "close", f"{number}: {line}"
                break
        else:
            assert refused is None or number == calls["fdatasync"][-1], f"{number}: still open"
        shutil.rmtree(folder)
