#!/usr/bin/env python3
"""Makes the example recordings: three minutes of someone at a keyboard and a mouse.

Nobody sat there. Hold and flight times are log-normal, as people's are; strokes follow the
minimum-jerk profile with a tremor on top; typing and pointing take turns. No text is typed: a key's
kind is drawn by how often English needs it, the key itself is any of that kind, so the recordings
are obfuscated by construction. The same seed gives the same files, to the byte.

usage: Examples/generate.py [FOLDER]    (default: Examples/recordings)
"""

import math
import pathlib
import random
import sys

SEED = 20260105
DURATION = 180.0  # seconds
START = 3_600_000_000  # microseconds of the monotonic clock: an hour after boot
WALL = "2026-01-05T09:00:00.000000+00:00"
DPI = 1000
COUNTS_PER_MM = DPI / 25.4
REPORT_PERIOD = 0.008  # a mouse at 125 Hz

SYN, KEY, REL = 0, 1, 2
REL_X, REL_Y, REL_WHEEL, REL_WHEEL_HI_RES = 0, 1, 8, 11
LEFT, RIGHT = 0x110, 0x111
SPACE, ENTER, BACKSPACE, DELETE, LEFT_SHIFT = 57, 28, 14, 111, 42
COMMA, PERIODS = 51, [52, 83, 121]

# The keys of each finger's letters, and how often English needs any of them (per thousand).
LETTERS = [
    ([16, 30, 44], 84),
    ([17, 31, 45], 88),
    ([18, 32, 46], 197),
    ([19, 33, 47, 20, 34, 48], 219),
    ([21, 35, 49, 22, 36, 50], 203),
    ([23, 37], 78),
    ([24, 38], 115),
    ([25], 19),
]


