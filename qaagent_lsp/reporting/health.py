"""What a run says of each route and suite, and which few causes lie behind its failures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.diagnosis import Diagnosis
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import CaseResult, Counts, Failure, SuiteResult, count
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.reporting.words import first_line
from qaagent_lsp.results.diagnosing import diagnose_case

Health = Literal["passed", "failed", "skipped"]

_NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")


@dataclass(frozen=True, slots=True)
class RouteHealth:
    """What the tests of one route came to.

    ``cases`` are positions in the run's cases; ``seconds`` the time of them all.
    """

    route: RouteKey
    counts: Counts
    flaky: int
    seconds: float
    cases: tuple[int, ...]

    @property
    def health(self) -> Health:
        """One failing test makes a route red; skipped ones alone do not make it green."""
        return health_of(self.counts)


@dataclass(frozen=True, slots=True)
class SuiteHealth:
    """A suite and its cases; ``told`` is None where only its cases are known, as in the original's runs."""

    name: str
    runner: str
    counts: Counts
    flaky: int
    seconds: float
    told: SuiteResult | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Failures that come from one place, or say the same. ``cases`` are positions in the run's cases."""

    title: str
    place: str
    diagnosis: Diagnosis
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A run's evidence, summed up."""

    evidence: Evidence
    routes: tuple[RouteHealth, ...]
    suites: tuple[SuiteHealth, ...]
    causes: tuple[Cause, ...]


def story_of(evidence: Evidence) -> Story:
    """Sum a run up."""
    return Story(evidence, routes_health(evidence.run.cases), suites_health(evidence), causes(evidence))


def health_of(counts: Counts) -> Health:
    """Sum counts up."""
    if counts.failed or counts.error:
        return "failed"
    return "passed" if counts.passed else "skipped"


def is_bad(case: CaseResult) -> bool:
    """Tell whether a case is red."""
    return case.outcome in {"failed", "error"}


def subjects(case: CaseResult) -> Sequence[Link]:
    """Keep the links to the routes that a case tests; all of them where it tests none."""
    of_subject = [link for link in case.routes if link.role == "subject"]
    return of_subject or case.routes


def routes_health(cases: Sequence[CaseResult]) -> tuple[RouteHealth, ...]:
    """Sum the cases up by route: red ones first, then by path."""
    found: dict[RouteKey, dict[int, None]] = {}
    for position, case in enumerate(cases):
        for link in subjects(case):
            found.setdefault(link.route, {})[position] = None
    rows = [_route(route, tuple(positions), cases) for route, positions in found.items()]
    order = {"failed": 0, "skipped": 1, "passed": 2}
    return tuple(sorted(rows, key=lambda row: (order[row.health], row.route.path, row.route.method)))


def suites_health(evidence: Evidence) -> tuple[SuiteHealth, ...]:
    """Sum the cases up by suite, in the order in which the suites ran."""
    run = evidence.run
    told = {suite.name: suite for suite in run.suites}
    by_suite: dict[str, list[CaseResult]] = {name: [] for name in told}
    for case in run.cases:
        by_suite.setdefault(case.suite, []).append(case)
    return tuple(
        SuiteHealth(
            name=name,
            runner=told[name].runner if name in told else cases[0].runner,
            counts=count(tuple(cases)),
            flaky=sum(case.flaky for case in cases),
            seconds=told[name].duration if name in told else sum(case.duration for case in cases),
            told=told.get(name),
        )
        for name, cases in by_suite.items()
    )


def diagnosis_of(evidence: Evidence, case: CaseResult) -> Diagnosis:
    """Return what was recorded of a failure, else what the rules say of it now."""
    return evidence.diagnoses.get((case.suite, case.id)) or diagnose_case(case)


def causes(evidence: Evidence) -> tuple[Cause, ...]:
    """Gather failures by what lies behind them, the one with most tests first.

    Two have one cause when they break with the same exception at the same line, or, where no line is known, say the
    same but for numbers and quoted values.
    """
    grouped: dict[tuple[str, ...], list[int]] = {}
    for position, case in enumerate(evidence.run.cases):
        if is_bad(case):
            grouped.setdefault(_cause_key(case), []).append(position)
    found = [_cause(evidence, tuple(positions)) for positions in grouped.values()]
    return tuple(sorted(found, key=lambda cause: -len(cause.cases)))


def failure_of(case: CaseResult) -> Failure | None:
    """Return the first failure of a case, or of its last bad try where it passed at last."""
    if case.failures:
        return case.failures[0]
    return next((attempt.failures[0] for attempt in reversed(case.attempts) if attempt.failures), None)


def place_of(failure: Failure | None) -> str:
    """``app/pets.py:14``, or ``""``."""
    at = failure.location if failure else None
    return f"{at.file}:{at.span.line}" if at else ""


def _route(route: RouteKey, positions: tuple[int, ...], cases: Sequence[CaseResult]) -> RouteHealth:
    those = tuple(cases[position] for position in positions)
    return RouteHealth(route, count(those), _flaky(those), sum(case.duration for case in those), positions)


def _flaky(cases: Iterable[CaseResult]) -> int:
    return sum(case.flaky for case in cases)


def _cause_key(case: CaseResult) -> tuple[str, ...]:
    failure = failure_of(case)
    if failure is None:
        return ("", case.outcome)
    place = place_of(failure)
    if place:
        return (place, failure.exception or _shape(failure.message))
    return ("", failure.exception, _shape(failure.message))


def _shape(message: str) -> str:
    return _QUOTED.sub("…", _NUMBERS.sub("…", first_line(message)))


def _cause(evidence: Evidence, positions: tuple[int, ...]) -> Cause:
    case = evidence.run.cases[positions[0]]
    failure = failure_of(case)
    title = first_line(failure.message) if failure else ""
    title = title or (failure.exception if failure else "") or f"ended as {case.outcome} without a message"
    return Cause(title, place_of(failure), diagnosis_of(evidence, case), positions)
