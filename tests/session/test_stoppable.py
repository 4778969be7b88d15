from __future__ import annotations

import asyncio
import threading

import pytest

from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.session.stoppable import in_thread


async def test_what_the_work_gives_and_raises_is_the_callers() -> None:
    assert await in_thread(lambda stop: stop.is_set(), "look") is False

    def missing(_stop: threading.Event) -> None:
        raise ToolMissing("there is none")

    with pytest.raises(ToolMissing):
        await in_thread(missing, "look")


async def test_being_cancelled_ends_the_work_first() -> None:
    begun, over = threading.Event(), threading.Event()

    def work(stop: threading.Event) -> None:
        begun.set()
        stop.wait()
        over.set()
        raise ToolMissing("it was ended")

    task = asyncio.create_task(in_thread(work, "wait"))
    await asyncio.wait({task}, timeout=0)
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert over.is_set()
