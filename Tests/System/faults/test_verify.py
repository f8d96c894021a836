"""What `tactus verify` and `tactus view` say of a log that was damaged from outside."""

import gzip
import subprocess

import pytest

from conftest import PATIENCE


@pytest.fixture
def log(driver, tmp_path):
    """Three files, two of them compressed, with nine windows."""
    driver(tmp_path / "one", windows=1)
    size = (tmp_path / "one" / "tactus.jsonl").stat().st_size
    folder = tmp_path / "log"
    # The fourth window would go beyond this, so a file has three.
    assert driver(folder, windows=9, segment=int(3.5 * size), tidy=1).taken == 9
    assert len(list(folder.glob("*.gz"))) == 2
    return folder


@pytest.fixture
def run(tactus):
    def run(*words):
        done = subprocess.run([tactus, *words], capture_output=True, text=True, timeout=PATIENCE,
                              check=False)
        return done.returncode, done.stdout, done.stderr
    return run


def test_a_whole_log(run, log):
    status, told, _ = run("verify", log)
    assert (status, told) == (0, f"{log}: whole: 9 windows in 3 files, records 1 to 9\n")
    assert run("verify", f"--log-dir={log}")[:2] == (0, told)


def test_several_logs_are_told_apart(run, log):
    damaged = log.parent / "other.jsonl"
    damaged.write_bytes(b"[]\n")
    status, told, _ = run("verify", log, damaged)
    assert status == 65
    assert told.splitlines() == [
        f"{log}: whole: 9 windows in 3 files, records 1 to 9",
        f"{damaged}:1: column 1: not a JSON object",
        f"{damaged}: damaged in 1 place: 0 windows in 1 file",
    ]


def test_damage_in_each_kind_of_file_has_its_place_and_hides_nothing_else(run, log):
    live = log / "tactus.jsonl"
    lines = live.read_bytes().splitlines(keepends=True)
    live.write_bytes(lines[0][:100] + b"\n" + b"".join(lines[1:]))
    oldest = sorted(log.glob("*.gz"))[0]
    with gzip.open(oldest) as packed:
        content = packed.read().splitlines(keepends=True)
    with gzip.open(oldest, "wb") as packed:
        packed.write(b"".join([content[0], content[2]]))
    status, told, _ = run("verify", log)
    assert status == 65
    first, second, summary = told.splitlines()
    assert first == f"{oldest}:2: record 2 is missing before this one"
    assert second.startswith(f"{live}:1: column ")
    assert summary == f"{log}: damaged in 2 places: 7 windows in 3 files, records 1 to 9"
    status, shown, complaints = run("view", "--json", log)
    assert (status, shown.count("\n")) == (65, 7)
    assert complaints.startswith(f"tactus view: {live}:1:")


def test_a_missing_log_and_a_wrong_command_line(run, tmp_path):
    status, _, complaint = run("verify", tmp_path)
    assert status == 66
    assert f"{tmp_path}/tactus.jsonl: no feature log" in complaint
    assert run("verify", "--log-dir=/a", "/b")[0] == 64


def test_a_log_can_be_checked_while_it_is_written_and_rotated(driver, run, memory):
    folder = memory / "written"
    process = driver.start(folder, windows=100_000, segment=60_000, tidy=1, keep=200_000,
                           pause=2_000)
    try:
        assert process.stdout.readline().startswith("ready")
        assert process.stdout.readline().startswith("ok")
        for _ in range(10):
            status, told, complaint = run("verify", folder)
            assert status == 0, told + complaint
    finally:
        process.kill()
        process.communicate()
