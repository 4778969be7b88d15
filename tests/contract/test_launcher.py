"""What every ``Launcher`` and ``Files`` must do, told in terms of the ports alone."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.runs.ports import Files, Launcher, LineTail, Process
from tests.host.tool_scripts import eventually


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    guardian = Guardian()
    yield ToolLauncher(guardian)
    guardian.close()


@pytest.fixture
def files() -> Files:
    return LocalFiles()


def invocation(folder: Path, code: str, *, interpreter: str = sys.executable) -> Invocation:
    return Invocation(
        suite="unit",
        runner="pytest",
        argv=(interpreter, "-c", code),
        cwd=str(folder),
        env=(("ADDED", "yes"),),
        events=str(folder / "events.jsonl"),
        junit=str(folder / "junit.xml"),
        output=str(folder / "artifacts" / "unit" / "output.log"),
    )


async def first_line(tail: LineTail) -> bytes:
    lines: list[bytes] = []

    def has_come() -> bool:
        lines.extend(tail.read())
        return bool(lines)

    await asyncio.to_thread(eventually, has_come)
    return lines[0]


@pytest.mark.parametrize("code", [0, 1, 5])
async def test_exit_codes(launcher: Launcher, tmp_path: Path, code: int) -> None:
    process = await launcher.start(invocation(tmp_path, f"raise SystemExit({code})"))
    assert await process.wait() == code


async def test_output_can_be_followed_while_the_tool_runs(
    launcher: Launcher, files: Files, tmp_path: Path
) -> None:
    call = invocation(
        tmp_path, "import os, time; print(os.environ['ADDED'], os.getcwd(), flush=True); time.sleep(600)"
    )
    process = await launcher.start(call)
    tail = files.tail(call.output)
    assert (await first_line(tail)).decode() == f"yes {tmp_path}"
    await process.stop()
    tail.close()


async def test_stop_leaves_nothing(launcher: Launcher, files: Files, tmp_path: Path) -> None:
    call = invocation(
        tmp_path,
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True); time.sleep(600)",
    )
    process = await launcher.start(call)
    tail = files.tail(call.output)
    child = int(await first_line(tail))
    waiting: asyncio.Task[int] = asyncio.create_task(process.wait())
    await process.stop()
    assert await waiting != 0
    assert gone(process.pid)
    assert gone(child)
    tail.close()


async def test_wait_can_be_cancelled_and_the_tool_stopped_then(launcher: Launcher, tmp_path: Path) -> None:
    process: Process = await launcher.start(invocation(tmp_path, "import time; time.sleep(600)"))
    waiting = asyncio.create_task(process.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not gone(process.pid)
    await process.stop()
    assert gone(process.pid)


async def test_a_missing_tool(launcher: Launcher, tmp_path: Path) -> None:
    with pytest.raises(ToolMissing):
        await launcher.start(invocation(tmp_path, "", interpreter=str(tmp_path / "none")))


def test_files(files: Files, tmp_path: Path) -> None:
    path = str(tmp_path / "made" / "for" / "it.jsonl")
    tail = files.tail(path)
    assert list(tail.read()) == []
    files.write_bytes(path, b"one\ntwo")
    assert list(tail.read()) == [b"one"]
    assert list(tail.close()) == [b"two"]


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
