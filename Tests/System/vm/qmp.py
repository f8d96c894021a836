"""QEMU's machine protocol, and through it the hardware that a person's hands would touch.

Keys, motion, buttons and wheel go to the emulated PS/2 or USB devices; `plug` and `unplug` pull
real (emulated) plugs. Every injection returns when it was sent, on the host's monotonic clock.
"""

import contextlib
import dataclasses
import json
import socket
import time

_SHIFTED = dict(zip(
    '!@#$%^&*()_+{}:"<>?|~',
    "1 2 3 4 5 6 7 8 9 0 minus equal bracket_left bracket_right semicolon apostrophe comma dot "
    "slash backslash grave_accent".split()))
_PLAIN = {
    " ": "spc", "\n": "ret", "\t": "tab", "-": "minus", "=": "equal", "[": "bracket_left",
    "]": "bracket_right", ";": "semicolon", "'": "apostrophe", ",": "comma", ".": "dot",
    "/": "slash", "\\": "backslash", "`": "grave_accent"}


@dataclasses.dataclass(frozen=True)
class Injection:
    """One thing that was done to the hardware: when (s, host's monotonic clock) and what."""

    time: float
    kind: str
    name: str
    pressed: bool = False


class QmpError(Exception):
    """QEMU refused a command, or did not answer."""


def sleep_until(moment):
    """Sleep, and spin through the last part, which sleeping would overshoot."""
    while (left := moment - time.monotonic()) > 0:
        if left > 0.0005:
            time.sleep(left - 0.0003)


class Qmp:
    """Speaks QMP over a connected socket. Not for use by several threads."""

    def __init__(self, connection, timeout):
        self._socket = connection
        self._socket.settimeout(timeout)
        self._timeout = timeout
        self._lines = connection.makefile("rb")
        self._events = []
        self._route = {}
        self._read()  # the greeting
        self.command("qmp_capabilities")

    def close(self):
        with contextlib.suppress(OSError):
            self._lines.close()
            self._socket.close()

    def _read(self):
        try:
            line = self._lines.readline()
        except (TimeoutError, socket.timeout) as error:
            raise QmpError(f"QEMU did not answer within {self._timeout:.0f} s") from error
        except OSError as error:
            raise QmpError(f"QEMU is gone: {error}") from error
        if not line:
            raise QmpError("QEMU is gone")
        return json.loads(line)

    def command(self, name, **arguments):
        """Execute a command; return what QEMU returns."""
        request = json.dumps({"execute": name, "arguments": arguments}) + "\n"
        try:
            self._socket.sendall(request.encode())
        except OSError as error:
            raise QmpError(f"{name}: QEMU is gone: {error}") from error
        while True:
            answer = self._read()
            if "event" in answer:
                self._events.append(answer)
            elif "error" in answer:
                raise QmpError(f"{name}: {answer['error']['desc']}")
            else:
                return answer["return"]

    def monitor(self, line):
        """Execute a line of the human monitor; return its answer. It says what failed in prose."""
        return self.command("human-monitor-command", **{"command-line": line})

    def forget_events(self, name):
        """Forget the events of this name that have come so far."""
        self._events = [event for event in self._events if event["event"] != name]

    def wait_event(self, name, timeout, **data):
        """Wait for an event of this name whose data has these values."""
        deadline = time.monotonic() + timeout
        try:
            while True:
                for event in self._events:
                    found = event.get("data", {})
                    if event["event"] == name and all(found.get(k) == v for k, v in data.items()):
                        self._events.remove(event)
                        return event
                left = deadline - time.monotonic()
                if left <= 0:
                    raise QmpError(f"no event {name} within {timeout:.0f} s")
                self._socket.settimeout(left)
                self._events.append(self._read())
        finally:
            self._socket.settimeout(self._timeout)

    # What a hand does. A device can be chosen with `use_mouse`; keys go to the newest keyboard.

    def _send(self, kind, name, pressed, *events):
        before = time.monotonic()
        self.command("input-send-event", events=list(events), **self._route)
        return Injection(before, kind, name, pressed)

    def key(self, qcode, pressed):
        data = {"down": pressed, "key": {"type": "qcode", "data": qcode}}
        return self._send("key", qcode, pressed, {"type": "key", "data": data})

    def press(self, qcode, hold):
        """Press a key and release it `hold` seconds later."""
        down = self.key(qcode, True)
        sleep_until(down.time + hold)
        return [down, self.key(qcode, False)]

    def type_text(self, text, hold, flight):
        """Type on a US keyboard: each key held for `hold`, the next pressed `flight` later (s)."""
        done = []
        due = time.monotonic()
        for character in text:
            shifted = character.isupper() or character in _SHIFTED
            qcode = _SHIFTED.get(character) or _PLAIN.get(character) or character.lower()
            sleep_until(due)
            if shifted:
                done.append(self.key("shift", True))
                sleep_until(due + flight / 2)
            done += self.press(qcode, hold)
            released = done[-1].time
            if shifted:
                done.append(self.key("shift", False))
            due = released + flight
        return done

    def move(self, steps, rate):
        """Move by each of `steps` (pairs of counts), `rate` steps a second."""
        start = time.monotonic()
        for index, (dx, dy) in enumerate(steps):
            sleep_until(start + index / rate)
            self._send("move", f"{dx} {dy}", False, *(
                {"type": "rel", "data": {"axis": axis, "value": value}}
                for axis, value in (("x", dx), ("y", dy)) if value))

    def button(self, name, pressed):
        return self._send("button", name, pressed,
                          {"type": "btn", "data": {"down": pressed, "button": name}})

    def click(self, name, hold):
        """Press a button and release it `hold` seconds later."""
        down = self.button(name, True)
        sleep_until(down.time + hold)
        return [down, self.button(name, False)]

    def wheel(self, direction, detents, gap):
        """Turn the wheel `up` or `down` by whole detents, `gap` seconds apart."""
        for _ in range(detents):
            done = self.button(f"wheel-{direction}", True)
            self.button(f"wheel-{direction}", False)
            sleep_until(done.time + gap)

    def use_mouse(self, part_of_name):
        """Send motion and buttons to the newest pointer whose name holds this ("hid", "ps/2")."""
        mice = self.command("query-mice")
        chosen = [mouse for mouse in mice if part_of_name.lower() in mouse["name"].lower()]
        if not chosen:
            raise QmpError(f"no mouse called {part_of_name} among {mice}")
        self.monitor(f"mouse_set {chosen[-1]['index']}")

    def plug(self, driver, name, **properties):
        """Plug in a device: `plug("usb-kbd", "second")`."""
        self.command("device_add", driver=driver, id=name, **properties)

    def unplug(self, name, timeout=30):
        """Pull a device out; return when it is gone from the machine's hardware."""
        self.command("device_del", id=name)
        self.wait_event("DEVICE_DELETED", timeout, device=name)
