#!/usr/bin/env python3
"""Runs suites of tests and sums up what they report.

    Tests/run.py format unit native faults heartbeat vm

Each suite's runner writes a JUnit report to .build/reports, and the sums are taken from those. The
last line is "N passed, N failed, N skipped"; the exit status is 0 where nothing failed. Suites that
mostly wait run beside each other; what they print comes when they are done. With CI=true
a skip in the suite `vm` is a failure: there, nothing would be known of real devices.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".build" / "reports"
PROGRAM = ROOT / ".build" / "release" / "tactus"
SYSTEM = ROOT / "Tests" / "System"
# Beside each other, group by group: these wait most of the time. What comes in one line goes one after
# the other.
BESIDE = ((("heartbeat",), ("native",), ("unit",)), (("vm",), ("faults", "fuzz", "address", "thread")))
# What computes all the time takes what is left over, where it runs beside others. Unit tests look at the
# scheduling policy themselves, which is not to be another one.
LEFT_OVER = {"unit": ["nice"]} | dict.fromkeys(
    ("faults", "fuzz", "address", "thread"), ["chrt", "--idle", "0", "nice"])
IN_CI = os.environ.get("CI") == "true"


class Summary:
    """What a suite's report says: how many passed, and who failed or was skipped and why."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []

    def __str__(self):
        return f"{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def read(self, report):
        """Add the test cases of a JUnit report."""
        for case in ElementTree.parse(report).iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed.append(name)
            elif skip is not None:
                self.skipped.append((name, skip.get("message") or skip.text or "no reason given"))
            else:
                self.passed += 1


def with_root(suite, command, settings):
    """The command, with the settings in its environment, as root where that can be had."""
    assignments = [f"{name}={value}" for name, value in settings.items()]
    if os.geteuid() != 0 and shutil.which("sudo"):
        if sys.stdin.isatty():
            print(f"{suite}: mocked devices and the machine's image take root; sudo may ask for your"
                  " password", flush=True)
            return ["sudo", "env", *assignments, *command]
        if subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0:
            return ["sudo", "-n", "env", *assignments, *command]
    return ["env", *assignments, *command]


def pytest(suite, report, *arguments):
    """The command that runs system tests with the program that was built."""
    settings = {"TACTUS": PROGRAM, "TACTUS_HEARTBEAT": f"{PROGRAM}-heartbeat",
                "TACTUS_LOG_DRIVER": PROGRAM.with_name("log-driver"),
                "TACTUS_EXTRACT": PROGRAM.with_name("extract"), "PYTHONDONTWRITEBYTECODE": "1",
                "PATH": os.environ["PATH"]}
    settings |= {name: os.environ[name] for name in ("CI", "TACTUS_CACHE") if name in os.environ}
    # A folder of its own: two runs would clear away each other's.
    folder = tempfile.mkdtemp(prefix="tactus-")
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", f"--basetemp={folder}/{suite}",
               *arguments]
    return with_root(suite, command, settings)


def command(suite, report):
    """The command that runs a suite."""
    match suite:
        case "format":
            sources = ["Package.swift", "Sources", "Tests", "Benchmarks", "Fuzzing"]
            return ["swift", "format", "lint", "--recursive", "--parallel", "--strict", *sources]
        case "address" | "thread":
            return ["env", "ASAN_OPTIONS=detect_leaks=0", "swift", "test", "--quiet",
                    "--disable-xctest", f"--sanitize={suite}", "--scratch-path", f".build/{suite}",
                    f"--xunit-output={report}"]
        case "fuzz":
            return [ROOT / "Fuzzing" / "run.py", "--seconds", "60", "--report", report]
        case "unit":
            return ["swift", "test", "--quiet", "--disable-xctest", f"--xunit-output={report}"]
        case "native":
            return pytest(suite, report, SYSTEM / "native")
        case "heartbeat":
            return pytest(suite, report, SYSTEM / "heartbeat")
        case "faults":
            return pytest(suite, report, SYSTEM / "faults")
        case "vm":
            elsewhere = [f"--ignore={SYSTEM / name}" for name in ("native", "heartbeat", "faults")]
            return pytest(suite, report, SYSTEM, *elsewhere)
        case "soak":
            return pytest(suite, report, SYSTEM, "-m", "soak")
        case _:
            sys.exit(f"run.py: there is no suite '{suite}'")


def run(suite, output=None):
    """Run a suite and return its summary; it prints to `output`."""
    report = REPORTS / f"{suite}.xml"
    report.unlink(missing_ok=True)
    print(f"== {suite}", file=output, flush=True)
    begin = time.monotonic()
    left_over = LEFT_OVER.get(suite, []) if output else []
    status = subprocess.run(
        [*left_over, *command(suite, report)], cwd=ROOT, check=False, stdout=output,
        stderr=output).returncode
    summary = Summary()
    if report.exists():
        summary.read(report)
    elif status == 0 and suite == "format":
        summary.passed = 1
    if status != 0 and not summary.failed:
        summary.failed.append(f"{suite} (its runner ended with status {status})")
    if not summary.passed and not summary.failed and not summary.skipped:
        summary.failed.append(f"{suite} (its runner reported no test)")
    if IN_CI and suite == "vm":
        summary.failed += [f"{name} (skipped: {reason})" for name, reason in summary.skipped]
        summary.skipped = []
    print(f"== {suite}: {summary}, in {time.monotonic() - begin:.0f} s", file=output, flush=True)
    return summary


def run_beside(group, suites):
    """Run those of the suites that the group has, in its lines beside each other."""
    total = Summary()
    lines = [line for names in group if (line := [suite for suite in names if suite in suites])]
    if len(lines) == 1:
        for suite in lines[0]:
            total.add(run(suite))
        return total

    def run_line(line):
        for suite in line:
            with open(REPORTS / f"{suite}.txt", "w", encoding="utf-8") as output:
                total.add(run(suite, output))
            print((REPORTS / f"{suite}.txt").read_text(encoding="utf-8"), end="", flush=True)

    threads = [threading.Thread(target=run_line, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


def main(suites):
    REPORTS.mkdir(parents=True, exist_ok=True)
    total = Summary()
    done = set()
    for suite in suites:
        group = next((group for group in BESIDE if any(suite in line for line in group)), None)
        if group is None:
            total.add(run(suite))
        elif group not in done:
            done.add(group)
            total.add(run_beside(group, suites))
    print()
    for name, reason in total.skipped:
        print(f"skipped: {name}: {reason}")
    for name in total.failed:
        print(f"FAILED: {name}")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
