"""Small runs made by hand."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.event import CaseFinished, CasesCollected, CaseStarted
from qaagent_lsp.model.result import (
    Attempt,
    CaseOutcome,
    CaseResult,
    Counts,
    RunResult,
    RunStatus,
    SuiteResult,
)
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import AllScope, RouteScope, Selection, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.supervisor import RunTicket

TICKET = RunTicket(
    run_id="20261123_010203Z",
    run_dir="/runs/20261123_010203Z",
    scope=RouteScope(RouteKey("GET", "/x")),
    selection=Selection(AllScope(), (WholeSuite("pytest"),)),
    total=2,
)


def case(name: str, outcome: CaseOutcome = "passed", reason: str = "") -> CaseResult:
    """A finished case."""
    return CaseResult(
        id=TestId(f"t.py::{name}"),
        suite="unit",
        runner="pytest",
        name=name,
        outcome=outcome,
        duration=0.5,
        file=WorkspacePath("t.py"),
        line=1,
        attempts=(Attempt(outcome, 0.5),),
        reason=reason,
    )


def result(status: RunStatus = "passed", *, broke: str = "", **counts: int) -> RunResult:
    """A finished run."""
    suite = SuiteResult("unit", "pytest", ("pytest",), "/w", "error" if broke else "passed", error=broke)
    return RunResult(
        run_id=TICKET.run_id,
        run_dir=TICKET.run_dir,
        status=status,
        scope=TICKET.scope,
        created_at="2026-11-23T01:02:03Z",
        duration=1.5,
        counts=replace(Counts(), **counts),
        suites=(suite,),
    )


def collected(*names: str) -> CasesCollected:
    """The tool has decided what it runs."""
    return CasesCollected("unit", tuple(TestId(f"t.py::{name}") for name in names))


def started(name: str) -> CaseStarted:
    """A case is running."""
    return CaseStarted("unit", TestId(f"t.py::{name}"))


def finished(name: str, outcome: CaseOutcome = "passed") -> CaseFinished:
    """A case is over."""
    return CaseFinished("unit", case(name, outcome))
