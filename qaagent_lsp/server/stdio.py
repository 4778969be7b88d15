"""Serves one editor over stdin and stdout, which nothing else in the process may touch."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from typing import BinaryIO

from qaagent_lsp.server.conversation import Terms, converse


async def serve_stdio(*, runs_dir: str | None) -> int:
    """Serve the editor that started this process. Returns the exit code."""
    protocol_in, protocol_out = claim_stdio()
    reader, writer = reader_of(protocol_in), ThreadedWriter(protocol_out)
    try:
        return await converse(reader, writer, Terms(runs_dir=runs_dir))
    finally:
        writer.close()


def claim_stdio() -> tuple[BinaryIO, BinaryIO]:
    """Take stdin and stdout for the protocol and return them; afterwards fd 0 is empty and fd 1 is stderr.

    A stray ``print``, a C library's message or a child process that inherits its streams cannot break the
    protocol.
    """
    protocol_in = os.fdopen(os.dup(0), "rb", buffering=0)
    protocol_out = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return protocol_in, protocol_out


def reader_of(stream: BinaryIO) -> asyncio.StreamReader:
    """Return a reader that a daemon thread feeds.

    A thread works for pipes, files and consoles on every platform, and a daemon one never keeps the process
    alive while
    it waits for a client that has nothing more to say.
    """
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()

    def pump() -> None:
        try:
            while chunk := os.read(stream.fileno(), 65536):
                loop.call_soon_threadsafe(reader.feed_data, chunk)
            loop.call_soon_threadsafe(reader.feed_eof)
        except (OSError, RuntimeError):
            # The stream was closed or the loop has ended; either way nobody reads any more.
            return

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    return reader


class ThreadedWriter:
    """Writes from its own thread, so that a client that does not read cannot block the event loop."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._pump, name="stdout", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Queue one message."""
        self._waiting.put(data)

    def close(self) -> None:
        """Let what is queued go out; give up on a client that has stopped reading after two seconds."""
        self._waiting.put(None)
        self._thread.join(timeout=2)

    def _pump(self) -> None:
        while (data := self._waiting.get()) is not None:
            view = memoryview(data)
            try:
                while view:
                    view = view[self._stream.write(view) :]
            except OSError:
                return
