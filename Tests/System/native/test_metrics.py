"""The file of metrics, read by those whom it is written for: promtool, node_exporter and Prometheus.

Programs that aren't installed are fetched as packages and unpacked, not installed: a machine on which tests
run should not get services by that.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from conftest import HERE, PATIENCE, ROOT, mocked, require
from support.policy import unavailable

RULES = ROOT / "docs/prometheus/tactus.rules.yml"
DASHBOARD = ROOT / "docs/prometheus/tactus.dashboard.json"
PACKAGES = {"prometheus": ["prometheus", "promtool"],
            "prometheus-node-exporter": ["prometheus-node-exporter"]}
CACHE = Path(os.environ.get("TACTUS_CACHE", Path.home() / ".cache" / "tactus"))


@pytest.fixture(scope="session")
def monitoring(tmp_path_factory):
    """The path of each of Prometheus' programs."""
    found = {}
    for package, names in PACKAGES.items():
        unpacked = CACHE / "packages" / package
        for name in names:
            program = unpacked / "usr/bin" / name
            if not (path := shutil.which(name)) and not program.exists():
                fetch(package, unpacked, tmp_path_factory.mktemp(package))
            found[name] = path or program
    return found


def fetch(package, folder, work):
    require("apt-get", "dpkg-deb")
    work.chmod(0o777)  # apt-get leaves root's rights for the download
    got = subprocess.run(["apt-get", "--quiet", "download", package], cwd=work, capture_output=True,
                         text=True, check=False)
    if got.returncode:
        unavailable(f"package {package} can't be fetched: {got.stderr.strip()}")
    part = folder.with_name(folder.name + ".new")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    (file,) = work.glob("*.deb")
    subprocess.run(["dpkg-deb", "--extract", file, part], check=True)
    part.rename(folder)


def wait(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(*command, log):
    with open(log, "wb") as output:
        process = subprocess.Popen([*map(str, command)], stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


@pytest.fixture
def sensor(programs, bed, tmp_path):
    """A sensor whose mouse has moved: the metrics' file, the log, and the process."""
    require("unshare", root=True)
    bed("plug", 6, "mouse", "ID_INPUT=1", "ID_INPUT_MOUSE=1")
    heartbeat = {"running": True, "latency_p50_ms": 2, "latency_p99_ms": 9, "statistics": dict.fromkeys(
        ["beats", "succeeded", "failed", "attempts", "withheld", "missed", "crashes", "last_success"], 3)}
    (tmp_path / "heartbeat.json").write_text(json.dumps(heartbeat))
    file, logs = tmp_path / "run" / "tactus.prom", tmp_path / "logs"
    file.parent.mkdir()
    script = 'mount -t tmpfs none /run; mkdir -p /run/udev/data; echo I:1 >/run/udev/data/c13:70; exec "$@"'
    command = mocked(programs, bed, [
        programs["tactus"], "run", f"--log-dir={logs}", "--window=1s", "--no-heartbeat",
        f"--heartbeat-statistics={tmp_path}/heartbeat.json", f"--metrics-file={file}",
        "--metrics-interval=5s"])
    with running("unshare", "-m", "sh", "-ec", script, "sh", *command, log=tmp_path / "stderr") as process:
        wait("no device is read", lambda: file.exists()
             and 'tactus_devices{kind="pointer"} 1' in file.read_text())
        # Until the file is made anew with what the first windows hold.
        def move():
            for _ in range(20):
                bed("event", 6, 2, 0, 3)
                bed("event", 6, 0, 0, 0)
            return "tactus_gaps_total" in file.read_text()
        wait("no window was counted", move)
        yield file, logs / "tactus.jsonl", process
    assert not file.exists(), "a sensor that has stopped has no metrics"


def families(text):
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))


def ask(port, path, **query):
    url = f"http://127.0.0.1:{port}{path}?{urllib.parse.urlencode(query)}"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)["data"]
    except OSError:
        return None


