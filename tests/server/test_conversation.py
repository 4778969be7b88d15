"""How a conversation ends, however the client goes."""

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


def _manifests() -> str:
    runs = Path(os.environ["QAAGENT_RUNS_DIR"])
    return "".join(file.read_text() for file in runs.rglob("*.json"))
