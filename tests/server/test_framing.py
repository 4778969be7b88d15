from __future__ import annotations

import asyncio

import pytest

from qaagent_lsp.server.framing import FramingError, read_messages


async def _read(stream: bytes) -> list[bytes]:
    reader = asyncio.StreamReader()
    reader.feed_data(stream)
    reader.feed_eof()
    return [message async for message in read_messages(reader)]


@pytest.mark.parametrize(
    ("stream", "messages"),
    [
        (b"", []),
        (b"Content-Length: 2\r\n\r\n{}", [b"{}"]),
        (b"Content-Length: 2\r\n\r\n{}Content-Length: 1\r\n\r\n1", [b"{}", b"1"]),
        (b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\r\n\r\n{}", [b"{}"]),
        (b"Content-Length: 0\r\n\r\n", [b""]),
        (b"Content-Length: 9\r\n\r\n{}", []),
        (b"Content-Len", []),
    ],
    ids=["nothing", "one", "two", "both headers", "empty", "cut off in the text", "cut off in the header"],
)
async def test_messages_come_whole(stream: bytes, messages: list[bytes]) -> None:
    if stream == b"Content-Len":
        with pytest.raises(FramingError):
            await _read(stream)
    else:
        assert await _read(stream) == messages


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", "unexpected header 'POST"),
        (b"Origin: http://evil.example\r\n", "Origin"),
        (b"\r\n{}", "without Content-Length"),
        (b"Content-Length: -1\r\n\r\n", "bad Content-Length"),
        (b"Content-Length: 99999999999\r\n\r\n", "bad Content-Length"),
        (b"x" * 100_000, "too long"),
    ],
)
async def test_what_is_no_editor_is_refused(stream: bytes, said: str) -> None:
    with pytest.raises(FramingError, match=said):
        await _read(stream)
