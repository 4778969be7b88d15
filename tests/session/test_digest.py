"""News of runs are digested in order and in batches, and a batch that fails does not stop the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest

from qaagent_lsp.model.event import Output
from qaagent_lsp.model.scope import AllScope, Selection, WholeSuite
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session.digest import Happened, News, NewsDesk, Queued, Started

RUN = RunTicket("run", "/runs/run", AllScope(), Selection(AllScope(), (WholeSuite("pytest"),)), None)


async def test_what_comes_while_a_batch_is_worked_on_is_the_next_batch() -> None:
    batches: list[Sequence[News]] = []
    working, go_on = asyncio.Event(), asyncio.Event()

    async def digest(batch: Sequence[News]) -> None:
        batches.append(batch)
        working.set()
        await go_on.wait()

    desk = NewsDesk(digest)
    desk.run_queued(RUN)
    await working.wait()
    desk.run_started(RUN, ())
    desk.run_event(RUN, Output("unit", "."))
    go_on.set()
    await desk.settled()
    assert batches == [[Queued(RUN)], [Started(RUN, ()), Happened(RUN, Output("unit", "."))]]


async def test_a_batch_that_cannot_be_shown_is_logged_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen: list[News] = []

    async def digest(batch: Sequence[News]) -> None:
        seen.extend(batch)
        if batch == [Queued(RUN)]:
            msg = "broken"
            raise ValueError(msg)

    desk = NewsDesk(digest)
    with caplog.at_level(logging.ERROR):
        desk.run_queued(RUN)
        await desk.settled()
        desk.run_started(RUN, ())
        await desk.settled()
    assert seen == [Queued(RUN), Started(RUN, ())]
    assert "could not be shown" in caplog.text
    assert "ValueError: broken" in caplog.text
