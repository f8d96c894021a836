"""Reads a feature log by its documentation alone, to have another opinion than the program's."""

import gzip
import json
import pathlib
import re

SEGMENT = re.compile(r"tactus-\d{8}T\d{6}Z-[0-9a-f]{8}-(\d+)(\.suspect)?\.jsonl(\.gz)?")


class Books:
    """The windows of a log and those that its gaps tell of. A log that isn't whole is an error."""

    def __init__(self, folder, is_torn=False):
        """Of a log whose writer was killed just now the live file may end in a part of a line."""
        folder = pathlib.Path(folder)
        self.may_tear = folder / "tactus.jsonl" if is_torn else None
        self.records = []
        self.files = 0
        segments = {}
        for path in folder.iterdir():
            match = SEGMENT.fullmatch(path.name)
            # One that is there compressed and as it was counts as it was.
            if match and (int(match[1]) not in segments or not match[3]):
                segments[int(match[1])] = path
        last = 0
        for path in [*(segments[first] for first in sorted(segments)), folder / "tactus.jsonl"]:
            if path.exists():
                self.files += 1
                self._read(path)
        for record in self.records:
            assert last in (0, record["seq"] - 1), f"{record['seq']} follows {last}"
            last = record["seq"]
        gaps = [record["gap"] for record in self.records if "gap" in record]
        self.gaps = gaps
        self.windows = len(self.records) - len(gaps)
        self.lost = sum(gap["windows"] for gap in gaps)

    def _read(self, path):
        text = (gzip.open if path.name.endswith(".gz") else open)(path, "rb").read()
        if path == self.may_tear:
            text = text[:text.rfind(b"\n") + 1]
        assert not text or text.endswith(b"\n"), f"{path.name} ends in {text[-20:]}"
        known = {(record["run"], record["seq"]) for record in self.records}
        for line in text.splitlines():
            record = json.loads(line)
            # The disk refused the file before; this one has its end again.
            if (record["run"], record["seq"]) not in known:
                self.records.append(record)

    @property
    def causes(self):
        return [gap["cause"] for gap in self.gaps]
