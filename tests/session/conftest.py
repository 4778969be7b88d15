"""Sessions on real folders, with the real store, launcher and probe, and a cache of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.event import RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.session import Session

DEADLINE = 60.0
"""Seconds after which a condition that is waited for counts as never coming true."""


@dataclass(slots=True)
class Witness:
    """Writes down what a session tells, and lets a test wait for it."""

    told: list[str] = field(default_factory=list)
    events: list[RunEvent] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def snapshot_changed(self, before: Snapshot, after: Snapshot) -> None:
        assert after.version > before.version
        self.snapshots.append(after)
        self.changed.set()

    def run_queued(self, run: RunTicket) -> None:
        self.told.append("queued")

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        self.told.append("started")

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        self.told.append(type(event).__name__)
        self.events.append(event)
        self.changed.set()

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        self.told.append(f"finished {result.status}")
        self.changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition holds, looking whenever the session has told something."""
        async with asyncio.timeout(DEADLINE):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


Open = Callable[..., Awaitable[tuple[Session, Witness]]]


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("QAAGENT_RUNS_DIR", str(tmp_path / "runs"))


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    """Open sessions that are closed at the end of the test."""
    async with AsyncExitStack() as stack:

        async def open_one(
            folder: Path, *, trusted: bool = True, **settings: object
        ) -> tuple[Session, Witness]:
            import sys

            witness = Witness()
            chosen = Settings.model_validate({"python": sys.executable, **settings})
            session = open_session(folder, chosen, witness, trusted=trusted)
            stack.push_async_callback(session.aclose)
            await session.start()
            return session, witness

        yield open_one
