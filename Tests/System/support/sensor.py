"""The sensor under test, running in the machine, and what it wrote."""

import datetime
import json
import time

from . import features

# No window ends while a test runs: everything is in the one record that the stop writes.
WHOLE = "3600s"


class FeatureLog:
    """The records of a feature log. Refuses what no reader of JSON Lines would take."""

    NESTED = {"provenance", "sketch"}

    def __init__(self, text):
        lines = text.split("\n")
        assert lines.pop() == "", "the feature log ends within a line"
        self.records = [json.loads(line, parse_constant=self._refuse) for line in lines]
        for record in self.records:
            for name, value in record.items():
                flat = isinstance(value, (int, float, str, bool, type(None)))
                assert flat or name in self.NESTED, f"{name} is no flat value"

    @staticmethod
    def _refuse(constant):
        raise AssertionError(f"the feature log holds {constant}")

    def only(self):
        """The one record that there must be."""
        assert len(self.records) == 1, f"{len(self.records)} records: {self.records}"
        return self.records[0]

    def total(self, name):
        """The sum over all records; what is withheld counts nothing, what is missing fails."""
        return sum(record[name] or 0 for record in self.records)

    def gaps(self):
        """Gaps by cause, those that occurred."""
        totals = {cause: self.total(features.gap(cause)) for cause in features.GAP_CAUSES}
        return {cause: count for cause, count in totals.items() if count}

    def check_books(self):
        """Every event that was read was used or set aside by cause; nothing is out of order."""
        for number, record in enumerate(self.records, 1):
            for side in ("keyboard", "pointer"):
                read = record[features.events_read(side)]
                if read is None:
                    continue
                aside = sum(record[features.set_aside(side, cause)]
                            for cause in features.SET_ASIDE_CAUSES)
                used = record[features.events_used(side)]
                assert read == used + aside, f"record {number}, {side}: {read} != {used} + {aside}"
            assert record["seq"] == number
            assert record["duration"] >= 0
            assert datetime.datetime.fromisoformat(record["start"]).tzinfo is not None
        return self


class Sensor:
    """`tactus run` in the guest. `with Sensor(vm) as sensor: ...; log = sensor.stop()`."""

    def __init__(self, vm, window=WHOLE, options="", user="root", groups=None,
                 heartbeat="--no-heartbeat", prefix=""):
        self._vm = vm
        self.folder = vm.run("mktemp -d /var/tmp/sensor.XXXXXX", check=True).output
        self.logs = f"{self.folder}/logs"
        as_user = ""
        if user != "root":
            members = f"--groups={groups}" if groups else "--init-groups"
            as_user = f"setpriv --reuid={user} --regid={user} {members}"
            vm.run(f"chown {user}: {self.folder}", check=True)
        command = (f"{as_user} {prefix} tactus run --log-dir {self.logs} --window {window} "
                   f"{heartbeat} {options}")
        vm.run(
            f"cd {self.folder}; (bash -c 'echo $$ > pid; exec {command}' > output 2> errors;"
            " echo $? > status) < /dev/null > /dev/null 2>&1 &", check=True)
        self.pid = int(vm.wait_until(f"grep . {self.folder}/pid").output)
        self._stopped = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._stopped is None:
            self._vm.run(f"kill -KILL {self.pid}; rm -rf {self.folder}")

    def errors(self):
        """The operational log so far."""
        return self._vm.run(f"cat {self.folder}/errors").output

    def is_alive(self):
        return self._vm.run(f"kill -0 {self.pid}").status == 0

    def descriptors(self):
        """What its file descriptors are: the device nodes among them, and how many in all."""
        listed = self._vm.run(f"readlink /proc/{self.pid}/fd/*").output.split("\n")
        return sorted(name for name in listed if name.startswith("/dev/input/")), len(listed)

    def consumption(self):
        """Seconds that its threads ran, and kilobytes of memory that nobody else has: all but files.
        Counted page by page: RssAnon is summed up in batches, and may be some hundred kilobytes off."""
        ran = self._vm.run(f"cat /proc/{self.pid}/task/*/schedstat", check=True).output.split("\n")
        memory = self._vm.run(f"grep ^Anonymous: /proc/{self.pid}/smaps_rollup", check=True).output.split()[1]
        return sum(int(line.split()[0]) for line in ran) / 1e9, int(memory)

    def wait_reading(self, *nodes, timeout=20):
        """Wait until it has these nodes open, and then until it has had time to set them up."""
        tests = " && ".join(self._has_open(node) for node in nodes)
        try:
            self._vm.wait_until(f"{tests} && sleep 0.3", timeout)
        except Exception as error:
            raise AssertionError(f"{error}\nthe sensor says:\n{self.errors()}") from error
        return self

    def wait_not_reading(self, node, timeout=20):
        self._vm.wait_until(f"! {self._has_open(node)}", timeout)

    def _has_open(self, node):
        return f"readlink /proc/{self.pid}/fd/* | grep -qx '{node}'"

    def wait_descriptors(self, expected):
        """Wait until its descriptors are these again: what `descriptors` returned before."""
        deadline = time.monotonic() + 10 * self._vm.patience
        while (now := self.descriptors()) != expected:
            assert time.monotonic() < deadline, f"open: {now}, expected {expected}"

    def stop(self, signal="TERM", timeout=20):
        """End it as a service manager would; return its feature log, the books checked."""
        self._vm.run(f"sleep 0.3; kill -{signal} {self.pid}", check=True)
        status = self._vm.wait_until(f"grep . {self.folder}/status", timeout).output
        # A midnight that passed, or a clock that was set, began a new file.
        self._stopped = self._vm.run(
            f"for log in {self.logs}/tactus-*.jsonl* {self.logs}/tactus.jsonl; do "
            "[ ! -e $log ] || zcat -qf $log; done").raw.decode()
        assert status == "0", f"the sensor ended with status {status}:\n{self.errors()}"
        return FeatureLog(self._stopped).check_books()
