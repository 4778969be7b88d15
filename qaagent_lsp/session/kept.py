"""What files said, kept on disk between sessions: a second start reads only the files that changed. Blocking.

A file is taken as unchanged while its status is: size, times of content and of inode, inode number, as git judges it.
One that was written just before it was read is read again, for it may have been written twice within one tick of the
file system's clock. The answer is thrown away as a whole when the program that made it is not this one.

On disk: the program that made it, one pickle for each file, a pickle of where they lie, the digest of that and its
length in bytes. One file's is in memory at a time.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from hashlib import blake2b
from pathlib import Path

import qaagent_lsp
from qaagent_lsp.discovery.pytest_tests import is_test_file
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.pytest_project import project_of
from qaagent_lsp.session.conventions import Conventions
from qaagent_lsp.session.knowing import Known, dialect_of, still_holds
from qaagent_lsp.store.atomic import replace_pieces

_TICK = 2_000_000_000
"""Nanoseconds; no file system in use counts more coarsely."""
_DIGEST_SIZE = 16
_LENGTH_SIZE = 8
_ROOMS = ("model", "discovery", "runners", "session")

Stamp = tuple[int, int, int, int]
"""Size in bytes, modification and inode change time in nanoseconds, inode number."""


class Nothing(Enum):
    """Said of a file that holds neither routes nor tests."""

    OF_OURS = "nothing of ours"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file at one moment, and where its pickled ``Known`` lies; ``length`` is 0 where it holds nothing of ours."""

    stamp: Stamp
    begin: int = 0
    length: int = 0
    digest: bytes = b""


class KeptFiles:
    """What an earlier session knew; of one workspace folder, and for one pass over it.

    ``path`` is the file that keeps it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = _load(path)
        self._met: dict[WorkspacePath, Stamp] = {}
        self._used: dict[WorkspacePath, Known] = {}
        self._is_complete = True

    def find(
        self, file: WorkspacePath, status: os.stat_result, conventions: Conventions
    ) -> Known | Nothing | None:
        """Give what is known of a file, or None when it is to be read."""
        stamp = self._met[file] = _stamp(status)
        entry = self._entries.get(file)
        found = None if entry is None or entry.stamp != stamp else self._read(file, entry, conventions)
        if found is None:
            self._is_complete = False
        return found

    def save(self, files: Mapping[WorkspacePath, Known], began: int) -> None:
        """Keep what is known now of the files that were met.

        ``began`` is when the first of them was read, in nanoseconds since the epoch.
        """
        settled = {file: stamp for file, stamp in self._met.items() if stamp[1] < began - _TICK}
        led_to = any(not entry.length and file in files for file, entry in self._entries.items())
        if self._is_complete and not led_to and settled.keys() == self._entries.keys():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_pieces(self._path, self._pieces(settled, files))

    def _pieces(
        self, settled: Mapping[WorkspacePath, Stamp], files: Mapping[WorkspacePath, Known]
    ) -> Iterator[bytes]:
        yield _program()
        begin, entries = _DIGEST_SIZE, {}
        for file, stamp in settled.items():
            content = self._pickled(files.get(file), file)
            entries[file] = _Entry(stamp, begin, len(content), _digest(content))
            begin += len(content)
            yield content
        places = pickle.dumps(entries, pickle.HIGHEST_PROTOCOL)
        yield places
        yield _digest(places) + len(places).to_bytes(_LENGTH_SIZE, "big")

    def _read(self, file: WorkspacePath, entry: _Entry, conventions: Conventions) -> Known | Nothing | None:
        if not entry.length:
            return Nothing.OF_OURS if _holds_nothing(file, conventions) else None
        content = self._content(entry)
        if content is None:
            return None
        known: Known = pickle.loads(content)  # noqa: S301 - written by this program, as its digest says
        if not still_holds(known, conventions):
            return None
        self._used[file] = known
        return known

    def _content(self, entry: _Entry) -> bytes | None:
        try:
            with self._path.open("rb", buffering=0) as kept:
                kept.seek(entry.begin)
                content = kept.read(entry.length)
        except OSError:
            # Another session has replaced or removed it: then the file itself is read.
            return None
        return content if _digest(content) == entry.digest else None

    def _pickled(self, known: Known | None, file: WorkspacePath) -> bytes:
        if known is None:
            return b""
        if self._used.get(file) is known:
            content = self._content(self._entries[file])
            if content is not None:
                return content
        return pickle.dumps(replace(known, good_source=None, good_api=None), pickle.HIGHEST_PROTOCOL)


def _load(path: Path) -> Mapping[WorkspacePath, _Entry]:
    try:
        with path.open("rb") as kept:
            program = kept.read(_DIGEST_SIZE)
            end = kept.seek(0, os.SEEK_END) - _DIGEST_SIZE - _LENGTH_SIZE
            if program != _program() or end < _DIGEST_SIZE:
                return {}
            kept.seek(end)
            tail = kept.read()
            kept.seek(max(end - int.from_bytes(tail[_DIGEST_SIZE:], "big"), 0))
            places = kept.read(end - kept.tell())
    except OSError:
        # None was kept yet, or the disk refuses: then every file is read.
        return {}
    if _digest(places) != tail[:_DIGEST_SIZE]:
        return {}
    entries: Mapping[WorkspacePath, _Entry] = pickle.loads(places)  # noqa: S301 - written by this program, as its digest says
    return entries


def _holds_nothing(file: WorkspacePath, conventions: Conventions) -> bool:
    """Tell whether a file that held nothing of ours still does, its text being the same."""
    match dialect_of(file):
        case "openapi":
            return True  # what descriptions refer to is read for their sake
        case "python":
            return not is_test_file(file, project_of(file, conventions.pytest).patterns)
        case _:
            return False  # another configuration may make tests of it


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST_SIZE).digest()


@cache
def _program() -> bytes:
    """Name this very program: its reading rooms as they are installed, and the Python that parses."""
    told = [sys.version, *(f"{path}:{_stamp(path.stat())[:2]}" for path in sources())]
    return _digest("\n".join(told).encode())


def sources() -> Iterator[Path]:
    """Yield the files of the rooms that decide what is read of a text, packages inside them included."""
    package = Path(qaagent_lsp.__file__).parent
    for room in _ROOMS:
        yield from sorted((package / room).rglob("*.py"))
