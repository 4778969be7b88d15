"""The small file work around a run: the ``Files`` and ``LineTail`` of ``runs.ports``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

ONE_READ = 8 * 1024 * 1024
"""Bytes taken from a file at one look, so that a tool which floods its log cannot fill our memory."""


class FileTail:
    """Reads what is appended to a file, a whole line at a time. The file need not exist yet.

    A file that becomes shorter was truncated: it is read again from its start. NUL bytes at the start of a
    line are the hole that a writer leaves which goes on at its old position after the truncation; they are
    dropped.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: FileIO | None = None
        self._position = 0
        self._rest = b""

    def read(self) -> Sequence[bytes]:
        """Return the complete lines appended since the last call; a flood comes in several calls."""
        data = self._more(ONE_READ)  # first, because it forgets the rest of a truncated file
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [_without_hole(line) for line in lines]

    def close(self) -> Sequence[bytes]:
        """Return all that is left, a last unterminated line included, and close the file."""
        lines: list[bytes] = []
        while data := self._more(ONE_READ):
            *more, self._rest = (self._rest + data).split(b"\n")
            lines += more
        if self._rest:
            lines.append(self._rest)
        self._rest = b""
        if self._file:
            self._file.close()
            self._file = None
        return [_without_hole(line) for line in lines]

    def _more(self, limit: int) -> bytes:
        if self._file is None:
            try:
                self._file = FileIO(self._path)
            except FileNotFoundError:
                return b""
            self._file.seek(self._position)
        size = self._file.seek(0, 2)
        if size < self._position:
            self._position, self._rest = 0, b""
        self._file.seek(self._position)
        data = self._file.read(limit) or b""
        self._position += len(data)
        return data


class LocalFiles:
    """Files of this machine."""

    def tail(self, path: str) -> FileTail:
        """Follow a file from its start."""
        return FileTail(path)

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write a file, making its folder."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def read_bytes(self, path: str) -> bytes | None:
        """Read a file; None when it is not there."""
        try:
            return Path(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def files_below(self, folder: str, limit: int) -> Sequence[str]:
        """Name the files below a folder by their absolute paths, in order, so many at most; none where it is not."""
        found: list[str] = []
        for parent, folders, names in os.walk(folder):
            folders.sort()
            found += [str(Path(parent, name)) for name in sorted(names)]
            if len(found) >= limit:
                break
        return found[:limit]


def _without_hole(line: bytes) -> bytes:
    return line.lstrip(b"\0")
