"""Runs flow into the snapshot here: one task takes what the supervisor says, in order and in batches.

A batch is whatever has come while the last one was worked on, so a single result is shown at once and ten
thousand do not mean ten thousand snapshots.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from qaagent_lsp.model.event import CaseFinished, InlineToolFinished, RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session.outlining import failing_files, files_found

log = logging.getLogger(__name__)

BREATH_SECONDS = 0.02
"""Least pause after a batch, so that a fast suite is shown some fifty times a second and not more."""

BREATHS_A_BATCH = 9
"""How many times as long as the batch took the pause is: showing a large suite costs a tenth of the time at most."""

LONGEST_BREATH_SECONDS = 0.25
"""Nobody waits longer for what has happened, however large the suite."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A run has its id."""

    run: RunTicket


@dataclass(frozen=True, slots=True)
class Started:
    """A run's turn has come."""

    run: RunTicket
    invocations: Sequence[Invocation]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a run."""

    run: RunTicket
    event: RunEvent


@dataclass(frozen=True, slots=True)
class Finished:
    """A run is sealed."""

    run: RunTicket
    result: RunResult


News = Queued | Started | Happened | Finished


def files_of(batch: Sequence[News]) -> frozenset[WorkspacePath]:
    """Name the files that failures and findings told in a batch stand in."""
    events = [news.event for news in batch if isinstance(news, Happened)]
    failing = failing_files(event.case for event in events if isinstance(event, CaseFinished))
    return failing | files_found(event.result for event in events if isinstance(event, InlineToolFinished))


class NewsDesk:
    """Collects what the supervisor says (it satisfies ``RunObserver``) and hands it on in batches, in order."""

    def __init__(self, digest: Callable[[Sequence[News]], Awaitable[None]]) -> None:
        self._digest = digest
        self._waiting: list[News] = []
        self._task: asyncio.Task[None] | None = None

    def run_queued(self, run: RunTicket) -> None:
        """See ``RunObserver``."""
        self._add(Queued(run))

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        """See ``RunObserver``."""
        self._add(Started(run, invocations))

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """See ``RunObserver``."""
        self._add(Happened(run, event))

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        """See ``RunObserver``."""
        self._add(Finished(run, result))

    async def settled(self) -> None:
        """Wait until all that was said has been digested."""
        while self._task is not None:
            await asyncio.shield(self._task)

    def _add(self, news: News) -> None:
        self._waiting.append(news)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work(), name="digest runs")

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                began = time.perf_counter()
                try:
                    await self._digest(batch)
                except Exception:
                    # Run-task boundary: one batch that cannot be shown must not hide the end of the run.
                    log.exception("%d pieces of news of a run could not be shown", len(batch))
                if self._waiting:
                    await asyncio.sleep(_breath(time.perf_counter() - began))
        finally:
            self._task = None


def _breath(took: float) -> float:
    return min(max(BREATH_SECONDS, BREATHS_A_BATCH * took), LONGEST_BREATH_SECONDS)
