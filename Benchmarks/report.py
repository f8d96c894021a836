"""Rows of the benchmark's table: a figure, what it is measured against, and how far it spreads."""

import dataclasses
import json
import statistics


@dataclasses.dataclass
class Row:
    """A figure: the median of `samples`. `target` is ("<=", number), (">=", number) or None."""

    name: str
    unit: str
    samples: list
    against: str
    target: tuple = None
    note: str = ""

    @property
    def value(self):
        return statistics.median(self.samples)

    @property
    def spread(self):
        """The quartiles; of few samples, the extremes."""
        if len(self.samples) < 4:
            return min(self.samples), max(self.samples)
        low, _, high = statistics.quantiles(self.samples, n=4, method="inclusive")
        return low, high

    @property
    def verdict(self):
        if self.target is None:
            return ""
        sign, bound = self.target
        return "met" if (self.value <= bound if sign == "<=" else self.value >= bound) else "MISSED"

    def as_dict(self):
        return {"name": self.name, "unit": self.unit, "value": self.value, "spread": self.spread,
                "samples": self.samples, "against": self.against, "target": self.target,
                "verdict": self.verdict, "note": self.note}


@dataclasses.dataclass
class Unmeasured:
    """A row that can't be measured on this machine, and why."""

    name: str
    reason: str

    def as_dict(self):
        return {"name": self.name, "verdict": "not measured", "reason": self.reason}


def ratios(ours, theirs):
    """The ratio of each pair of measurements that were made one after the other."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def number(value):
    """A figure for people, three digits of it."""
    if value == int(value) and abs(value) < 10_000:
        return str(int(value))
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(rows):
    """The rows as text."""
    head = ("what", "median", "spread", "unit", "target", "", "against")
    cells = [head]
    for row in rows:
        if isinstance(row, Unmeasured):
            cells.append((row.name, "-", "", "", "", "not measured", row.reason))
            continue
        low, high = row.spread
        target = f"{row.target[0]} {number(row.target[1])}" if row.target else ""
        cells.append((row.name, number(row.value), f"{number(low)}..{number(high)}", row.unit, target,
                      row.verdict, row.against))
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(line, widths)), line[6]]).rstrip()
             for line in cells]
    notes = [f"  {row.name}: {row.note}" for row in rows if getattr(row, "note", "")]
    return "\n".join([*lines, "", *notes])


def write(path, machine, rows):
    """All of it for other programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine, "rows": [row.as_dict() for row in rows]}
    path.write_text(json.dumps(document, indent=1) + "\n")
