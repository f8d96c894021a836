#!/usr/bin/env python3
"""Proves the keystroke times that Tactus measures on data sets of the CMU layout.

Such a set is a CSV file with a line a repetition of a password: subject, sessionIndex, rep, then the
seconds of holds (H.key), press-to-press (DD.key.key) and release-to-press times (UD.key.key). Each
session becomes a recording, which goes through `tactus replay --keystrokes`: the program's own
classifier and pairing. From what comes back the table is built anew.

Two things are compared:

- every time, which must be the same to the microsecond that recordings have;
- the equal-error rate at which the table tells people apart, by the protocol of K. S. Killourhy and
  R. A. Maxion (Comparing Anomaly-Detection Algorithms for Keystroke Dynamics, DSN 2009) and their
  scaled Manhattan detector: trained on the first half of a subject's sessions, tried on the other half
  and on the first five repetitions of everybody else.

usage: Evaluation/keystrokes.py [--tactus PROGRAM] FILE.csv... | FOLDER

Needs nothing but Python. Exits with 1 where the times or the rates differ.
"""

import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

REPETITION_GAP = 10_000_000  # microseconds between the repetitions of a session
START = 1_000_000
SYN, KEY = 0, 1
HEADER = "subject,sessionIndex,rep"

# The kernel's codes of the keys that such tables name.
CODES = {
    **{digit: code for code, digit in enumerate("1234567890", start=2)},
    **{letter: code for code, letter in enumerate("qwertyuiop", start=16)},
    **{letter: code for code, letter in enumerate("asdfghjkl", start=30)},
    **{letter: code for code, letter in enumerate("zxcvbnm", start=44)},
    "minus": 12, "equal": 13, "comma": 51, "period": 52, "slash": 53, "semicolon": 39,
    "apostrophe": 40, "bracketleft": 26, "bracketright": 27, "backslash": 43, "grave": 41,
    "space": 57, "Return": 28, "Tab": 15, "BackSpace": 14, "Shift.l": 42, "Shift.r": 54, "Shift": 42,
    "zero": 11, "one": 2, "two": 3, "three": 4, "four": 5, "five": 6, "six": 7, "seven": 8,
    "eight": 9, "nine": 10,
}


class Table:
    """The lines of one file: who, which session, and the times of each repetition in seconds."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.keys = [name[2:] for name in columns if name.startswith("H.")]

    @classmethod
    def read(cls, path):
        with open(path, newline="", encoding="utf-8") as file:
            header, *lines = csv.reader(file)
        if header[:3] != HEADER.split(","):
            sys.exit(f"{path}: not of the CMU layout; it begins with {HEADER}")
        # H.a may stand twice, for a key that is typed twice: places, not names, tell columns.
        rows = [((line[0], int(line[1]), int(line[2])), [float(cell) for cell in line[3:]])
                for line in lines]
        table = cls(header[3:], rows)
        for key in table.keys:
            if code(key) is None:
                sys.exit(f"{path}: the key '{key}' is unknown")
        expected = len(table.keys) * 3 - 2
        if len(table.columns) != expected:
            sys.exit(f"{path}: {len(table.keys)} keys have {expected} times, not {len(table.columns)}")
        return table

    def places(self, prefix):
        return [place for place, name in enumerate(self.columns) if name.startswith(prefix + ".")]

    def sessions(self):
        """The places of each session's rows, by subject and session."""
        sessions = {}
        for place, ((subject, session, _), _) in enumerate(self.rows):
            sessions.setdefault((subject, session), []).append(place)
        return sessions


def files_of(paths):
    """The files, and those of the folders that have the CMU layout."""
    for path in paths:
        if path.is_dir():
            yield from (file for file in sorted(path.glob("*.csv"))
                        if file.open(encoding="utf-8").readline().startswith(HEADER))
        else:
            yield path


def code(key):
    return CODES.get(key, CODES.get(key.lower()))


# The way through Tactus


