"""The process: what it writes, and how it ends however the client goes."""

from __future__ import annotations

from pathlib import Path

from tests.server.wire import ended, served

STUBBORN = """
import pathlib, time
def test_never_ends():
    pathlib.Path("started").touch()
    time.sleep(600)
"""


async def test_the_end_of_input_ends_the_server() -> None:
    async with served() as (wire, process):
        await wire.initialize()
        wire.writer.close()
        assert await ended(process) == 1


async def test_exit_without_shutdown_is_code_1() -> None:
    async with served() as (wire, process):
        await wire.initialize()
        wire.send({"jsonrpc": "2.0", "method": "exit"})
        assert await ended(process) == 1


async def test_garbage_ends_the_connection_and_says_so() -> None:
    async with served() as (wire, process):
        wire.writer.write(b"hello?\r\n\r\n")
        assert await ended(process) == 1
        assert process.stderr is not None
        assert b"unexpected header 'hello?'" in await process.stderr.read()


async def test_a_client_that_does_not_read_blocks_nobody(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "from flask import Flask\napp = Flask(__name__)\n"
        + "".join(f'@app.get("/r{n}")\ndef r{n}(): ...\n' for n in range(300))
    )
    async with served() as (wire, process):
        await wire.initialize(rootUri=tmp_path.as_uri())
        params = {"command": "qaagent.listRoutes", "arguments": [{}]}
        for number in range(30):
            wire.send(
                {"jsonrpc": "2.0", "id": 100 + number, "method": "workspace/executeCommand", "params": params}
            )
        wire.send({"jsonrpc": "2.0", "id": 1000, "method": "shutdown"})
        assert (await wire.answer(1000)) is not None
        wire.send({"jsonrpc": "2.0", "method": "exit"})
        assert await ended(process) == 0
