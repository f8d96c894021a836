"""Every way to misbehave that was thought of, and the promise that documentation makes for it.

A promise is the level and the beginning of what the log says about the beat. `HELD` marks those that
end only by the deadline.
"""

import gzip
import re
import time
from dataclasses import dataclass, field
from typing import Callable

from receiver import BODY, HEAD, VALID, Receiver, SilentReceiver, answer, says

SUCCESS = ("DEBUG", "status 200")
TIMED_OUT = ("WARN", "timed out")
LOST = ("WARN", "connection lost")
MALFORMED = ("WARN", "malformed answer")
OVERSIZED = ("WARN", "answer too long")


def status(number):
    return ("WARN", f"status {number}")


@dataclass
class Behavior:
    name: str
    promise: tuple
    behave: Callable = None
    reads_request: bool = True
    held: bool = field(default=False)
    make: Callable = None

    def receiver(self):
        return self.make() if self.make else Receiver(self.behave, self.reads_request)

    def keeps(self, level, text):
        return level == self.promise[0] and re.match(self.promise[1], text)


def hang(connection):
    connection.hang()


def then(data, after):
    def behave(connection):
        connection.send(data)
        after(connection)
    return behave


def trickle(data):
    return lambda connection: connection.trickle(data)


def flood(head, data):
    return lambda connection: (connection.send(head), connection.flood(data))


def reset_after(data):
    def behave(connection):
        connection.send(data)
        time.sleep(0.05)
        connection.reset()
    return behave


def echo_redirect(number):
    """To itself."""
    def behave(connection):
        host = dict(connection.headers())["host"]
        connection.send(answer(f"{number} Elsewhere", f"Location: http://{host}/heartbeat"))
    return behave


def chunked(data):
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data


def encoded(name, data):
    return answer("200 OK", f"Content-Encoding: {name}", body=data)


