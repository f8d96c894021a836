"""A headless Chromium, told what to do by the DevTools protocol over a pair of pipes."""

import base64
import contextlib
import json
import os
import select
import shutil
import struct
import subprocess
import time
import zlib

PATIENCE = 60.0  # seconds


class Browser:
    """One page of a browser of its own; `problems` is what its console complained of."""

    def __init__(self, folder):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        to_browser, from_us = os.pipe()
        to_us, from_browser = os.pipe()
        # The protocol's ends are 3 and 4; the sandbox is not for root.
        shell = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 "--disable-dev-shm-usage", "--remote-debugging-pipe", f"--user-data-dir={folder}"]
        self.process = subprocess.Popen(
            ["bash", "-c", shell, "chromium", program, *flags, "about:blank"],
            pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=os.environ | {"HOME": str(folder)})
        os.close(to_browser)
        os.close(from_browser)
        self.input, self.output = from_us, to_us
        self.number, self.session, self.pending, self.problems, self.loaded = 0, None, b"", [], False
        pages = self.command("Target.getTargets")["targetInfos"]
        target = next(page["targetId"] for page in pages if page["type"] == "page")
        self.session = self.command(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.command(f"{domain}.enable")

    def _message(self, deadline):
        while b"\0" not in self.pending:
            ready, _, _ = select.select([self.output], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self.output, 1 << 20) if ready else b""
            assert part, "the browser says nothing any more"
            self.pending += part
        line, self.pending = self.pending.split(b"\0", 1)
        return json.loads(line)

    def _take(self, message):
        method = message.get("method", "")
        if method == "Page.loadEventFired":
            self.loaded = True
        if method in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"):
            self.problems.append(message["params"])

    def command(self, method, **parameters):
        """What the browser answers."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.input, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._message(deadline)
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self._take(answer)

    def open(self, path, width=1600, scheme="light", media=""):
        """Shows the page so wide, in a color scheme, on a screen or on paper."""
        self.loaded = False
        self.command(
            "Emulation.setEmulatedMedia", media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=900,
                     deviceScaleFactor=1, mobile=False)
        self.command("Page.navigate", url=f"file://{path}")
        deadline = time.monotonic() + PATIENCE
        while not self.loaded:
            self._take(self._message(deadline))

    def evaluate(self, expression):
        """The value of an expression of JavaScript, waited for."""
        answer = self.command(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def screenshot(self, x, y, width, height, scale=1):
        """That part of the page as PNG."""
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": scale}
        answer = self.command("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(answer["data"])

    def pdf(self):
        return base64.b64decode(self.command("Page.printToPDF", printBackground=True)["data"])

    def close(self):
        with contextlib.suppress(OSError):
            os.close(self.input)
        self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self.output)


def pixels(png):
    """Rows of (red, green, blue) of a PNG of 8 bits a channel."""
    place, data = 8, b""
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place:place + 8])
        body = png[place + 8:place + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and color in (2, 6), (depth, color)
            size = 3 if color == 2 else 4
        elif kind == b"IDAT":
            data += body
        place += length + 12
    data, stride = zlib.decompress(data), width * size
    before, rows = bytearray(stride), []
    for y in range(height):
        row = bytearray(data[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        unfilter(data[y * (stride + 1)], row, before, size)
        rows.append([tuple(row[x:x + 3]) for x in range(0, stride, size)])
        before = row
    return rows


def unfilter(kind, row, before, size):
    """Undoes a PNG row's filter in place."""
    for index in range(len(row)):
        left = row[index - size] if index >= size else 0
        corner = before[index - size] if index >= size else 0
        up = before[index]
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        elif kind == 4:
            guess = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
        else:
            return
        row[index] = (row[index] + guess) & 255
