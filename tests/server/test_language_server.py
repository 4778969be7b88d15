"""The end of a server in the middle of a run."""

from __future__ import annotations

from pathlib import Path

import psutil

from tests.server.editor import Editor, editing


async def test_shutdown_in_the_middle_ends_the_run_and_its_processes(slow: Path) -> None:
    async with editing(slow) as editor:
        run_id = (await editor.command("qaagent.runAll", {}))["runId"]
        grandchild = await _in_the_middle(editor, slow)
    await _gone(editor, grandchild)
    async with editing(slow) as editor:
        assert (await editor.command("qaagent.showRun", {"runId": run_id}))["outcome"] == "cancelled"


async def test_kill_of_the_server_loses_no_finished_test_and_leaves_no_process(slow: Path) -> None:
    async with editing(slow) as editor:
        run_id = (await editor.command("qaagent.runAll", {}))["runId"]
        grandchild = await _in_the_middle(editor, slow)
        editor.kill()
        await _gone(editor, grandchild)
    async with editing(slow) as editor:
        shown = await editor.command("qaagent.showRun", {"runId": run_id})
        assert shown["outcome"] == "interrupted"
        assert "test_slow.py::test_first" in [c["id"] for c in shown["cases"] if c["outcome"] == "passed"]


async def _in_the_middle(editor: Editor, slow: Path) -> int:
    await editor.until((slow / "pids").exists, "the second test to be running")
    return int((slow / "pids").read_text())


async def _gone(editor: Editor, pid: int) -> None:
    await editor.until(lambda: not psutil.pid_exists(pid) or _zombie(pid), f"process {pid} to be gone")


def _zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
