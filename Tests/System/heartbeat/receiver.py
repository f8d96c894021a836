"""Receivers that misbehave, on raw sockets, and what each is promised to come to.

A receiver serves every connection on a thread of its own by a function of the connection. It keeps
what it was sent, when each connection came and when the other side let it go.
"""

import contextlib
import socket
import struct
import threading
import time

BODY = b'{"status":"success"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"
VALID = HEAD + BODY
LONGEST_SERVICE = 20  # seconds; bounds the tests, not the program


class Connection:
    """One connection and its request."""

    def __init__(self, link):
        self.link = link
        self.began = time.monotonic()
        self.ended = None
        self.request = b""

    def read_request(self):
        while b"\r\n\r\n" not in self.request:
            if not (more := self.link.recv(65536)):
                return
            self.request += more
        head, _, body = self.request.partition(b"\r\n\r\n")
        length = int(dict(self.headers(head)).get("content-length", 0))
        while len(body) < length and (more := self.link.recv(65536)):
            self.request += more
            body += more

    def headers(self, head=None):
        head = head if head is not None else self.request.partition(b"\r\n\r\n")[0]
        lines = head.decode().split("\r\n")[1:]
        return [(name.lower(), value.strip()) for name, _, value in (x.partition(":") for x in lines)]

    @property
    def body(self):
        return self.request.partition(b"\r\n\r\n")[2]

    def send(self, data):
        self.link.sendall(data)

    def trickle(self, data, pause=0.1):
        """A byte at a time."""
        for byte in data:
            self.send(bytes([byte]))
            time.sleep(pause)

    def flood(self, data):
        """For ever."""
        while True:
            self.send(data)

    def hang(self):
        """Until the other side lets go."""
        while self.link.recv(65536):
            pass

    def reset(self):
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Receiver:
    def __init__(self, behave, reads_request=True, context=None):
        self.behave, self.reads_request, self.context = behave, reads_request, context
        self.connections = []
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/heartbeat"

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                link, _ = self.socket.accept()
                connection = Connection(link)
                self.connections.append(connection)
                threading.Thread(target=self._handle, args=[connection], daemon=True).start()

    def _handle(self, connection):
        with contextlib.suppress(OSError, ValueError):
            connection.link.settimeout(LONGEST_SERVICE)
            if self.context:
                connection.link = self.context.wrap_socket(connection.link, server_side=True)
            if self.reads_request:
                connection.read_request()
            self.behave(connection)
        connection.ended = time.monotonic()
        with contextlib.suppress(OSError):
            connection.link.close()

    @property
    def requests(self):
        return [c.request for c in self.connections if c.request]

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class SilentReceiver:
    """Listens and never accepts; with `full`, not even the kernel does it for it."""

    def __init__(self, full=False):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(0)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/heartbeat"
        self.connections = []
        self.fillers = []
        for _ in range(4 if full else 0):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", self.port))
            self.fillers.append(filler)

    def close(self):
        for each in [self.socket, *self.fillers]:
            each.close()


def answer(status, *headers, body=BODY):
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(data):
    """Sends that and closes in order."""
    return lambda connection: connection.send(data)


def valid(connection):
    connection.send(VALID)
