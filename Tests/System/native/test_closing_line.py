"""The closing line of `make test` says what the runners' reports say, and hides no failure."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[2] / "run.py"
REPORT = """<testsuites><testsuite>
  <testcase classname="A" name="passes"/>
  <testcase classname="A" name="fails"><failure message="1 == 2"/></testcase>
  <testcase classname="A" name="breaks"><error message="no fixture"/></testcase>
  <testcase classname="A" name="by message"><skipped message="needs root"/></testcase>
  <testcase classname="A" name="by text"><skipped>needs a device</skipped></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """run.py as a module, whose suites are shell commands that may write the report `$report`."""
    spec = importlib.util.spec_from_file_location("run", RUN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "REPORTS", tmp_path)
    (tmp_path / "sample").write_text(REPORT)

    def suites(script, name="unit", in_ci=False):
        monkeypatch.setattr(module, "IN_CI", in_ci)
        monkeypatch.setattr(
            module, "command",
            lambda _, report: ["sh", "-c", script.replace("$report", str(report))])
        return module.run(name)

    suites.sample = f"cp {tmp_path}/sample $report"
    return suites


def test_reports_are_summed_up(run):
    summary = run(run.sample)
    assert str(summary) == "1 passed, 2 failed, 2 skipped"
    assert summary.failed == ["A.fails", "A.breaks"]
    assert summary.skipped == [("A.by message", "needs root"), ("A.by text", "needs a device")]


def test_a_skip_in_the_virtual_machine_is_a_failure_in_ci(run):
    assert str(run(run.sample, "vm", in_ci=True)) == "1 passed, 4 failed, 0 skipped"
    assert str(run(run.sample, "native", in_ci=True)) == "1 passed, 2 failed, 2 skipped"


@pytest.mark.parametrize("script", [
    "exit 3",                                      # died before it could report
    "true",                                        # ran nothing
    "echo '<testsuites/>' > $report",              # reports nothing
    "echo '<testsuites><testsuite><testcase name=\"a\"/></testsuite></testsuites>' > $report; exit 1",
])
def test_a_runner_that_fails_silently_is_a_failure(run, script):
    assert len(run(script).failed) == 1


def test_an_unknown_suite_is_refused():
    done = subprocess.run([RUN, "unti"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "unti" in done.stderr
