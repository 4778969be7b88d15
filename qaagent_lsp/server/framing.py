"""Splits a byte stream into LSP messages (LSP 3.17, "Base Protocol")."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

MAX_MESSAGE_BYTES = 256 * 1024 * 1024
"""A longer message is a broken or hostile client; the largest honest one is a whole file."""

_KNOWN_HEADERS = {"content-length", "content-type"}


class FramingError(Exception):
    """The peer does not speak the base protocol; the connection cannot be used any further."""


async def read_messages(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Yield the content of each message until the stream ends. Raises ``FramingError``.

    A message cut off by the end of the stream is dropped.
    """
    while (length := await _read_header(reader)) is not None:
        try:
            yield await reader.readexactly(length)
        except asyncio.IncompleteReadError:
            return


async def _read_header(reader: asyncio.StreamReader) -> int | None:
    length: int | None = None
    while True:
        try:
            line = await reader.readline()
        except ValueError as error:
            raise FramingError("a header line is too long") from error
        if not line:
            return None
        text = line.decode("ascii", "replace").strip()
        if not text:
            if length is None:
                raise FramingError("a message without Content-Length")
            return length
        name, _, value = text.partition(":")
        # Anything else is refused and not skipped: a web page can make a browser post to a local port, and
        # the
        # headers of HTTP are what would tell it apart from an editor.
        if name.lower() not in _KNOWN_HEADERS:
            raise FramingError(f"unexpected header {text[:80]!r}")
        if name.lower() == "content-length":
            length = _length(value)


def _length(value: str) -> int:
    if not value.strip().isdecimal() or int(value) > MAX_MESSAGE_BYTES:
        raise FramingError(f"bad Content-Length {value.strip()[:40]!r}")
    return int(value)
