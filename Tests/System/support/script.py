"""Scripts for uinput_play: who does what when, to the microsecond."""

from .truth import ABS, BTN_LEFT, CODES, KEY, REL, REL_WHEEL, REL_WHEEL_HI_RES, REL_X, REL_Y, SYN


class Script:
    """A time line on which several devices act. `now` is where the next action goes (s)."""

    def __init__(self):
        self.now = 0.0
        self._frames = []

    def frame(self, device, *events):
        """One report: (type, code, value) each."""
        self._frames.append((self.now, device, events))
        return self

    def rest(self, seconds):
        self.now += seconds
        return self

    def key(self, device, code, pressed):
        return self.frame(device, (KEY, code, int(pressed)))

    def tap(self, device, code, hold=0.04, flight=0.02):
        """Press, hold, release, and rest for the flight."""
        return self.key(device, code, 1).rest(hold).key(device, code, 0).rest(flight)

    def type(self, device, text, hold=0.04, flight=0.02):
        for character in text:
            self.tap(device, CODES[character], hold, flight)
        return self

    def move(self, device, steps, interval=0.008):
        for dx, dy in steps:
            self.frame(device, *((REL, code, value) for code, value in ((REL_X, dx), (REL_Y, dy))
                                 if value)).rest(interval)
        return self

    def place(self, device, points, interval=0.008):
        """Absolute positions."""
        for x, y in points:
            self.frame(device, (ABS, 0, x), (ABS, 1, y)).rest(interval)
        return self

    def click(self, device, hold=0.06, rest=0.3):
        return self.tap(device, BTN_LEFT, hold, rest)

    def wheel(self, device, detents, fine=True, interval=0.05):
        """Whole detents, reported as the device reports them: `fine` with high resolution too."""
        for _ in range(abs(detents)):
            sign = 1 if detents > 0 else -1
            events = [(REL, REL_WHEEL, sign)]
            if fine:
                events.append((REL, REL_WHEEL_HI_RES, 120 * sign))
            self.frame(device, *events).rest(interval)
        return self

    def __str__(self):
        lines = []
        for time, device, events in sorted(self._frames, key=lambda frame: frame[0]):
            lines += [f"{device} E: {time:.6f} {type:04x} {code:04x} {value}"
                      for type, code, value in (*events, (SYN, 0, 0))]
        return "\n".join(lines) + "\n"