BEHAVIORS = [
    # Silence.
    Behavior("never accepts", TIMED_OUT, held=True, make=SilentReceiver),
    Behavior("full backlog", TIMED_OUT, held=True, make=lambda: SilentReceiver(full=True)),
    Behavior("hangs before reading", TIMED_OUT, lambda c: time.sleep(4), False, held=True),
    Behavior("hangs after the request", TIMED_OUT, hang, held=True),
    Behavior("hangs after the status line", TIMED_OUT, then(HEAD[:17], hang), held=True),
    Behavior("hangs after the head", TIMED_OUT, then(HEAD, hang), held=True),
    Behavior("hangs in the body", TIMED_OUT, then(VALID[:-1], hang), held=True),
    Behavior("trickles the head", TIMED_OUT, trickle(VALID), held=True),
    Behavior("trickles the body", TIMED_OUT,
             lambda c: (c.send(HEAD), c.trickle(BODY)), held=True),
    Behavior("trickles headers without end", TIMED_OUT,
             lambda c: (c.send(b"HTTP/1.1 200 OK\r\n"), c.trickle(b"X: y\r\n" * 999, 0.02)),
             held=True),
    Behavior("100 and then nothing", TIMED_OUT, then(b"HTTP/1.1 100 Continue\r\n\r\n", hang),
             held=True),
    # Endings.
    Behavior("closes at once", LOST, lambda c: None, False),
    Behavior("closes after the request", LOST, lambda c: None),
    Behavior("resets after the request", LOST, lambda c: c.reset()),
    Behavior("resets in the body", LOST, reset_after(VALID[:-5])),
    # Too much.
    Behavior("body without end", OVERSIZED,
             flood(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)),
    Behavior("5 MB", OVERSIZED, says(answer("200 OK", body=b"x" * 5_000_000))),
    Behavior("5 MB of an error", OVERSIZED, says(answer("500 Oops", body=b"x" * 5_000_000))),
    Behavior("64 KiB and a byte", OVERSIZED, says(answer("200 OK", body=b"x" * 65537))),
    Behavior("64 KiB", SUCCESS, says(answer("200 OK", body=b"x" * 65536))),
    Behavior("a bomb of gzip", OVERSIZED, says(encoded("gzip", gzip.compress(
        b"x" * 50_000_000)))),
    Behavior("headers without end", MALFORMED,
             flood(b"HTTP/1.1 200 OK\r\n", b"X-Header: " + b"y" * 900 + b"\r\n")),
    Behavior("a header line without end", MALFORMED, flood(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 65536)),
    Behavior("100 without end", MALFORMED, flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    # Other dialects.
    Behavior("HTTP/1.0 without length", SUCCESS, says(b"HTTP/1.0 200 OK\r\n\r\n" + BODY)),
    Behavior("no body", SUCCESS, says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
    Behavior("100 first", SUCCESS, says(b"HTTP/1.1 100 Continue\r\n\r\n" + VALID)),
    Behavior("102 first", SUCCESS, says(b"HTTP/1.1 102 Processing\r\n\r\n" + VALID)),
    Behavior("103 first", SUCCESS, says(b"HTTP/1.1 103 Hints\r\nLink: </x>\r\n\r\n" + VALID)),
    Behavior("chunks", SUCCESS, says(chunked(b"2\r\n{}\r\n0\r\n\r\n"))),
    Behavior("cookies", SUCCESS, says(answer("200 OK", "Set-Cookie: a=b; Path=/"))),
    Behavior("answers before it is asked", SUCCESS,
             lambda c: (c.send(VALID), c.hang()), False),
    # Nonsense.
    Behavior("HTTP/0.9", MALFORMED, says(b"hello")),
    Behavior("garbage", MALFORMED, says(bytes(range(256)) * 8)),
    Behavior("TLS to one who speaks none", MALFORMED,
             says(b"\x15\x03\x01\x00\x02\x02\x46")),
    Behavior("HTTP/2 preface", MALFORMED, says(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
    Behavior("bare line feeds", MALFORMED, says(VALID.replace(b"\r\n", b"\n"))),
    Behavior("header that isn't UTF-8", MALFORMED,
             says(answer("200 OK").replace(b"Content-L", b"X: \xff\xfe\r\nContent-L"))),
    Behavior("shorter than its length", MALFORMED, says(VALID[:-3])),
    Behavior("bad length", MALFORMED, says(VALID.replace(b" 20", b" -7"))),
    Behavior("bad chunk", MALFORMED, says(chunked(b"zz\r\n{}\r\n0\r\n\r\n"))),
    Behavior("cut chunk", MALFORMED, says(chunked(b"20\r\n{}\r\n"))),
    Behavior("bad gzip", MALFORMED, says(encoded("gzip", b"no gzip at all"))),
    # Longer than said: the length counts, the rest is never read.
    Behavior("longer than its length", SUCCESS, says(VALID + b"HTTP/1.1 500 No\r\n\r\n")),
    # Folded lines are old, and harmless where nobody reads them.
    Behavior("folded header", SUCCESS,
             says(VALID.replace(b"Content-T", b"X: a\r\n b\r\nContent-T"))),
    # Other statuses.
    *[Behavior(f"{n}", status(n), says(answer(f"{n} Status"))) for n in (
        201, 206, 400, 403, 404, 405, 413, 418, 429, 500, 502, 503, 504, 599)],
    Behavior("204", status(204), says(b"HTTP/1.1 204 No Content\r\n\r\n")),
    Behavior("304", status(304), says(b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    *[Behavior(f"{n} to itself", status(n), echo_redirect(n)) for n in (301, 302, 303, 307, 308)],
    Behavior("302 to nowhere", status(302), says(answer("302 Found"))),
    Behavior("302 to nonsense", status(302), says(answer("302 Found", "Location: //[x?y"))),
    Behavior("302 to a file", status(302), says(answer("302 Found", "Location: file:///etc/passwd"))),
    Behavior("401 Basic", status(401),
             says(answer("401 No", 'WWW-Authenticate: Basic realm="x"'))),
    Behavior("401 Basic without realm", status(401), says(answer("401 No", "WWW-Authenticate: Basic"))),
    Behavior("401 Digest", status(401),
             says(answer("401 No", 'WWW-Authenticate: Digest realm="x", nonce="y"'))),
    Behavior("401 Bearer", status(401), says(answer("401 No", "WWW-Authenticate: Bearer"))),
    Behavior("401 without a scheme", status(401), says(answer("401 No"))),
    Behavior("407", status(407), says(answer("407 No", 'Proxy-Authenticate: Basic realm="x"'))),
    Behavior("413 before the body is read", status(413),
             lambda c: (c.link.recv(1), c.send(answer("413 Too Large")), c.hang()), False),
    # What is unread at the end makes the kernel reset the connection, which may overtake the answer.
    Behavior("413 and gone before the body is read", ("WARN", "status 413|connection lost"),
             lambda c: (c.link.recv(1), c.send(answer("413 Too Large"))), False),
    Behavior("429 with seconds", ("WARN", "status 429, to be retried after 7s"),
             says(answer("429 Slow", "Retry-After: 7"))),
    Behavior("503 with a date", ("WARN", "status 503, to be retried after 9s"), says(answer(
        "503 Later", "Date: Tue, 24 Nov 2026 00:00:00 GMT",
        "Retry-After: Tue, 24 Nov 2026 00:00:09 GMT"))),
]
