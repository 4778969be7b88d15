"""A tool is followed to its end, whatever becomes of who follows it."""

from __future__ import annotations

import asyncio

import pytest

from qaagent_lsp.runs.following import follow


class Tool:
    """Ends when it is stopped, or by itself after some looks at it."""

    pid = 7

    def __init__(self, looks: int | None = None) -> None:
        self._left = looks
        self._over = asyncio.Event()
        self.stops = 0

    async def wait(self) -> int:
        await self._over.wait()
        return -2 if self.stops else 0

    async def stop(self) -> None:
        self.stops += 1
        self._over.set()

    async def look(self) -> None:
        if self._left is not None:
            self._left -= 1
            if not self._left:
                self._over.set()


def no_reason() -> str | None:
    return None


async def test_a_tool_that_ends_by_itself_was_not_stopped() -> None:
    tool = Tool(looks=3)
    assert await follow(tool, step=tool.look, pause=0.001, reason=no_reason) == (None, 0)
    assert tool.stops == 0


async def test_a_reason_stops_it_once() -> None:
    tool = Tool()
    reasons = iter((None, "limit", "cancelled"))
    followed = await follow(tool, step=tool.look, pause=0.001, reason=lambda: next(reasons))
    assert (followed, tool.stops) == (("limit", -2), 1)


async def test_a_step_that_raises_ends_it() -> None:
    tool = Tool()

    async def full() -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        await follow(tool, step=full, pause=0.001, reason=no_reason)
    assert tool.stops == 1


async def test_who_is_cancelled_ends_it_first() -> None:
    tool = Tool()
    following = asyncio.create_task(follow(tool, step=tool.look, pause=600, reason=no_reason))
    await asyncio.wait({following}, timeout=0)
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert tool.stops == 1
