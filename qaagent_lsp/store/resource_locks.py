"""Locks by name on files of one folder: the ``ResourceLocks`` of ``runs.resources``.

The system frees a lock when its holder dies, however it dies. What the holder said of itself stays in the file and
counts only while the lock is held. The files stay: one that is removed could be locked by two at once.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.model.errors import StoreUnavailable
from qaagent_lsp.model.resource import Busy
from qaagent_lsp.store.locks import try_lock

_LONGEST_WORDS = 500
"""Bytes that are kept of what a holder says of itself."""

_LONGEST_NAME = 40
"""Characters of a resource's name that a person finds again in the name of its file."""

_WORDS_AT = 1
"""Where the words begin: the byte before is the one that is locked, and on Windows nobody else can read that."""

_UNSAFE = re.compile(r"[^a-z0-9]+")


class FileLock:
    """A lock that is held until ``release``."""

    def __init__(self, fd: int) -> None:
        self._fd: int | None = fd

    def release(self) -> None:
        """Let go of it; a second call does nothing."""
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)


@dataclass(frozen=True, slots=True)
class FileLocks:
    """One file a name below ``folder``, which is made when the first lock is taken. For one user on one machine."""

    folder: Path

    def try_acquire(self, name: str, holder: str) -> FileLock | Busy:
        """Take a lock or say who has it: their words, process and machine.

        Raises ``StoreUnavailable`` when the folder or the file cannot be written, which no waiting would mend.
        """
        path = self.folder / file_name(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o666))
        except OSError as error:
            raise StoreUnavailable(
                f"The lock of the resource {name!r} cannot be taken: {error.strerror}: {path}",
                "Make the folder writable, or choose another one with QAAGENT_CACHE_DIR.",
            ) from error
        fd = try_lock(path)
        if fd is None:
            return Busy(_words_in(path))
        _introduce(fd, holder)
        return FileLock(fd)


def file_name(name: str) -> str:
    """Name the file of a resource: another one for each name, also where upper and lower case are the same."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    readable = _UNSAFE.sub("-", name.lower()).strip("-")[:_LONGEST_NAME]
    return f"{readable}-{digest}.lock"


def _introduce(fd: int, holder: str) -> None:
    """Write who holds the lock. One that cannot say so (the disk is full) holds it all the same."""
    words = f"{holder} (pid {os.getpid()} on {socket.gethostname()})".encode("utf-8", "replace")
    try:
        os.ftruncate(fd, 0)
        os.lseek(fd, _WORDS_AT, os.SEEK_SET)
        os.write(fd, words[:_LONGEST_WORDS])
    except OSError:
        return


def _words_in(path: Path) -> str:
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        os.lseek(fd, _WORDS_AT, os.SEEK_SET)
        return os.read(fd, _LONGEST_WORDS).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(fd)
