from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.event import CaseStarted, RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import AllScope, Selection, WholeSuite
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session.observer import Observer
from qaagent_lsp.session.watching import Unwatched, Watched
from tests.cli.results import result

TICKET = RunTicket("r", "/runs/r", AllScope(), Selection(AllScope(), (WholeSuite("pytest"),)), None)


class Diary:
    """Writes down what it was told, after its name."""

    def __init__(self, name: str, pages: list[str]) -> None:
        self._name = name
        self._pages = pages

    def snapshot_changed(self, before: Snapshot, after: Snapshot) -> None:
        self._pages.append(f"{self._name} snapshot {before.version} {after.version}")

    def run_queued(self, run: RunTicket) -> None:
        self._pages.append(f"{self._name} queued {run.run_id}")

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        self._pages.append(f"{self._name} started {run.run_id} {len(invocations)}")

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        self._pages.append(f"{self._name} {type(event).__name__} {run.run_id}")

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        self._pages.append(f"{self._name} finished {run.run_id} {result.status}")


def tell_all(observer: Observer) -> None:
    observer.snapshot_changed(Snapshot(), Snapshot(version=1))
    observer.run_queued(TICKET)
    observer.run_started(TICKET, ())
    observer.run_event(TICKET, CaseStarted("unit", TestId("t")))
    observer.run_finished(TICKET, result())


def test_several_hear_everything_in_order() -> None:
    pages: list[str] = []
    tell_all(Watched([Diary("a", pages), Diary("b", pages)]))
    told = ["snapshot 0 1", "queued r", "started r 0", "CaseStarted r", "finished r failed"]
    assert pages == [f"{name} {news}" for news in told for name in "ab"]


def test_nobody_hears_nothing() -> None:
    tell_all(Unwatched())
