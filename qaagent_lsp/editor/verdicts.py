"""What is last known of a route or test, counted by test function, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.editor.failures import current_failures, running_functions
from qaagent_lsp.linking.evidence import links_to
from qaagent_lsp.linking.known import loads
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import CaseOutcome
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import LastResult, Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, function_id, inside_of, is_loaded_beside, runner_of

State = Literal["unknown", "running", "passed", "failed", "skipped"]

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Verdict:
    """``bad`` and ``good`` of ``total`` tests; ``at`` (POSIX seconds) and ``run_id`` of the newest."""

    state: State
    total: int
    good: int = 0
    bad: int = 0
    skipped: int = 0
    at: float = 0.0
    run_id: str = ""
    outdated: bool = False


def route_links(snapshot: Snapshot, route: Route) -> Sequence[Link]:
    """Return the links to one row of the table, best evidence first."""
    return links_to(route, snapshot.links_by_route.get(route.key, ()))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the tests of a snapshot stand: gathered once, for many look-ups.

    ``results`` are those of all cases of a function. ``outdated`` are failed cases whose code was edited.
    ``unloaded`` are the results of files that could not be loaded at all.
    """

    results: Mapping[TestId, Sequence[LastResult]]
    running: frozenset[TestId]
    outdated: frozenset[TestId]
    unloaded: Mapping[WorkspacePath, LastResult]


def standing_of(snapshot: Snapshot) -> Standing:
    """Gather where the tests of a snapshot stand. Linear in the results, so worth keeping."""
    grouped: dict[TestId, list[LastResult]] = {}
    for case_id, result in snapshot.results.items():
        grouped.setdefault(function_id(case_id), []).append(result)
    edited: dict[TestId, bool] = {}
    for one in current_failures(snapshot):
        edited[one.result.case.id] = edited.get(one.result.case.id, True) and one.outdated
    return Standing(
        results=grouped,
        running=running_functions(snapshot),
        outdated=frozenset(case_id for case_id, all_edited in edited.items() if all_edited),
        unloaded={
            file_of(case_id): last
            for case_id, last in snapshot.results.items()
            if last.case.outcome == "error" and not inside_of(case_id)
        },
    )


def concerns(result: LastResult, route: Route) -> bool:
    """Tell whether a case says something about a route: parametrised cases may each reach another one."""
    links = result.case.routes
    return not links or bool(links_to(route, links))


def verdict(
    tests: Iterable[TestId],
    standing: Standing,
    route: Route | None = None,
) -> Verdict:
    """Count the last results of test functions, of one route when given. One bad case fails a function."""
    outcomes: list[CaseOutcome] = []
    newest: LastResult | None = None
    failing: list[TestId] = []
    ids = tuple(dict.fromkeys(tests))
    for test_id in ids:
        cases = [last for last in standing.results.get(test_id, ()) if route is None or concerns(last, route)]
        if standing.unloaded:
            cases = [*cases, *_not_loaded(test_id, cases, standing)]
        if cases:
            outcomes.append(_worst(cases))
            failing.extend(last.case.id for last in cases if last.case.outcome in {"failed", "error"})
            newest = max([*cases, *([newest] if newest else [])], key=lambda last: last.finished_at)
    good, bad = outcomes.count("passed"), outcomes.count("failed") + outcomes.count("error")
    skipped = outcomes.count("skipped")
    state: State = "failed" if bad else "passed" if good else "skipped" if skipped else "unknown"
    if not standing.running.isdisjoint(ids):
        state = "running"
    return Verdict(
        state=state,
        total=len(ids),
        good=good,
        bad=bad,
        skipped=skipped,
        at=newest.finished_at if newest else 0.0,
        run_id=newest.run_id if newest else "",
        outdated=bool(failing) and standing.outdated.issuperset(failing),
    )


def _not_loaded(test_id: TestId, cases: Sequence[LastResult], standing: Standing) -> Sequence[LastResult]:
    """Give the results of files that could not be loaded since the test ran: its own, or one that its tool needs."""
    tests, runner = file_of(test_id), runner_of(test_id)
    return [
        last
        for file, last in standing.unloaded.items()
        if loads(tests, file) or (last.case.runner == runner and is_loaded_beside(file, runner))
        if all(last.finished_at >= one.finished_at for one in cases)
    ]


def verdict_text(known: Verdict, now: float) -> str:
    """Write a verdict as a lens shows it: ``✗ 1/3 · 2 min ago``, where 1 is how many of 3 failed."""
    match known.state:
        case "running":
            return "● running…"
        case "failed":
            when = "outdated" if known.outdated else age(known.at, now)
            return f"✗ {known.bad}/{known.total} · {when}"
        case "passed":
            return f"✓ {known.good}/{known.total} · {age(known.at, now)}"
        case "skipped":
            return f"○ {known.skipped}/{known.total} skipped · {age(known.at, now)}"
        case "unknown":
            return "○ not run"


def age(at: float, now: float) -> str:
    """Write how long ago something was, both in POSIX seconds: ``just now``, ``2 min ago``, ``3 h ago``."""
    seconds = now - at
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h ago"
    return f"{int(seconds // _DAY)} d ago"


def count_text(count: int) -> str:
    """Write ``1 test`` or ``3 tests``."""
    return f"{count} test" if count == 1 else f"{count} tests"


def _worst(cases: Sequence[LastResult]) -> CaseOutcome:
    outcomes = {last.case.outcome for last in cases}
    worst: Sequence[CaseOutcome] = ("error", "failed", "passed", "skipped")
    return next(outcome for outcome in worst if outcome in outcomes)