class Recording:
    """One device's file: what it is, and its frames in any order."""

    def __init__(self, order, name, codes, extra=()):
        self.order, self.name, self.codes, self.extra = order, name, codes, extra
        self.frames = []

    def frame(self, time, *events):
        self.frames.append((round(time * 1e6), events))

    def head(self):
        yield "# EVEMU 1.3"
        yield "# Made by Examples/generate.py; nobody typed this."
        for pair in (
            "version=1", "obfuscated=yes", f"start={START}", f"wall={WALL}",
            f"order={self.order}", "provenance=virtual", "seat=seat0", *self.extra,
        ):
            yield f"# tactus: {pair}"
        yield f"N: {self.name}"
        yield "I: 0006 0000 0000 0001"
        yield "P: 00 00 00 00 00 00 00 00"
        sizes = {0: 0x10, 1: 0x300, 2: 0x10, 3: 0x40, 4: 8, 5: 0x11, 0x11: 0x10, 0x12: 8, 0x14: 2,
                 0x15: 0x80}
        for kind, size in sizes.items():
            for first in range(0, size, 64):
                bits = [0] * 8
                for code in {SYN: {0, 1, 3}, **self.codes}.get(kind, ()):
                    if first <= code < first + 64:
                        bits[(code - first) // 8] |= 1 << (code - first) % 8
                yield f"B: {kind:02x} " + " ".join(f"{byte:02x}" for byte in bits)

    def write(self, folder, file):
        lines = list(self.head())
        for time, events in sorted(self.frames, key=lambda frame: frame[0]):
            for kind, code, value in (*events, (SYN, 0, 0)):
                lines.append(
                    f"E: {time // 1_000_000}.{time % 1_000_000:06d} {kind:04x} {code:04x} {value:04d}")
        (folder / file).write_text("\n".join(lines) + "\n")


class Person:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.time = 1.0
        self.down = {}  # when each key comes up again
        self.previous = None
        keys = {*range(1, 112), *range(113, 122), *range(124, 128)}
        self.keyboard = Recording(0, "Example keyboard", {KEY: keys, 0x11: {0, 1, 2}})
        self.mouse = Recording(
            1, "Example mouse",
            {KEY: set(range(0x110, 0x115)), REL: {REL_X, REL_Y, REL_WHEEL, REL_WHEEL_HI_RES}},
            [f"dpi={DPI}"])

    def some(self, median, sigma):
        """A time in seconds: log-normal, as people's are."""
        return median * math.exp(self.random.gauss(0, sigma))

    def pause(self, median, sigma=0.4):
        self.time += self.some(median, sigma)

    # Typing

    def press(self, keys, hold=0.095):
        """A press now of any of these keys that is up; its release when the finger lets go."""
        free = [key for key in keys if self.down.get(key, 0) < self.time and key != self.previous]
        doubled = self.previous in keys and self.down.get(self.previous, 0) < self.time
        if doubled and (not free or self.random.random() < 0.2):
            free = [self.previous]
        if not free:
            self.time = max(self.down.get(key, 0) for key in keys) + 0.02
            free = keys
        key = self.random.choice(free)
        release = self.time + self.some(hold, 0.28)
        self.keyboard.frame(self.time, (KEY, key, 1))
        # The keyboard's auto-repeat.
        repeat = self.time + 0.25
        while repeat < release:
            self.keyboard.frame(repeat, (KEY, key, 2))
            repeat += 0.033
        self.keyboard.frame(release, (KEY, key, 0))
        self.down[key] = release
        self.previous = key
        return release

    def letter(self):
        keys = self.random.choices(LETTERS, [weight for _, weight in LETTERS])[0][0]
        self.press(keys)
        self.pause(0.15, 0.32)

    def word(self):
        for _ in range(self.random.choices(range(1, 11), [3, 17, 21, 16, 11, 9, 8, 6, 5, 4])[0]):
            self.letter()
            if self.random.random() < 0.03:
                self.correct()

    def correct(self):
        """Sees a mistake, takes it back and goes on."""
        self.pause(0.35)
        if self.random.random() < 0.15:
            self.time = self.press([BACKSPACE, DELETE], hold=0.6)
            self.pause(0.2)
            return
        mistakes = self.random.randint(1, 3)
        for _ in range(mistakes):
            self.press([BACKSPACE, DELETE], hold=0.08)
            self.pause(0.14, 0.2)
        for _ in range(mistakes):
            self.letter()

    def sentence(self):
        shift_up = self.press([LEFT_SHIFT], hold=0.24)
        self.pause(0.09, 0.2)
        self.time = min(self.time, shift_up - 0.02)
        self.letter()
        for _ in range(self.random.randint(3, 9)):
            self.word()
            if self.random.random() < 0.12:
                self.press([COMMA])
                self.pause(0.17)
            self.press([SPACE], hold=0.08)
            self.pause(0.16, 0.35)
        self.word()
        self.press(PERIODS)
        self.pause(0.25)
        self.press([ENTER] if self.random.random() < 0.3 else [SPACE], hold=0.085)
        self.pause(1.2, 0.5)

    # Pointing

    def stroke(self, length, angle):
        """A movement of so many millimetres: minimum jerk, a slight curve, a tremor."""
        duration = 0.22 + 0.11 * math.log2(1 + length / 4) * self.some(1, 0.15)
        curve = self.random.gauss(0, 0.05) * length
        phase, tremor = self.random.uniform(0, 2 * math.pi), self.random.uniform(0.03, 0.09)
        begin, sent = self.time, [0, 0]
        for index in range(1, int(duration / REPORT_PERIOD) + 1):
            part = index * REPORT_PERIOD / duration
            along = length * (10 * part**3 - 15 * part**4 + 6 * part**5)
            shake = tremor * math.sin(2 * math.pi * 9.3 * index * REPORT_PERIOD + phase)
            across = curve * math.sin(math.pi * part) + shake * math.sin(math.pi * part)
            x = along * math.cos(angle) - across * math.sin(angle)
            y = along * math.sin(angle) + across * math.cos(angle)
            target = [round(x * COUNTS_PER_MM), round(y * COUNTS_PER_MM)]
            events = [
                (REL, code, target[axis] - sent[axis])
                for axis, code in ((0, REL_X), (1, REL_Y)) if target[axis] != sent[axis]
            ]
            sent = target
            if events:
                self.mouse.frame(begin + index * REPORT_PERIOD + self.random.gauss(0, 3e-5), *events)
        self.time = begin + duration + REPORT_PERIOD

    def reach(self):
        """Goes to a target: one stroke, and often a small one that corrects it."""
        angle, length = self.random.uniform(0, 2 * math.pi), min(self.some(45, 0.7), 180)
        self.stroke(length, angle)
        if self.random.random() < 0.45:
            self.pause(0.09, 0.2)
            self.stroke(max(0.06 * length, 1), angle + self.random.gauss(0, 1.2))
        self.pause(0.14, 0.3)

    def click(self, button=LEFT):
        self.mouse.frame(self.time, (KEY, button, 1))
        self.time += self.some(0.085, 0.22)
        self.mouse.frame(self.time, (KEY, button, 0))
        self.pause(0.4)

    def double_click(self):
        for flight in (0.11, 0.4):
            self.mouse.frame(self.time, (KEY, LEFT, 1))
            self.time += self.some(0.07, 0.18)
            self.mouse.frame(self.time, (KEY, LEFT, 0))
            self.pause(flight, 0.2)

    def drag(self):
        self.mouse.frame(self.time, (KEY, LEFT, 1))
        self.pause(0.12, 0.2)
        self.stroke(self.some(30, 0.4), self.random.uniform(-0.4, 0.4))
        self.pause(0.1, 0.2)
        self.mouse.frame(self.time, (KEY, LEFT, 0))
        self.pause(0.5)

    def scroll(self):
        """Some detents, each in eight steps of a high-resolution wheel."""
        direction = self.random.choice([-1, -1, -1, 1])
        for _ in range(self.random.randint(3, 9)):
            for step in range(8):
                events = [(REL, REL_WHEEL_HI_RES, 15 * direction)]
                if step == 7:
                    events.append((REL, REL_WHEEL, direction))
                self.mouse.frame(self.time, *events)
                self.time += self.some(REPORT_PERIOD, 0.1)
            self.pause(0.09, 0.35)
        self.pause(0.6)

    def point(self):
        action = self.random.choices(
            [self.click, self.double_click, self.drag, self.scroll, lambda: self.click(RIGHT)],
            [10, 4, 3, 5, 2])[0]
        if action != self.scroll:
            self.reach()
        action()

    def session(self):
        while self.time < DURATION:
            for _ in range(self.random.randint(2, 3)):
                if self.time < DURATION - 15:
                    self.sentence()
            self.pause(0.9)
            for _ in range(self.random.randint(4, 7)):
                self.point()
            self.pause(0.9)


def main():
    folder = pathlib.Path(
        sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "recordings")
    folder.mkdir(parents=True, exist_ok=True)
    person = Person(SEED)
    person.session()
    person.keyboard.write(folder, "keyboard.events")
    person.mouse.write(folder, "mouse.events")


if __name__ == "__main__":
    main()
