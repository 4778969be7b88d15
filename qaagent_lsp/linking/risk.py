"""How risky each route is: what it does without asking who calls, whether tests hold it, how it fared and changed.

The weights (``docs/risk.md``) add up to a score of at most 100; its bands are those of the original.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from qaagent_lsp.linking.evidence import links_to
from qaagent_lsp.model.result import CaseOutcome
from qaagent_lsp.model.risk import Band, RiskFactor, RouteRisk
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.snapshot import LastResult, Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, function_id

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE", ANY_METHOD})
UNGUARDED, UNTESTED, FAILING, FAILED, CHANGED, BUSY, SENSITIVE, WRITES = (
    "unauthenticated_change", "untested", "failing", "failed_before", "recent_change", "churn", "sensitive_path",
    "changes_data",
)  # fmt: skip
_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {UNGUARDED: 40, UNTESTED: 30, FAILING: 25, FAILED: 15, CHANGED: 15, BUSY: 5, SENSITIVE: 15, WRITES: 10}
)
RULES: Mapping[str, str] = MappingProxyType({"SEC-001": UNGUARDED, **{name: name for name in _WEIGHTS}})
"""What ``risk_assessment.disable_rules`` may name: our factors, and the original's rule that is the same as one."""
WINDOW = 90
"""Days after which a change is no longer recent."""
_FRESH = 7.0
_MANY_COMMITS = 10
_BY_NATURE = re.compile(
    r"(?<![a-z])(?:log[-_]?in|sign[-_]?in|sign[-_]?up|log[-_]?out|register|registration|tokens?|refresh|forgot|reset"
    r"|recover(?:y)?|webhooks?|callback|(?:un)?subscribe|contact|healthz?)(?![a-z])",
)
"""Whole words: ``/presets`` resets nothing, and ``/contacts`` are kept."""
_SENSITIVE = re.compile(
    r"admin|payment|billing|invoice|checkout|refund|transfer|payout|wallet|password|secret|api-?_?keys?|permission"
    r"|(?<![a-z])roles?(?![a-z])|impersonat|export|internal|superuser",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """When a handler changed last, in days before now, and the commits of its file in the last ``WINDOW`` days."""

    days: float
    commits: int = 0


@dataclass(frozen=True, slots=True)
class RiskGround:
    """What routes are judged by, besides the snapshot.

    ``guards`` names what asks who calls a route: ``""`` where nothing does; a route that it lacks cannot be judged.
    ``changed`` is by the file of the handler, ``edited`` are routes whose handler differs from the last commit.
    ``failures`` counts recent runs in which a test of a route failed. ``thresholds`` are the scores from which on P0,
    P1 and P2 begin.
    """

    guards: Mapping[tuple[RouteKey, WorkspacePath], str] = field(default_factory=dict)
    changed: Mapping[WorkspacePath, Changed] = field(default_factory=dict)
    edited: Collection[tuple[RouteKey, WorkspacePath]] = ()
    failures: Mapping[RouteKey, int] = field(default_factory=dict)
    disabled: frozenset[str] = frozenset()
    thresholds: tuple[float, float, float] = (80.0, 65.0, 50.0)


def ranked(routes: Iterable[Route], snapshot: Snapshot, ground: RiskGround) -> tuple[RouteRisk, ...]:
    """Judge routes, the highest score first; among equals in the order of paths."""
    results = _by_function(snapshot)
    found = [risk_of(route, snapshot, ground, results) for route in routes]
    return tuple(sorted(found, key=lambda risk: (-risk.score, risk.key.path, risk.key.method, risk.file)))


def risk_of(
    route: Route, snapshot: Snapshot, ground: RiskGround, results: Mapping[TestId, Sequence[LastResult]]
) -> RouteRisk:
    """Judge one route."""
    factors = [
        factor for factor in _factors(route, snapshot, ground, results) if factor.name not in ground.disabled
    ]
    factors.sort(key=lambda factor: -factor.weight)
    score = round(min(sum(factor.weight for factor in factors), 100.0), 1)
    return RouteRisk(route.key, route.file, score, band_of(score, ground.thresholds), tuple(factors))


def band_of(score: float, thresholds: tuple[float, float, float] = (80.0, 65.0, 50.0)) -> Band:
    """Name the band of a score."""
    bands: tuple[Band, Band, Band] = ("P0", "P1", "P2")
    return next(
        (band for band, least in zip(bands, thresholds, strict=True) if score >= least),
        "P3",
    )


def _factors(
    route: Route, snapshot: Snapshot, ground: RiskGround, results: Mapping[TestId, Sequence[LastResult]]
) -> Iterator[RiskFactor]:
    row = (route.key, route.file)
    changing = route.key.method in CHANGING
    guard = ground.guards.get(row)
    by_nature = _BY_NATURE.search(route.key.path.lower()) is not None
    if changing and guard == "" and not by_nature:
        yield RiskFactor(UNGUARDED, _WEIGHTS[UNGUARDED], "changes data without auth")
    elif changing:
        yield RiskFactor(WRITES, _WEIGHTS[WRITES], "changes data")
    sensitive = _SENSITIVE.search(route.key.path.lower())
    if sensitive is not None:
        open_to_all = guard == "" and not changing
        weight = _WEIGHTS[SENSITIVE] * (2 if open_to_all else 1)
        yield RiskFactor(
            SENSITIVE, weight, f"{sensitive[0]} in its path{' without auth' if open_to_all else ''}"
        )
    yield from _of_tests(route, snapshot, ground, results)
    yield from _of_changes(route, ground)


def _of_tests(
    route: Route, snapshot: Snapshot, ground: RiskGround, results: Mapping[TestId, Sequence[LastResult]]
) -> Iterator[RiskFactor]:
    links = links_to(route, snapshot.links_by_route.get(route.key, ()))
    weight = _WEIGHTS[UNTESTED]
    if not links:
        passed = links_to(route, snapshot.passed_by_route.get(route.key, ()))
        if passed:
            yield RiskFactor(UNTESTED, weight * 2 / 3, "tests only pass it on the way")
        else:
            yield RiskFactor(UNTESTED, weight, "no tests")
    elif all(link.how == "name" for link in links):
        yield RiskFactor(UNTESTED, weight / 3, "only names of tests speak of it")
    failing = [test for test in {link.test for link in links} if _is_failing(results.get(test, ()), route)]
    if failing:
        count = len(failing)
        yield RiskFactor(FAILING, _WEIGHTS[FAILING], f"{count} test{'' if count == 1 else 's'} failing")
        return
    failures = ground.failures.get(route.key, 0)
    if failures:
        weight = _WEIGHTS[FAILED] * min(failures / 3, 1.0)
        yield RiskFactor(FAILED, weight, f"failed in {failures} recent run{'' if failures == 1 else 's'}")


def _of_changes(route: Route, ground: RiskGround) -> Iterator[RiskFactor]:
    weight = _WEIGHTS[CHANGED]
    changed = ground.changed.get(route.handler_file or route.file)
    left = 0.0 if changed is None else min(max((WINDOW - changed.days) / (WINDOW - _FRESH), 0.0), 1.0)
    if (route.key, route.file) in ground.edited:
        yield RiskFactor(CHANGED, weight, "changed since the last commit")
    elif changed is not None and left > 0:
        yield RiskFactor(CHANGED, round(weight * left, 1), f"its file changed {_ago(changed.days)}")
    if changed is not None and changed.commits >= _MANY_COMMITS:
        yield RiskFactor(BUSY, _WEIGHTS[BUSY], f"{changed.commits} commits of its file in {WINDOW} days")


def _ago(days: float) -> str:
    whole = int(days)
    return "today" if whole < 1 else f"{whole} day{'' if whole == 1 else 's'} ago"


def _is_failing(cases: Iterable[LastResult], route: Route) -> bool:
    bad: tuple[CaseOutcome, ...] = ("failed", "error")
    return any(
        one.case.outcome in bad and (not one.case.routes or links_to(route, one.case.routes)) for one in cases
    )


def _by_function(snapshot: Snapshot) -> Mapping[TestId, Sequence[LastResult]]:
    grouped: dict[TestId, list[LastResult]] = {}
    for case, last in snapshot.results.items():
        grouped.setdefault(function_id(case), []).append(last)
    return grouped
