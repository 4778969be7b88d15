"""A run in the middle, and whether what it had started is gone."""

from __future__ import annotations

from pathlib import Path

import psutil

from tests.server.editor import Editor


async def in_the_middle(editor: Editor, slow: Path) -> int:
    """Wait until the slow project's second test runs; the process id of what it has started."""
    await editor.until((slow / "pids").exists, "the second test to be running")
    return int((slow / "pids").read_text())


async def gone(editor: Editor, pid: int) -> None:
    """Wait until a process has ended; one that only waits for init to take note of that has."""
    await editor.until(lambda: not psutil.pid_exists(pid) or _zombie(pid), f"process {pid} to be gone")


def _zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
