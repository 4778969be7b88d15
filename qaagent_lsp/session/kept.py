"""What files said, kept on disk between sessions: a second start reads only the files that changed. Blocking.

A file is taken as unchanged while its status is: size, times of content and of inode, inode number, as git judges it.
One that was written just before it was read is read again, for it may have been written twice within one tick of the
file system's clock. The answer is thrown away as a whole when the program that made it is not this one.
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
from qaagent_lsp.store.atomic import replace_bytes

_TICK = 2_000_000_000
"""Nanoseconds; no file system in use counts more coarsely."""
_DIGEST_SIZE = 16
_ROOMS = ("model", "discovery", "runners", "session")

Stamp = tuple[int, int, int, int]
"""Size in bytes, modification and inode change time in nanoseconds, inode number."""


class Nothing(Enum):
    """Said of a file that holds neither routes nor tests."""

    OF_OURS = "nothing of ours"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file at one moment. ``known`` is the pickled ``Known``, ``b""`` for one that holds nothing of ours."""

    stamp: Stamp
    known: bytes


class KeptFiles:
    """What an earlier session knew; of one workspace folder, and for one pass over it.

    ``path`` is the file that keeps it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = _load(path)
        self._met: dict[WorkspacePath, Stamp] = {}
        self._used: dict[WorkspacePath, tuple[Known, bytes]] = {}
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
        led_to = any(not entry.known and file in files for file, entry in self._entries.items())
        if self._is_complete and not led_to and settled.keys() == self._entries.keys():
            return
        entries = {
            file: _Entry(stamp, self._pickled(files.get(file), file)) for file, stamp in settled.items()
        }
        content = pickle.dumps(entries, pickle.HIGHEST_PROTOCOL)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_bytes(self._path, _program() + _digest(content) + content)

    def _read(self, file: WorkspacePath, entry: _Entry, conventions: Conventions) -> Known | Nothing | None:
        if not entry.known:
            return Nothing.OF_OURS if _holds_nothing(file, conventions) else None
        known: Known = pickle.loads(entry.known)  # noqa: S301 - written by this program into the user's own cache
        if not still_holds(known, conventions):
            return None
        self._used[file] = (known, entry.known)
        return known

    def _pickled(self, known: Known | None, file: WorkspacePath) -> bytes:
        if known is None:
            return b""
        used = self._used.get(file)
        if used is not None and used[0] is known:
            return used[1]
        return pickle.dumps(replace(known, good_source=None, good_api=None), pickle.HIGHEST_PROTOCOL)


def _load(path: Path) -> Mapping[WorkspacePath, _Entry]:
    try:
        data = path.read_bytes()
    except OSError:
        # None was kept yet, or the disk refuses: then every file is read.
        return {}
    head, content = data[: 2 * _DIGEST_SIZE], data[2 * _DIGEST_SIZE :]
    if head != _program() + _digest(content):
        return {}
    entries: Mapping[WorkspacePath, _Entry] = pickle.loads(content)  # noqa: S301 - written by this program, as its digest says
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
    told = [sys.version, *(f"{path}:{_stamp(path.stat())[:2]}" for path in _sources())]
    return _digest("\n".join(told).encode())


def _sources() -> Iterator[Path]:
    package = Path(qaagent_lsp.__file__).parent
    for room in _ROOMS:
        yield from sorted((package / room).glob("*.py"))
