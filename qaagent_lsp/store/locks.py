"""Locks between processes, on files. The system lets go of them when their holder dies, however it dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock_exclusive_now(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    _lock_shared_now = _lock_exclusive_now

    def _lock(fd: int) -> None:
        # LK_LOCK gives up with OSError after ten tries, one a second.
        while True:
            try:
                msvcrt.locking(fd, msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return
else:
    import fcntl

    def _lock_exclusive_now(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _lock_shared_now(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX)


_PATIENCE = (0.0, 0.005, 0.01)
"""Seconds between tries: whoever only asks whether a file is locked holds the lock for a moment."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file, waiting for it; the file is made if absent and stays."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(fd)
        yield
    finally:
        os.close(fd)


def try_lock(path: Path) -> int | None:
    """Take the lock of an existing file and return its descriptor, to be closed by the caller.

    None when somebody holds it, when the file is gone, or when it went away while the lock was taken.
    """
    fd = _open_existing(path)
    if fd is None:
        return None
    for wait in _PATIENCE:
        try:
            _lock_exclusive_now(fd)
        except OSError:
            time.sleep(wait)
            continue
        if _is_still(path, fd):
            return fd
        break
    os.close(fd)
    return None


def is_locked(path: Path) -> bool:
    """Tell whether somebody holds the lock of a file. A file that is not there is not locked."""
    fd = _open_existing(path)
    if fd is None:
        return False
    try:
        _lock_shared_now(fd)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(fd)


def _open_existing(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR)
    except OSError:
        return None


def _is_still(path: Path, fd: int) -> bool:
    try:
        here = path.stat()
    except OSError:
        return False
    opened = os.fstat(fd)
    return (opened.st_dev, opened.st_ino) == (here.st_dev, here.st_ino)
