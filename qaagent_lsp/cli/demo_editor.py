"""An editor without a window: enough of the Language Server Protocol to open a file, see and click.

Content-Length frames of JSON-RPC 2.0 over the server's stdin and stdout, as in the LSP 3.17 base protocol.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 60
ENDED = "the server has ended"

CAPABILITIES = {
    "workspace": {
        "codeLens": {"refreshSupport": True},
        "executeCommand": {},
        "workspaceFolders": True,
    },
    "textDocument": {
        "codeLens": {},
        "publishDiagnostics": {"relatedInformation": True, "dataSupport": True},
        "synchronization": {"didSave": True},
    },
    "window": {"workDoneProgress": True},
    "general": {"positionEncodings": ["utf-16"]},
}


class ServerGone(Exception):
    """The server ended the conversation."""


class Refused(Exception):
    """The server answered with an error."""


class Editor:
    """One conversation with a server."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._news = asyncio.Condition()
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.told: list[tuple[str, Any]] = []
        self.gone = False

    async def request(self, method: str, params: object) -> Any:
        """Ask and wait for the answer. Raises ``Refused``, ``ServerGone`` or ``TimeoutError``."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._send({"id": number, "method": method, "params": params})
        except ServerGone:
            del self._answers[number]
            raise
        return await asyncio.wait_for(answer, ANSWER_SECONDS)

    async def notify(self, method: str, params: object) -> None:
        """Tell the server something."""
        await self._send({"method": method, "params": params})

    async def until(self, seen: Callable[[], bool], seconds: float) -> bool:
        """Wait for what the server tells to make ``seen`` true. False when it did not within the time."""
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: seen() or self.gone)
        except TimeoutError:
            return False
        return seen()

    async def listen(self) -> None:
        """Take in all that the server says, until it ends."""
        reader = self._process.stdout
        assert reader is not None
        try:
            while True:
                header = await reader.readuntil(b"\r\n\r\n")
                length = int(header.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                await self._take(json.loads(await reader.readexactly(length)))
        except (asyncio.IncompleteReadError, ServerGone):
            self.gone = True
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(ServerGone(ENDED))
            async with self._news:
                self._news.notify_all()

    async def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._answered(message)
        elif "id" in message:
            asked = message.get("params") or {}
            # Every setting at its default; everything else the server may ask of an editor is granted.
            result = [None] * len(asked["items"]) if message["method"] == "workspace/configuration" else None
            await self._send({"id": message["id"], "result": result})
        else:
            params: Any = message.get("params")
            if message["method"] == "textDocument/publishDiagnostics":
                self.diagnostics[params["uri"]] = params["diagnostics"]
            self.told.append((message["method"], params))
        async with self._news:
            self._news.notify_all()

    def _answered(self, message: dict[str, Any]) -> None:
        answer = self._answers.pop(message["id"])
        if answer.done():
            return
        if "error" in message:
            answer.set_exception(Refused(str(message["error"]["message"])))
        else:
            answer.set_result(message.get("result"))

    async def _send(self, message: dict[str, Any]) -> None:
        writer = self._process.stdin
        assert writer is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        if self.gone:
            raise ServerGone(ENDED)
        try:
            writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            await writer.drain()
        except ConnectionError as error:
            raise ServerGone(ENDED) from error


@asynccontextmanager
async def editing(server: Sequence[str], folder: Path, python: Path) -> AsyncIterator[Editor]:
    """Start a server as an editor would, open a folder, and shut the server down in order at the end."""
    process = await asyncio.create_subprocess_exec(
        *server, cwd=folder, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
    )
    editor = Editor(process)
    listening = asyncio.create_task(editor.listen(), name="listen to the server")
    try:
        await editor.request(
            "initialize",
            {
                "processId": os.getpid(),
                "clientInfo": {"name": "qaagent-lsp demo"},
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
                "capabilities": CAPABILITIES,
                "initializationOptions": {"python": str(python)},
            },
        )
        await editor.notify("initialized", {})
        yield editor
        await editor.request("shutdown", None)
        await editor.notify("exit", None)
        await asyncio.wait_for(process.wait(), ANSWER_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await listening