def test_prometheus_gets_every_metric(sensor, monitoring, tmp_path):
    file, log, _ = sensor
    text = file.read_text()
    checked = subprocess.run([monitoring["promtool"], "check", "metrics"], input=text, text=True,
                             capture_output=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    # All but what comes with a failure only are there, and no window is told within the hour.
    table = re.findall(r"^\| `(tactus_\w+)` \| (\w+) ", (ROOT / "docs/monitoring.md").read_text(), re.MULTILINE)
    assert dict(table).items() - families(text).items() == {("tactus_log_write_errors_total", "counter")}
    assert len(log.read_text().splitlines()) >= 1
    assert "\ntactus_windows_written_total 0\n" in text
    assert re.search(r'^tactus_events_used_total\{side="pointer"\} 0$', text, re.MULTILINE)

    collected = tmp_path / "collected"
    collected.mkdir()
    (collected / "tactus.prom").symlink_to(file)
    exporter_port, port = free_port(), free_port()
    (tmp_path / "prometheus.yml").write_text(json.dumps({
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": [str(RULES)],
        "scrape_configs": [{"job_name": "node", "static_configs": [
            {"targets": [f"127.0.0.1:{exporter_port}"]}]}]}))
    exporter = [monitoring["prometheus-node-exporter"], "--collector.disable-defaults",
                "--collector.textfile", f"--collector.textfile.directory={collected}",
                f"--web.listen-address=127.0.0.1:{exporter_port}"]
    prometheus = [monitoring["prometheus"], f"--config.file={tmp_path}/prometheus.yml",
                  f"--storage.tsdb.path={tmp_path}/data", f"--web.listen-address=127.0.0.1:{port}"]
    with running(*exporter, log=tmp_path / "exporter.log"), running(*prometheus, log=tmp_path / "prometheus.log"):
        def value(query):
            results = (ask(port, "/api/v1/query", query=query) or {}).get("result", [])
            return [float(result["value"][1]) for result in results]
        wait("Prometheus has no metric", lambda: value("tactus_sensing") == [1])
        for name in families(text):
            assert value(name), name
        assert value('sum(tactus_devices{kind="pointer"})') == [1]
        assert value("tactus_heartbeat_successes_total") == [3]
        assert value("tactus_heartbeat_latency_p99_seconds") == pytest.approx([0.009])
        assert value("node_textfile_scrape_error") == [0]
        # The label by which the alert knows the file, and the age of what is behind the link.
        (age,) = value('time() - node_textfile_mtime_seconds{file=~".*tactus[.]prom"}')
        assert -1 < age < 30
        # The expressions of the dashboard are understood by a Prometheus, and some by no other.
        for expression in dashboard_expressions():
            assert ask(port, "/api/v1/query", query=expression) is not None, expression


def dashboard_expressions():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    expressions = [target["expr"] for panel in panels for target in panel["targets"]]
    return [each.replace("$__rate_interval", "5m").replace("$instance", ".*") for each in expressions]


def test_alerts_fire_when_they_should(monitoring, tmp_path):
    for file in (RULES, HERE / "tactus_rules_test.yml"):
        shutil.copy(file, tmp_path)
    for words in (["check", "rules", "tactus.rules.yml"], ["test", "rules", "tactus_rules_test.yml"]):
        done = subprocess.run([monitoring["promtool"], *words], cwd=tmp_path, capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text())
    tested = re.findall(r'alertname="(\w+)"', (HERE / "tactus_rules_test.yml").read_text())
    assert alerts == tested


def test_rules_and_dashboard_name_only_what_there_is():
    page = (ROOT / "docs/monitoring.md").read_text()
    documented = set(re.findall(r"^\| `(tactus_\w+)`", page, re.MULTILINE))
    used = {name for text in (RULES.read_text(), *dashboard_expressions())
            for name in re.findall(r"\btactus_\w+", text)}
    assert documented and used <= documented
    assert used == documented, "the dashboard shows every metric"
