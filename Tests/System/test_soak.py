"""Exact times: the sensor in a kernel whose time is virtual, where nothing is ever late.

Needs the user-mode kernel, which takes ten minutes to build, so these run only when asked for by
`-m soak`.
"""

import pathlib
import subprocess

import pytest
from support import features, truth
from support.script import Script
from support.sensor import WHOLE, FeatureLog
from support.truth import Truth

RUN = pathlib.Path(__file__).resolve().parent / "uml" / "run.sh"
TEXT = "the quick brown fox jumps over the lazy dog and comes back again " * 3
HOLD, FLIGHT = 0.08, 0.04

pytestmark = pytest.mark.soak


@pytest.fixture
def in_virtual_time(tmp_path, tools):
    """Run a command there; `folder` is shared, the tools are in the path."""
    def run(command, timeout=300):
        path = ":".join(sorted({str(tool.parent) for tool in tools.values()}))
        done = subprocess.run(
            [RUN, tmp_path, f"PATH={path}:$PATH\n{command}"], text=True, timeout=timeout + 60,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, f"status {done.returncode}\n{done.stdout}"
        return done.stdout
    run.folder = tmp_path
    return run


def test_played_times_are_exact(in_virtual_time, tools):
    """The rig's own proof: what was asked for is what the kernel stamps, to the microsecond."""
    folder = in_virtual_time.folder
    (folder / "script").write_text(str(Script().type(0, TEXT, HOLD, FLIGHT)))
    in_virtual_time(f"{tools['uinput_play']} -d keyboard -o {folder}/result {folder}/script")
    seen = Truth(truth.from_player((folder / "result").read_text()))
    assert seen.keystrokes == len(TEXT)
    assert seen.holds == pytest.approx([HOLD] * len(seen.holds), abs=2e-6)
    assert seen.up_downs == pytest.approx([FLIGHT] * len(seen.up_downs), abs=2e-6)


def test_features_are_exact_to_the_microsecond(in_virtual_time, tools, tactus):
    folder = in_virtual_time.folder
    (folder / "script").write_text(str(Script().type(0, TEXT, HOLD, FLIGHT)))
    in_virtual_time(f"""
        {tactus} run --log-dir {folder}/logs --window {WHOLE} 2> {folder}/errors & sensor=$!
        {tools['uinput_play']} -w -d keyboard -o {folder}/result {folder}/script || exit
        sleep 1; kill -TERM $sensor; wait $sensor""")
    record = FeatureLog((folder / "logs/tactus.jsonl").read_text()).check_books().only()
    seen = Truth(truth.from_player((folder / "result").read_text()))
    assert record[features.KEYSTROKES] == seen.keystrokes == len(TEXT)
    # Exactly what the kernel stamped, and that is what was asked for, to two microseconds.
    assert record[features.HOLD_MEAN] == pytest.approx(truth.mean_log(seen.holds), abs=1e-9)
    assert record[features.UP_DOWN_MEAN] == pytest.approx(truth.mean_asinh(seen.up_downs), abs=1e-9)
    assert record[features.HOLD_MEAN] == pytest.approx(truth.mean_log([HOLD]), abs=2e-6 / HOLD)
    assert record[features.UP_DOWN_MEAN] == pytest.approx(
        truth.mean_asinh([FLIGHT]), abs=2e-6 / FLIGHT)


def test_eight_kilohertz_without_a_drop(in_virtual_time, tactus, tools):
    """Four mice at 8000 reports a second: every report is read."""
    folder = in_virtual_time.folder
    in_virtual_time(f"""
        {tactus} run --log-dir {folder}/logs --window {WHOLE} 2> {folder}/errors & sensor=$!
        {tools['uinput_blast']} -m 4 -r 8000 -t 2 -w 3 > {folder}/result || exit
        sleep 1; kill -TERM $sensor; wait $sensor""")
    log = FeatureLog((folder / "logs/tactus.jsonl").read_text()).check_books()
    # X and Y in each of them, the frames' ends not counted.
    assert log.total(features.events_read("pointer")) == 4 * 8000 * 2 * 2
    assert log.gaps() == {"removed": 4}
