"""Phases and attempts of one test case → one verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import Attempt, CaseOutcome, Failure

PhaseName = Literal["setup", "call", "teardown", "subtest", "crash"]
PhaseOutcome = Literal["passed", "failed", "skipped", "rerun"]


@dataclass(frozen=True, slots=True)
class Phase:
    """One report of the tool about a case. ``rerun`` is a failure that the tool will try again.

    ``reason`` is the skip or xfail reason. ``duration`` in seconds; that of a subtest is part of its ``call``.
    """

    name: PhaseName
    outcome: PhaseOutcome
    duration: float = 0.0
    failure: Failure | None = None
    reason: str = ""
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all phases of a case come to. ``flaky``: an earlier attempt did not pass and the last one did."""

    outcome: CaseOutcome
    duration: float
    attempts: tuple[Attempt, ...]
    failures: tuple[Failure, ...]
    reason: str
    flaky: bool


def merge(phases: Sequence[Phase]) -> Verdict:
    """Merge the phases of a case: its last attempt's worst phase decides.

    Worst first: ``error`` (setup, teardown or a crash) > ``failed`` (call or a subtest) > ``skipped`` > ``passed``. A
    case whose call failed and whose teardown broke is therefore an ``error`` that keeps both failures, the call's
    first. A test whose call never ran has not passed: it is ``skipped`` when it was torn down in order, else an
    ``error``.
    """
    attempts = [_attempt(part) for part in _split(phases)]
    last = attempts[-1] if attempts else Attempt("error", 0.0)
    was_bad = any(attempt.outcome in ("failed", "error") for attempt in attempts[:-1])
    return Verdict(
        outcome=last.outcome,
        duration=round(sum(attempt.duration for attempt in attempts), 6),
        attempts=tuple(attempts),
        failures=last.failures,
        reason=_reason(phases) if last.outcome in ("skipped", "passed") else "",
        flaky=was_bad and last.outcome == "passed",
    )


def _split(phases: Iterable[Phase]) -> list[list[Phase]]:
    """Each ``setup``, or second ``call``, begins an attempt; a crash belongs to the attempt it ended.

    Plugins that run a test again tell its phases when all are over, but its subtests at once: those come before
    the ``setup`` of their attempt.
    """
    parts: list[list[Phase]] = []
    for phase in phases:
        names = {one.name for one in parts[-1]} if parts else set()
        match phase.name:
            case "setup":
                begins = names != {"subtest"}
            case "call":
                begins = "call" in names
            case "subtest":
                begins = "teardown" in names
            case "teardown" | "crash":
                begins = False
            case _:
                assert_never(phase.name)
        if begins or not parts:
            parts.append([])
        parts[-1].append(phase)
    return parts


def _attempt(phases: Sequence[Phase]) -> Attempt:
    return Attempt(
        outcome=_outcome(phases),
        duration=round(sum(phase.duration for phase in phases if phase.name != "subtest"), 6),
        failures=tuple(phase.failure for phase in phases if phase.failure is not None),
    )


def _outcome(phases: Sequence[Phase]) -> CaseOutcome:
    bad = {phase.name for phase in phases if phase.outcome in ("failed", "rerun")}
    if bad & {"setup", "teardown", "crash"}:
        return "error"
    if bad:
        return "failed"
    ran = {phase.name: phase.outcome for phase in phases if phase.name != "subtest"}
    if "skipped" in ran.values():
        return "skipped"
    if ran.get("call") == "passed":
        return "passed"
    return "skipped" if "teardown" in ran else "error"


def _reason(phases: Sequence[Phase]) -> str:
    return next((phase.reason for phase in reversed(phases) if phase.reason and phase.name != "subtest"), "")
