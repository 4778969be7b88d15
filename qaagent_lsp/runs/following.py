"""A running tool is followed to its end: looked at, stopped where there is a reason, and never left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from qaagent_lsp.runs.ports import Process

Reason = TypeVar("Reason")


async def follow(
    process: Process,
    *,
    step: Callable[[], Awaitable[None]],
    pause: float,
    reason: Callable[[], Reason | None],
) -> tuple[Reason | None, int]:
    """Follow a tool to its end. Returns why it was stopped, None where it ended by itself, and its exit code.

    ``step`` takes in what the tool has said; it is called every ``pause`` seconds, also while the tool is being
    stopped, and after its end. ``reason`` says why it must be stopped, None while it need not be. Where a step
    raises, or this is cancelled, the tool is ended all the same.
    """
    ended = asyncio.ensure_future(process.wait())
    stopping: asyncio.Task[None] | None = None
    why: Reason | None = None
    try:
        while not ended.done():
            if stopping is None and (why := reason()) is not None:
                stopping = asyncio.create_task(process.stop(), name=f"stop {process.pid}")
            await asyncio.wait({ended}, timeout=pause)
            await step()
        if stopping is not None:
            await stopping
        return why, ended.result()
    except BaseException:
        # Nobody follows the tool any more (our own loop is going down, or the evidence cannot be written): end it too.
        ended.cancel()
        await asyncio.shield(process.stop())
        raise
