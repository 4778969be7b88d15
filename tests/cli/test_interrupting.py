from __future__ import annotations

import asyncio
import os
import signal

import pytest

from qaagent_lsp.cli.interrupting import interruptible


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_the_first_signal_and_every_later_one(number: signal.Signals) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    with interruptible(lambda: heard.put_nowait("first"), lambda: heard.put_nowait("second")):
        told = []
        for _ in range(3):
            os.kill(os.getpid(), number)
            told.append(await asyncio.wait_for(heard.get(), 30))
    assert told == ["first", "second", "second"]


async def test_afterwards_signals_do_what_they_did() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with interruptible(lambda: None, lambda: None):
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
