#!/usr/bin/env python3
"""Measures what the sensor costs and prints a table; results.json has every sample.

    Benchmarks/bench.py [--rounds N] [--only native|machine] [--uml]

Each figure and its baseline are measured in turns in the same run, so what else the machine does
meets both alike. Nothing here is a test: whoever reads the table judges.
"""

import argparse
import pathlib
import tempfile

import machine
import native
import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
RELEASE = ROOT / ".build" / "release"
RESULTS = ROOT / ".build" / "bench" / "results.json"


def native_rows(folder, rounds):
    """What needs no device, and what one event's extraction takes in nanoseconds."""
    tactus, extract = RELEASE / "tactus", RELEASE / "extract"
    idle = native.Idle(tactus, folder)
    print("extraction", flush=True)
    rows, extraction_ns = native.extraction(extract, rounds * 3)
    print("replay", flush=True)
    rows += native.replay(tactus, extract, folder, rounds)
    print("start", flush=True)
    rows += native.start(tactus, folder, rounds)
    print("idleness", flush=True)
    rows += idle.rows()
    print("growth", flush=True)
    rows += native.growth(tactus, extract, folder)
    return rows, extraction_ns


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=7, help="pairs of measurements a row")
    parser.add_argument("--only", choices=("native", "machine"))
    parser.add_argument("--uml", action="store_true", help="build the user-mode kernel if need be")
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="tactus-bench.") as name:
        folder = pathlib.Path(name)
        if arguments.only != "machine":
            rows, extraction_ns = native_rows(folder, arguments.rounds)
        else:
            extraction_ns = native.extraction(RELEASE / "extract", 9)[1]
        if arguments.only != "native":
            costs = native.call_costs(folder)
            print("live reading", flush=True)
            rows += machine.rows(RELEASE / "tactus", costs, extraction_ns, arguments.rounds)
            rows += machine.uml_rows(RELEASE / "tactus", costs, extraction_ns, arguments.uml)
    report.write(RESULTS, native.machine(), rows)
    print()
    print(report.table(rows))
    print(f"All samples: {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