def recording(table, places):
    """The session as evemu text: what its keyboard sent."""
    codes = [code(key) for key in table.keys]
    holds, downs = table.places("H"), table.places("DD")
    events, time = [], START
    for place in places:
        times = table.rows[place][1]
        press = time
        for index, key in enumerate(codes):
            events.append((press, len(events), key, 1))
            events.append((press + round(times[holds[index]] * 1e6), len(events), key, 0))
            if index < len(downs):
                press += round(times[downs[index]] * 1e6)
        time = max(event[0] for event in events) + REPETITION_GAP
    bits = bytearray(96)
    for key in codes:
        bits[key // 8] |= 1 << key % 8
    lines = ["# EVEMU 1.3", "N: Keyboard of a data set", "I: 0003 0000 0000 0000"]
    lines += ["B: 00 0b 00 00 00 00 00 00 00"]
    lines += ["B: 01 " + bits[first:first + 8].hex(" ") for first in range(0, 96, 8)]
    for time, _, key, value in sorted(events):
        stamp = f"{time // 1_000_000}.{time % 1_000_000:06d}"
        lines.append(f"E: {stamp} {KEY:04x} {key:04x} {value:04d}")
        lines.append(f"E: {stamp} {SYN:04x} 0000 0000")
    return "\n".join(lines) + "\n"


def measured(tactus, table):
    """The table as Tactus measures it."""
    rows = list(table.rows)
    length = len(table.keys)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "session.events"
        for (subject, session), places in table.sessions().items():
            path.write_text(recording(table, places), encoding="ascii")
            output = subprocess.run(
                [tactus, "replay", "--keystrokes", path], check=True, capture_output=True).stdout
            strokes = [json.loads(line) for line in output.splitlines()]
            if len(strokes) != length * len(places):
                sys.exit(f"{subject}, session {session}: {len(strokes)} keystrokes came back, "
                         f"{length * len(places)} went in")
            for number, place in enumerate(places):
                typed = strokes[number * length:(number + 1) * length]
                rows[place] = (rows[place][0], times_of(typed, table))
    return Table(table.columns, rows)


def times_of(strokes, table):
    fields = {"H": "hold", "DD": "dd", "UD": "ud"}
    counts = dict.fromkeys(fields, 0)
    times = []
    for name in table.columns:
        kind = name.split(".")[0]
        times.append(strokes[counts[kind]][fields[kind]])
        counts[kind] += 1
    return times


def contradictions(table):
    """Where the table contradicts itself, as row and column: UD isn't DD - H, so no keystrokes have
    these times. UD is what gives way."""
    places = set()
    columns = list(zip(table.places("H"), table.places("DD"), table.places("UD")))
    for row, (_, times) in enumerate(table.rows):
        places |= {(row, flight) for hold, down, flight in columns
                   if abs(times[down] - times[hold] - times[flight]) > 2e-6}
    return places


def largest_difference(one, other, but):
    """Microseconds; every time of one table, but at those places, against that of the other."""
    return max(abs(a - b) for row, ((_, left), (_, right)) in enumerate(zip(one.rows, other.rows))
               for column, (a, b) in enumerate(zip(left, right, strict=True))
               if (row, column) not in but) * 1e6


# Telling people apart


def scaled_manhattan(training):
    """A score for a repetition: its distance from the mean one, by the usual distance of each time."""
    columns = list(zip(*training))
    means = [statistics.fmean(column) for column in columns]
    spreads = [statistics.fmean(abs(value - mean) for value in column) or 1e-9
               for column, mean in zip(columns, means)]

    def score(times):
        return sum(abs(time - mean) / spread for time, mean, spread in zip(times, means, spreads))

    return score


def equal_error_rate(genuine, impostors):
    """Where as many of the genuine are flagged as impostors are missed, on a straight line between
    the two thresholds around it."""
    genuine, impostors = sorted(genuine), sorted(impostors)
    thresholds = sorted({*genuine, *impostors}, reverse=True)

    def rates(threshold):
        flagged = sum(score >= threshold for score in genuine) / len(genuine)
        missed = sum(score < threshold for score in impostors) / len(impostors)
        return missed, flagged

    points = [(1.0, 0.0)] + [rates(threshold) for threshold in thresholds]
    above = min((point for point in points if point[0] >= point[1]),
                key=lambda point: point[0] - point[1])
    below = max((point for point in points if point[0] < point[1]),
                key=lambda point: point[0] - point[1])
    width = (above[0] - above[1]) - (below[0] - below[1])
    return above[0] + (below[0] - above[0]) * (above[0] - above[1]) / width


def error_rates(table):
    """The equal-error rate of each subject."""
    last = max(session for (_, session, _), _ in table.rows)
    subjects = sorted({subject for (subject, _, _), _ in table.rows})
    rates = []
    for subject in subjects:
        training = [times for (who, session, _), times in table.rows
                    if who == subject and session <= last // 2]
        genuine = [times for (who, session, _), times in table.rows
                   if who == subject and session > last // 2]
        impostors = [times for (who, session, rep), times in table.rows
                     if who != subject and session == 1 and rep <= 5]
        score = scaled_manhattan(training)
        rates.append(equal_error_rate([score(times) for times in genuine],
                                      [score(times) for times in impostors]))
    return rates


def main():
    parser = argparse.ArgumentParser(
        description="Prove the keystroke times that Tactus measures on data of the CMU layout.")
    parser.add_argument("--tactus", default=".build/release/tactus", help="the program to prove")
    parser.add_argument("files", nargs="+", metavar="FILE.csv", type=pathlib.Path,
                        help="data; of a folder, all that has the CMU layout")
    arguments = parser.parse_args()
    is_proven = True
    for path in files_of(arguments.files):
        table = Table.read(path)
        result = measured(arguments.tactus, table)
        wrong = contradictions(table)
        difference = largest_difference(table, result, wrong)
        of_file, of_tactus = error_rates(table), error_rates(result)
        print(f"{path.name}: {len(of_file)} people, {len(table.rows)} repetitions, "
              f"{len(table.rows) * len(table.columns)} times")
        for row, column in sorted(wrong):
            print(f"  left out: {table.columns[column]} of", *table.rows[row][0],
                  "is not the DD less the H of its row")
        print(f"  largest difference of a time     {difference:.3f} us")
        for name, rates in [("file", of_file), ("tactus", of_tactus)]:
            print(f"  equal-error rate, {name:12}   {statistics.fmean(rates):.4f} "
                  f"(sd {statistics.stdev(rates):.4f})")
        # Both ends of a time are rounded to the microsecond.
        is_proven &= difference <= 1.001
        is_proven &= abs(statistics.fmean(of_file) - statistics.fmean(of_tactus)) < 5e-5
    sys.exit(not is_proven)


if __name__ == "__main__":
    main()
