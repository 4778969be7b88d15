"""What suites and cases come to as a run. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qaagent_lsp.model.result import CaseResult, RunOutcome, RunStatus, SuiteResult
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.results.attempts import BAD

_WORST_FIRST: tuple[RunOutcome, ...] = ("cancelled", "timeout", "error", "failed")


def outcome_of(
    suites: Iterable[SuiteResult], cases: Iterable[CaseResult], tools: Iterable[ToolResult] = ()
) -> RunOutcome:
    """Give the run's outcome: the worst of its suites and inline tools, and never better than its cases.

    A tool that was skipped says nothing. No suite and no tool at all is an error: a run that ran nothing is not green.
    """
    outcomes = {suite.outcome for suite in suites}
    outcomes |= {tool.outcome for tool in tools if tool.outcome != "skipped"}
    if outcomes and any(case.outcome in BAD for case in cases):
        outcomes.add("failed")
    return _worst(outcomes)


def worst_of(outcomes: Iterable[RunStatus]) -> RunStatus:
    """Give the worst of several outcomes; none at all is an error."""
    given = set(outcomes)
    return "interrupted" if "interrupted" in given else _worst(given)


def _worst(given: Collection[RunStatus]) -> RunOutcome:
    return next((outcome for outcome in _WORST_FIRST if outcome in given), "passed" if given else "error")
