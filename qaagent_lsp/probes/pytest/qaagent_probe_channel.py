"""The probe's own way out: one NDJSON file, opened once, every event one ``os.write``."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

encode: Callable[[object], str] = json.JSONEncoder(separators=(",", ":")).encode
"""Value → JSON text, ASCII only, so that lone surrogates survive. Bound early: tests may patch ``json``."""

quoted: Callable[[str], str] = json.encoder.encode_basestring_ascii
"""Text → the same as ``encode`` gives, with less ado."""

_HIGH_FD = 300


class Channel:
    """An append-only file of events that survives whatever the tests do to the environment, ``os`` or low descriptors.

    Children that a test forks share the descriptor; they are told apart by their process id and write nothing.
    """

    def __init__(self, path: str) -> None:
        self._write = os.write
        self._getpid = os.getpid
        self._pid = os.getpid()
        self._path = path
        self._open = os.open
        self.held: list[str] | None = None
        self._flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._fd = _raised(os.open(path, self._flags, 0o644))

    def line(self, text: str) -> None:
        """Append one event, given as JSON text without its newline."""
        if self.held is not None:
            self.held.append(text)
            return
        if self._getpid() != self._pid:
            return
        try:
            data = (text + "\n").encode()  # all ASCII, for which this is quickest
        except UnicodeEncodeError:
            data = (text + "\n").encode("ascii", "backslashreplace")
        try:
            written = self._write(self._fd, data)
        except OSError:
            # A test closed every descriptor it could find. The file is ours: open it anew, once for each such loss.
            try:
                self._fd = _raised(self._open(self._path, self._flags, 0o644))
                written = self._write(self._fd, data)
            except OSError:
                return
        while written < len(data):
            try:
                written += self._write(self._fd, data[written:])
            except OSError:
                return

    def hold(self) -> None:
        """Keep events in ``held`` from here on, for another process to write."""
        self.held = []

    def event(self, kind: str, **fields: object) -> None:
        """Append one event."""
        fields["kind"] = kind
        self.line(encode(fields))


def _raised(fd: int) -> int:
    """Move a descriptor out of the range that daemonising tests sweep closed and reuse."""
    try:
        import fcntl

        high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH_FD)
    except (ImportError, OSError, ValueError):
        return fd
    os.close(fd)
    return high
