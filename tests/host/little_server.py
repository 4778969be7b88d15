"""A server that tests start as if it were the user's: ``python little_server.py PORT MARK [WHAT]…``.

``MARK`` is ignored; it is how a test finds the processes of its own server. ``/status/N`` answers N, ``/moved`` is a
redirect, ``/hang`` is never answered, ``/close`` is closed without an answer, ``/drip`` sends a byte of a header now
and then, everything else is 200. Each of ``WHAT`` is one of the functions below.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Answers(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        what, _, status = self.path.partition("?")[0].strip("/").partition("/")
        if what == "hang":
            time.sleep(600)
        elif what == "close":
            self.connection.close()
        elif what == "drip":
            self.drip()
        else:
            self.send_response(int(status) if what == "status" else 302 if what == "moved" else 200)
            self.send_header("Location", "/status/500")
            self.end_headers()

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            time.sleep(0.05)
            self.wfile.write(b"x")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Ends without waiting for calls that were hung up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about somebody who hung up."""


def die() -> None:
    """Say why, and end before anybody could be answered."""
    sys.stderr.write("\n".join(f"line {number}" for number in range(100)) + "\nno such module: app\n")
    raise SystemExit(3)


def die_later() -> None:
    """End a moment after the server was up."""
    if os.fork():
        time.sleep(0.7)
        sys.stderr.write("out of memory\n")
        sys.stderr.flush()
        os._exit(4)


def late() -> None:
    """Take a moment before listening."""
    time.sleep(0.4)


def daemon() -> None:
    """Go on in a session of its own, behind the back of whoever started us."""
    if os.fork():
        os._exit(0)
    os.setsid()


def family() -> None:
    """Have a child and a grandchild in another session, which both ignore polite signals."""
    sleeping = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    middle = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-S', '-c', {sleeping!r}, *sys.argv[1:]], start_new_session=True)\n"
        "print('grandchild', flush=True); time.sleep(600)"
    )
    child = subprocess.Popen([sys.executable, "-S", "-c", middle, sys.argv[2]], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()


def show() -> None:
    """Print where it runs and what it was given."""
    sys.stdout.write(f"{Path.cwd()} {os.environ.get('BASE_URL')} {os.environ.get('ADDED')}\n")
    sys.stdout.flush()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def main(port: int, *what: str) -> None:
    """Serve until told to end."""
    doing = {f.__name__: f for f in (die, die_later, late, daemon, family, show)}
    for one in what:
        doing[one]()
    with suppress(KeyboardInterrupt):
        Server(("127.0.0.1", port), Answers).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[3:])
