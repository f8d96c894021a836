"""The extraction allocates nothing and takes no lock: exact counts over a million events and more.

`TACTUS_EXTRACT` names the benchmark's program, which hands a made-up stream to it (default
.build/release/extract).
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from support import hot_path
from support.policy import unavailable

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(os.environ.get("TACTUS_EXTRACT", ROOT / ".build" / "release" / "extract"))


@pytest.fixture
def count(tmp_path):
    """Runs the program over so many events; what it said, and its counts."""
    if not PROGRAM.exists():
        unavailable(f"{PROGRAM} is missing: make test-programs")
    preload = hot_path.library(ROOT / "Tests" / "System" / "tools")

    def run(events):
        file = tmp_path / "counts"
        file.write_bytes(bytes(hot_path.SIZE))
        said = subprocess.run(
            [PROGRAM, "run", str(events)], check=True, text=True, stdout=subprocess.PIPE,
            env=os.environ | {"LD_PRELOAD": str(preload), "HOT_PATH_COUNTS": str(file)}).stdout
        return json.loads(said), hot_path.counts(file.read_bytes())
    return run


def test_a_million_events_more_cost_no_allocation_and_no_lock(count):
    """What the program does to begin and to end is the same; so the difference is the events'."""
    said, few = count(1_000_000)
    more_said, many = count(4_000_000)
    assert more_said["events"] - said["events"] >= 2_900_000
    # Windows end among them: their ends count too.
    assert more_said["windows"] > said["windows"] + 20
    assert few["allocations"] > 0, "the library counts nothing"
    assert many == few
