from __future__ import annotations

import asyncio

from qaagent_lsp.server.throttle import Throttle


async def test_a_burst_is_one_action_and_the_next_one_another() -> None:
    done = asyncio.Event()
    calls: list[int] = []

    def act() -> None:
        calls.append(1)
        done.set()

    throttle = Throttle(0.001, act)
    for _ in range(5):
        throttle.request()
    await asyncio.wait_for(done.wait(), 10)
    assert len(calls) == 1
    done.clear()
    throttle.request()
    await asyncio.wait_for(done.wait(), 10)
    assert len(calls) == 2


async def test_flushing_acts_now_and_closing_never() -> None:
    calls: list[int] = []
    throttle = Throttle(3600, lambda: calls.append(1))
    throttle.flush()
    assert calls == []
    throttle.request()
    throttle.flush()
    assert calls == [1]
    throttle.request()
    throttle.close()
    throttle.flush()
    assert calls == [1]
