#!/usr/bin/env python3
"""A receiver to try the heartbeat with. It needs nothing but Python.

    python3 Examples/heartbeat-receiver.py            # listens on 127.0.0.1:26002
    python3 Examples/heartbeat-receiver.py --port 0   # takes a free port and says which

POST /heartbeat with a JSON object that has a "type" is answered with 200, anything else there with
400, any other place with 404. GET / tells about the receiver. On a terminal, a table shows who sends.
"""

import argparse
import json
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONGEST_BODY = 64 * 1024
PATIENCE = 10  # seconds that a sender may be silent


class Senders:
    """Who sent how often, and when last."""

    def __init__(self):
        self._lock = threading.Lock()
        self._rows = {}

    def note(self, sender, kind):
        with self._lock:
            count, last, _, _ = self._rows.get(sender, (0, None, None, None))
            now = time.monotonic()
            gap = None if last is None else now - last
            self._rows[sender] = (count + 1, now, gap, kind)

    @property
    def total(self):
        with self._lock:
            return sum(row[0] for row in self._rows.values())

    def table(self):
        with self._lock:
            rows = sorted(self._rows.items())
        now = time.monotonic()
        lines = [f"{'sender':<24}{'beats':>8}{'type':>8}{'interval':>12}{'last':>12}"]
        for sender, (count, last, gap, kind) in rows:
            interval = "-" if gap is None else f"{gap:.1f} s"
            lines.append(f"{sender:<24}{count:>8}{kind:>8}{interval:>12}{now - last:>8.1f} s ago")
        return "\n".join(lines)


class Handler(BaseHTTPRequestHandler):
    server_version = "heartbeat-receiver"
    timeout = PATIENCE

    def do_GET(self):
        if self.path != "/":
            return self.refuse(404, "not found")
        self.answer(200, {
            "server": self.server_version,
            "heartbeat": "POST /heartbeat",
            "received": self.server.senders.total,
            "uptime_s": round(time.monotonic() - self.server.started, 1),
        })

    def do_POST(self):
        if self.path.partition("?")[0] != "/heartbeat":
            return self.refuse(404, "not found")
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            return self.refuse(411, "a length is needed")
        if int(length) > LONGEST_BODY:
            return self.refuse(413, "too long")
        try:
            beat = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return self.refuse(400, "no JSON")
        if not isinstance(beat, dict) or "type" not in beat:
            return self.refuse(400, "the type is missing")
        # As JSON, for a type may be a text that would move the cursor of a terminal.
        self.server.senders.note(self.client_address[0], json.dumps(beat["type"])[:7])
        self.answer(200, {
            "status": "success",
            "message": "heartbeat received",
            "timestamp": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
            "received_data": beat,
        })
        if not self.server.shows_table:
            print(f"{datetime.now():%H:%M:%S} {self.client_address[0]} {json.dumps(beat)}", flush=True)

    def refuse(self, status, reason):
        self.close_connection = True
        self.answer(status, {"status": "error", "message": reason})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Beats are told in do_POST; nothing else is worth a line."""


def show_table(server):
    while True:
        print("\x1b[H\x1b[2J" + server.senders.table(), flush=True)
        time.sleep(1)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=26002)
    options.add_argument("--no-table", action="store_true", help="one line for each beat instead")
    options = options.parse_args()
    server = ThreadingHTTPServer((options.host, options.port), Handler)
    server.daemon_threads = True
    server.senders = Senders()
    server.started = time.monotonic()
    server.shows_table = sys.stdout.isatty() and not options.no_table
    print(f"listening on http://{options.host}:{server.server_port}/heartbeat", flush=True)
    if server.shows_table:
        threading.Thread(target=show_table, args=[server], daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print(f"\n{server.senders.table()}")


if __name__ == "__main__":
    main()
