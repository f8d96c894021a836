"""The package's snippet for logrotate, with a sensor that runs meanwhile."""

import shutil
import signal
import subprocess
import time

import pytest
from conftest import PATIENCE, ROOT


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_log_in_use_is_removed_and_begun_anew(tactus, tmp_path):
    if not shutil.which("logrotate"):
        pytest.skip("logrotate is not installed")
    logs = tmp_path / "logs"
    snippet = (ROOT / "debian/tactus.logrotate").read_text()
    assert "/var/log/tactus/" in snippet and "su tactus tactus" in snippet
    # Here there is no user of that name, and the folder is another.
    snippet = snippet.replace("/var/log/tactus", str(logs)).replace("su tactus tactus", "")
    configuration = tmp_path / "snippet"
    configuration.write_text(snippet)
    configuration.chmod(0o644)

    def told():
        return "".join(path.read_text() for path in logs.glob("monitor_*.log"))

    command = [tactus, "run", "--no-heartbeat", f"--log-dir={logs}"]
    sensor = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: "waiting" in told() or "reading" in told())
        told_before = told()
        subprocess.run(["logrotate", "--force", f"--state={tmp_path}/state", configuration],
                       check=True, timeout=PATIENCE)
        assert not list(logs.glob("monitor_*"))
        sensor.send_signal(signal.SIGHUP)
        wait_until(lambda: "configuration" in told())
        assert told_before not in told()
        assert (logs / "tactus.jsonl").exists()
    finally:
        sensor.terminate()
        sensor.wait(PATIENCE)
