"""What a perfect sensor would say: computed here, from kernel-stamped events, from the definitions.

Shares no code with the sensor. Events are (device, microseconds, type, code, value), the stamps
those that the kernel gave on CLOCK_MONOTONIC.
"""

import dataclasses
import json
import math

from .features import LONGEST_FLIGHT

SYN, KEY, REL, ABS = 0, 1, 2, 3
REL_X, REL_Y, REL_WHEEL, REL_WHEEL_HI_RES = 0, 1, 8, 11
BTN_LEFT = 0x110

_ROWS = {"1234567890": 2, "qwertyuiop": 16, "asdfghjkl": 30, "zxcvbnm": 44}
CODES = {character: first + index
         for row, first in _ROWS.items() for index, character in enumerate(row)}
CODES |= {" ": 57, "\n": 28, "\t": 15, ",": 51, ".": 52, "-": 12, ";": 39, "'": 40}


def is_key(code):
    """Whether a code of type EV_KEY is a key of a keyboard, and no button or tool."""
    return 0 < code < 0x100 or 0x160 <= code < 0x2c0


@dataclasses.dataclass(frozen=True)
class Event:
    device: str
    time: int
    type: int
    code: int
    value: int


def from_witness(text):
    """The lines that evdev_witness wrote."""
    fields = (line.split() for line in text.splitlines())
    return [Event(node, *map(int, numbers)) for node, *numbers in fields]


def from_player(text):
    """The JSON object that uinput_play wrote."""
    return [Event(device["node"], *event)
            for device in json.loads(text)["devices"] for event in device["events"]]


def mean_log(seconds):
    return sum(map(math.log, seconds)) / len(seconds)


def mean_asinh(seconds):
    return sum(math.asinh(value / 0.01) for value in seconds) / len(seconds)


class Truth:
    """Counts and times of some events, device by device where pairing needs it."""

    def __init__(self, events):
        self.events = sorted(events, key=lambda event: event.time)
        self._strokes()

    def _strokes(self):
        strokes, down = [], {}
        for event in self.events:
            if event.type != KEY or not is_key(event.code):
                continue
            key = (event.device, event.code)
            if event.value == 1:
                down[key] = stroke = [event.time, None]
                strokes.append(stroke)
            elif event.value == 0 and key in down:
                down.pop(key)[1] = event.time
        self.strokes = strokes
        self.keystrokes = len(strokes)
        self.holds = [(up - press) / 1e6 for press, up in strokes if up is not None]
        near = [(first, second) for first, second in zip(strokes, strokes[1:])
                if second[0] - first[0] <= LONGEST_FLIGHT * 1e6]
        self.down_downs = [(second[0] - first[0]) / 1e6 for first, second in near]
        self.up_downs = [(second[0] - first[1]) / 1e6 for first, second in near
                         if first[1] is not None]

    def count(self, *types):
        return sum(event.type in types for event in self.events)

    @property
    def keyboard_events(self):
        return sum(event.type == KEY and is_key(event.code) for event in self.events)

    @property
    def pointer_events(self):
        return self.count(REL, ABS) + sum(
            event.type == KEY and not is_key(event.code) for event in self.events)

    def total(self, type, code):
        return sum(event.value for event in self.events
                   if event.type == type and event.code == code)

    def presses(self, code):
        return sum(event.type == KEY and event.code == code and event.value == 1
                   for event in self.events)
