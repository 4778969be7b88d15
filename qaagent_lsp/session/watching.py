"""Observers of a session: nobody, and several at once."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.event import RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session.observer import Observer


class Unwatched:
    """Shows nothing. Views that want to know of some things only are made from it."""

    def snapshot_changed(self, before: Snapshot, after: Snapshot) -> None:
        """Show nothing."""

    def run_queued(self, run: RunTicket) -> None:
        """Show nothing."""

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        """Show nothing."""

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """Show nothing."""

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        """Show nothing."""


class Watched:
    """Tells several observers, in the order given."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = tuple(observers)

    def snapshot_changed(self, before: Snapshot, after: Snapshot) -> None:
        """Pass on."""
        for observer in self._observers:
            observer.snapshot_changed(before, after)

    def run_queued(self, run: RunTicket) -> None:
        """Pass on."""
        for observer in self._observers:
            observer.run_queued(run)

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        """Pass on."""
        for observer in self._observers:
            observer.run_started(run, invocations)

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """Pass on."""
        for observer in self._observers:
            observer.run_event(run, event)

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        """Pass on."""
        for observer in self._observers:
            observer.run_finished(run, result)
