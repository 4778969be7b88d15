"""What a session tells whoever shows it: the language server, the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qaagent_lsp.model.event import RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.runs.supervisor import RunTicket


class Observer(Protocol):
    """Called on the event loop, in order, and must return at once.

    ``snapshot_changed`` comes before the event or the end that caused it, so that whoever asks for lenses or
    diagnostics on hearing of a finished run finds its verdicts.
    """

    def snapshot_changed(self, before: Snapshot, after: Snapshot) -> None:
        """Routes, tests, links or verdicts are others now."""
        ...

    def run_queued(self, run: RunTicket) -> None:
        """A run has its id and waits for its turn."""
        ...

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        """A run's turn has come."""
        ...

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """Something happened in a run; the evidence of it is stored."""
        ...

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        """A run is over, sealed, and part of the snapshot."""
        ...
