"""The process: what it writes, and how it ends however the client goes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.server.wire import ended, served, until

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


async def test_sigterm_in_the_middle_of_a_run_ends_everything(tmp_path: Path) -> None:
    (tmp_path / "test_stubborn.py").write_text(STUBBORN)
    async with served() as (wire, process):
        await wire.initialize(rootUri=tmp_path.as_uri(), initializationOptions={"python": sys.executable})
        answer = await wire.ask(
            "workspace/executeCommand", {"command": "qaagent.runAll", "arguments": [{}]}, 2
        )
        assert "runId" in answer["result"]
        await until((tmp_path / "started").exists)
        process.send_signal(signal.SIGTERM)
        await ended(process)
    assert "cancelled" in _manifests()


async def test_the_death_of_the_editor_ends_the_server() -> None:
    editor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    async with served() as (wire, process):
        await wire.initialize(processId=editor.pid)
        await editor.communicate(b"\n")
        assert await ended(process) == 130


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


def _manifests() -> str:
    runs = Path(os.environ["QAAGENT_RUNS_DIR"])
    return "".join(file.read_text() for file in runs.rglob("*.json"))
