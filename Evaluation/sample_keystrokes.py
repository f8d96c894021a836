#!/usr/bin/env python3
"""Makes Evaluation/samples/keystrokes.csv: a small data set of the CMU layout in which nobody typed.

Some made-up people type a made-up password again and again. Each has hold and flight times of their
own, log-normal as people's are, some of them with rollover. The same seed gives the same file, to the
byte.

usage: Evaluation/sample_keystrokes.py > Evaluation/samples/keystrokes.csv
"""

import csv
import random
import sys

SEED = 20260106
PEOPLE, SESSIONS, REPETITIONS = 6, 4, 5
KEYS = ["period", "q", "u", "i", "c", "k", "4", "Shift.l", "f", "o", "x", "x", "space", "Return"]


def main():
    chance = random.Random(SEED)
    pairs = list(zip(KEYS, KEYS[1:]))
    columns = []
    for key, following in zip(KEYS, [*KEYS[1:], None]):
        columns.append(f"H.{key}")
        if following:
            columns += [f"DD.{key}.{following}", f"UD.{key}.{following}"]
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["subject", "sessionIndex", "rep", *columns])
    for person in range(1, PEOPLE + 1):
        holds = [chance.lognormvariate(-2.4, 0.2) * (1 + 2 * (key == "Shift.l")) for key in KEYS]
        flights = [chance.lognormvariate(-1.8, 0.4) for _ in pairs]
        for session in range(1, SESSIONS + 1):
            for repetition in range(1, REPETITIONS + 1):
                table.writerow([f"p{person}", session, repetition, *times(chance, holds, flights)])


def times(chance, holds, flights):
    """One repetition: seconds of six digits, in the order of the columns."""
    row = []
    for place, (hold, key) in enumerate(zip(holds, KEYS)):
        held = round(hold * chance.lognormvariate(0, 0.15), 6)
        if place == len(flights):
            return [*row, f"{held:.6f}"]
        down = round(flights[place] * chance.lognormvariate(0, 0.25), 6)
        if key == KEYS[place + 1]:
            # A key must be up before it can be pressed again.
            down = max(down, held + 0.02)
        row += [f"{held:.6f}", f"{down:.6f}", f"{down - held:.6f}"]


if __name__ == "__main__":
    main()
