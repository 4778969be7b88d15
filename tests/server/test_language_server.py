"""The end of a server in the middle of a run."""

from __future__ import annotations

from pathlib import Path

from tests.server.editor import editing
from tests.server.processes import gone, in_the_middle


async def test_shutdown_in_the_middle_ends_the_run_and_its_processes(slow: Path) -> None:
    async with editing(slow) as editor:
        run_id = (await editor.command("qaagent.runAll", {}))["runId"]
        grandchild = await in_the_middle(editor, slow)
    await gone(editor, grandchild)
    async with editing(slow) as editor:
        assert (await editor.command("qaagent.showRun", {"runId": run_id}))["outcome"] == "cancelled"


async def test_kill_of_the_server_loses_no_finished_test_and_leaves_no_process(slow: Path) -> None:
    async with editing(slow) as editor:
        run_id = (await editor.command("qaagent.runAll", {}))["runId"]
        grandchild = await in_the_middle(editor, slow)
        editor.kill()
        await gone(editor, grandchild)
    async with editing(slow) as editor:
        shown = await editor.command("qaagent.showRun", {"runId": run_id})
        assert shown["outcome"] == "interrupted"
        assert "test_slow.py::test_first" in [c["id"] for c in shown["cases"] if c["outcome"] == "passed"]
