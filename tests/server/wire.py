"""A client that speaks bytes, for what a well-behaved client never sends."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

DEADLINE = 120.0


class Wire:
    """Reads and writes messages of the base protocol."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, message: object) -> None:
        """Send one message."""
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        """Send a content part, whatever it is."""
        self.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def receive(self) -> dict[str, Any]:
        """Receive one message."""
        async with asyncio.timeout(DEADLINE):
            header = await self.reader.readuntil(b"\r\n\r\n")
            length = int(header.split(b":")[1])
            message: dict[str, Any] = json.loads(await self.reader.readexactly(length))
            return message

    async def answer(self, msg_id: object) -> dict[str, Any]:
        """Receive until the answer to a request comes."""
        while True:
            message = await self.receive()
            if "method" not in message and message.get("id") == msg_id:
                return message

    async def ask(self, method: str, params: object = None, msg_id: int = 1) -> dict[str, Any]:
        """Send a request and return its answer."""
        self.send({"jsonrpc": "2.0", "id": msg_id, "method": method, "params": params})
        return await self.answer(msg_id)

    async def initialize(self, **params: object) -> dict[str, Any]:
        """Shake hands."""
        answer = await self.ask(
            "initialize", {"processId": None, "capabilities": {}, "rootUri": None, **params}
        )
        self.send({"jsonrpc": "2.0", "method": "initialized", "params": {}})
        return answer


@asynccontextmanager
async def served(*arguments: str) -> AsyncIterator[tuple[Wire, asyncio.subprocess.Process]]:
    """Start the server over stdio."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "qaagent_lsp", *(arguments or ("--stdio",))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=dict(os.environ),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Wire(process.stdout, process.stdin), process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ended(process: asyncio.subprocess.Process) -> int:
    """Wait for the end of a process and return its exit code."""
    async with asyncio.timeout(DEADLINE):
        return await process.wait()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something outside the process."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + DEADLINE
    while not condition():
        assert loop.time() < deadline, "waited in vain"
        await asyncio.sleep(0.01)
