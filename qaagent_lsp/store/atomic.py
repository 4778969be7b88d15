"""Writing files so that no reader, and no crash, ever meets half of one."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable
from pathlib import Path


def replace_json(path: Path, value: object) -> None:
    """Put a JSON file in the place of what is there.

    ASCII-escaped, indent 2, no trailing newline, fsynced.
    """
    replace_bytes(path, json.dumps(value, indent=2, default=str).encode("ascii"))


def replace_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Put a file of these lines, each with its newline, in the place of what is there; fsynced."""
    replace_pieces(path, (b"".join(lines),))


def replace_bytes(path: Path, content: bytes) -> None:
    """Put a file in the place of what is there: temporary file beside it, fsync, rename."""
    replace_pieces(path, (content,))


def replace_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """As ``replace_bytes``, for what is not to be in memory as a whole. Pieces may be made of the old file."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            for piece in pieces:
                write_all(fd, piece)
            os.fsync(fd)
        finally:
            os.close(fd)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def append_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Append lines, each with one ``os.write``: what this returned for survives a kill of the process.

    A line that a full disk cut short is ended before the next one, so that it spoils no other.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        torn = _ends_torn(fd)
        for line in lines:
            write_all(fd, b"\n" + line if torn else line)
            torn = False
    finally:
        os.close(fd)


def sync(path: Path) -> None:
    """Make sure that a file survives the loss of power."""
    fd = os.open(path, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_all(fd: int, content: bytes) -> None:
    """Write all of it, with one ``os.write`` unless the system takes only part."""
    while content:
        content = content[os.write(fd, content) :]


def _ends_torn(fd: int) -> bool:
    size = os.fstat(fd).st_size
    if size == 0:
        return False
    os.lseek(fd, size - 1, os.SEEK_SET)
    return os.read(fd, 1) != b"\n"
