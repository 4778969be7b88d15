"""Tells the client what a session says: notifications, progress, and what must be shown anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from qaagent_lsp.model.event import Output, RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.server import protocol
from qaagent_lsp.server.throttle import Throttle

if TYPE_CHECKING:
    from qaagent_lsp.server.language_server import QaAgentServer

OUTPUT_SECONDS = 0.1
OUTPUT_CHARACTERS = 32_768


@dataclass(slots=True)
class _Told:
    """What has been told of a run: the last sequence number, whether it has started, output held back."""

    seq: int = 0
    started: bool = False
    suite: str = ""
    held: list[str] = field(default_factory=list)
    flush: Throttle | None = None


class Announcer:
    """The ``Observer`` of one folder's session."""

    def __init__(self, ls: QaAgentServer, root: Path, uri: str) -> None:
        self._ls = ls
        self._root = root
        self._uri = uri
        self._runs: dict[str, _Told] = {}

    def running(self) -> tuple[str, ...]:
        """Ids of the runs that are queued or running, oldest first."""
        return tuple(self._runs)

    def snapshot_changed(self, before: Snapshot, after: Snapshot) -> None:
        """Publish what differs, and have lenses and route lists asked for again where they would differ."""
        self._ls.publisher.request(self._root)
        if before.routes != after.routes:
            self._notify(protocol.ROUTES_CHANGED, {})
        if _lenses_differ(before, after):
            self._ls.lens_refresh.request()

    def run_queued(self, run: RunTicket) -> None:
        """Start counting, so that nothing is missed before the client has agreed to show progress."""
        told = _Told()
        told.flush = Throttle(OUTPUT_SECONDS, lambda: self._send_output(run.run_id, told))
        self._runs[run.run_id] = told

    def run_started(self, run: RunTicket, _: Sequence[Invocation]) -> None:
        """Say that the run's turn has come."""
        self._say_started(run)

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """Pass an event on; output is gathered and sent a few times a second."""
        self._ls.run_progress.event(run.run_id, event)
        told = self._runs.setdefault(run.run_id, _Told())
        if isinstance(event, Output):
            self._hold_output(run.run_id, told, event)
            return
        for shaped in protocol.run_events(event):
            self._send_event(run.run_id, told, shaped)

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        """Say that the run is sealed, after all that was held back."""
        self._say_started(run)
        told = self._runs.pop(run.run_id)
        if told.flush is not None:
            told.flush.flush()
        self._ls.spawn(self._say_finished(result), f"finish {run.run_id}")

    async def _say_finished(self, result: RunResult) -> None:
        # Whoever hears that the run is over finds its diagnostics in place.
        await self._ls.publisher.publish(self._root)
        self._notify(protocol.RUN_FINISHED, cast("dict[str, Any]", protocol.run_finished(result, self._uri)))
        self._ls.run_progress.finish(result.run_id, result)
        self._ls.lens_refresh.request()
        if broken := protocol.what_broke(result):
            self._ls.tell_of_broken_run(result, broken)

    def _say_started(self, run: RunTicket) -> None:
        told = self._runs.setdefault(run.run_id, _Told())
        if not told.started:
            told.started = True
            self._notify(protocol.RUN_STARTED, cast("dict[str, Any]", protocol.run_started(run, self._uri)))

    def _hold_output(self, run_id: str, told: _Told, event: Output) -> None:
        if told.suite != event.suite:
            self._send_output(run_id, told)
            told.suite = event.suite
        told.held.append(event.text)
        if told.flush is None or sum(map(len, told.held)) >= OUTPUT_CHARACTERS:
            self._send_output(run_id, told)
        else:
            told.flush.request()

    def _send_output(self, run_id: str, told: _Told) -> None:
        if told.held:
            text = "".join(told.held)
            told.held.clear()
            self._send_event(run_id, told, protocol.Event(kind="output", suite=told.suite, text=text))

    def _send_event(self, run_id: str, told: _Told, event: protocol.Event) -> None:
        told.seq += 1
        self._notify(protocol.RUN_EVENT, {"runId": run_id, "seq": told.seq, **event})

    def _notify(self, method: str, params: dict[str, Any]) -> None:
        self._ls.protocol.notify_client(method, params)


def _lenses_differ(before: Snapshot, after: Snapshot) -> bool:
    return (
        before.results is not after.results
        or before.running != after.running
        or before.links_by_route != after.links_by_route
        or before.routes != after.routes
        or before.described != after.described
    )
