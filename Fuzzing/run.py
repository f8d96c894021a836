#!/usr/bin/env python3
"""Builds the fuzzers and runs each for a while.

    Fuzzing/run.py [--seconds N] [--report FILE] [TARGET...]

What libFuzzer finds interesting is kept in .build/fuzz/corpus and built upon by the next run; an input
that breaks a property is kept in .build/fuzz/found. The JUnit report has a test case for each target.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build" / "fuzz"
PROGRAM = BUILD / "release" / "fuzz"
SEEDS = ROOT / "Fuzzing" / "seeds"
# What libFuzzer is told by: a counter for each edge, and the numbers that are compared.
COVERAGE = "edge,inline-8bit-counters,pc-table,trace-cmp"
# The longest input of each target where longer ones would only be slower.
LONGEST = {"events": 4096, "arguments": 1024, "answer": 512, "status": 256}
# A trap's own backtrace takes half a minute, and libFuzzer has one as well. What leaks once, as the
# runtime's own tables do, is no leak of ours: memory that grows meets the limit.
ENVIRONMENT = {"SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": "detect_leaks=0"}
MEGABYTES = 1024


def build():
    subprocess.run(
        ["swift", "build", "--configuration", "release", "--scratch-path", BUILD, "--product", "fuzz",
         "--sanitize=fuzzer", "--sanitize=address", "-Xswiftc", "-enable-testing",
         "-Xswiftc", f"-sanitize-coverage={COVERAGE}"],
        cwd=ROOT, check=True, env=os.environ | {"TACTUS_LABORATORY": "1"})


def seeds(target):
    """Writes what lies in the tree and is an input as it is, and returns its folder."""
    folder = BUILD / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    match target:
        case "configuration":
            (folder / "tactus.yaml").write_bytes((ROOT / "docs" / "tactus.yaml").read_bytes())
            # Every key with its default, without the comments.
            lines = [line for line in (ROOT / "docs" / "tactus.yaml").read_text().splitlines()
                     if re.match(r"\s*[a-z_]+:", line)]
            (folder / "keys.yaml").write_text("\n".join(lines) + "\n")
        case "recording":
            for path in (ROOT / "Examples" / "recordings").iterdir():
                whole = path.read_bytes()
                (folder / path.name).write_bytes(whole[: whole.rfind(b"\n", 0, 6000) + 1])
    return folder


def dictionary(target):
    """The words that inputs are made of, by libFuzzer's option, where there are any."""
    path = SEEDS / f"{target}.dict"
    return [f"-dict={path}"] if path.exists() else []


def fuzz(target, seconds):
    """Runs a target, and returns its figures, and what it printed where it failed."""
    corpus, found = BUILD / "corpus" / target, BUILD / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    given = [folder for folder in (seeds(target), SEEDS / target) if folder.is_dir()]
    done = subprocess.run(
        [PROGRAM, target, f"-max_total_time={seconds}", "-timeout=25", f"-rss_limit_mb={MEGABYTES}",
         f"-max_len={LONGEST.get(target, 16384)}", "-print_final_stats=1",
         f"-artifact_prefix={found}/{target}-", *dictionary(target), corpus, *given],
        cwd=BUILD, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=os.environ | ENVIRONMENT)
    text = done.stdout.decode(errors="replace")
    executions = re.search(r"number_of_executed_units: (\d+)", text)
    covered = re.findall(r" cov: (\d+)", text)
    if done.returncode == 0 and not covered:
        return None, f"libFuzzer tells of no coverage\n{text[-2000:]}"
    figures = f"{executions.group(1) if executions else '?'} executions, " \
              f"{covered[-1] if covered else '?'} edges"
    return figures, None if done.returncode == 0 else text[-6000:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--report", type=pathlib.Path)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    arguments = parser.parse_args()
    build()
    every = subprocess.run([PROGRAM], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    suite = ElementTree.Element("testsuite", name="fuzz")
    failures = 0
    for target in arguments.targets or every:
        figures, failure = fuzz(target, arguments.seconds)
        case = ElementTree.SubElement(suite, "testcase", classname="fuzz", name=target)
        print(f"{target}: {figures} in {arguments.seconds} s", flush=True)
        if failure:
            failures += 1
            ElementTree.SubElement(case, "failure").text = re.sub(r"[^\n\t -~]", "?", failure)
            print(failure, flush=True)
    if arguments.report:
        ElementTree.ElementTree(suite).write(arguments.report)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
