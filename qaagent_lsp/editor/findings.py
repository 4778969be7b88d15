"""Findings: what is marked in which file, at the failing line and at the route.

1. At the innermost failing line inside the workspace; cases that fail there alike are one finding. Where that is the
   code of a Behave step, the step in the feature file is marked as well, once for all rows that fail in it.
2. At the route's definition, one a route, milder: which tests fail and why. Only as information where each of them
   is known to fail in another route that it also reaches.
3. At the line that broke the collection of a file.
4. At syntax errors, as information only: the language's own tool reports them, this one just says what it means for
   the routes shown.
5. At routes that no test is known to reach, at those that are never served, and where routes are registered of which
   nothing tells the path.
6. At what makes the routes of an OpenAPI document wrong.
7. At routes that answered otherwise than their document says.
8. At what the inline tools of a plan found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from qaagent_lsp.config.settings import DiagnosticLevel
from qaagent_lsp.editor.blame import culprits
from qaagent_lsp.editor.drift import drift_findings, unexercised_findings
from qaagent_lsp.editor.failures import (
    PlacedFailure,
    current_failures,
    defined_at,
    details,
    first_line,
    named,
    said_first,
)
from qaagent_lsp.editor.finding import Finding, FindingData, Levels, Related, Severity
from qaagent_lsp.editor.hidden_routes import hidden_routes
from qaagent_lsp.editor.steps import is_in_feature, step_of, told_together
from qaagent_lsp.editor.tool_findings import tool_findings
from qaagent_lsp.editor.unknown_routes import unknown_routes
from qaagent_lsp.editor.untested import untested
from qaagent_lsp.editor.verdicts import concerns, count_text, route_links
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, function_id, inside_of

_OPENAPI = "openapi-"
_OUTDATED = "(outdated: edited since this run)"
_MOST_NAMED = 5
_MOST_RELATED = 10


def findings(snapshot: Snapshot, levels: Levels) -> Mapping[WorkspacePath, tuple[Finding, ...]]:
    """Tell all that is to be marked, by file, ordered by line. A file with nothing to mark is absent."""
    failures = tuple(current_failures(snapshot))
    by_test: dict[TestId, list[PlacedFailure]] = {}
    for failure in failures:
        by_test.setdefault(function_id(failure.result.case.id), []).append(failure)
    found: dict[WorkspacePath, list[Finding]] = {}
    for file, finding in (
        *_at_lines(snapshot, failures, levels.tests),
        *_at_steps(snapshot, failures, levels.tests),
        *_at_routes(snapshot, by_test, levels.routes),
        *_at_problems(snapshot, failures, levels.tests),
        *_at_descriptions(snapshot, levels.openapi),
        *drift_findings(snapshot, levels.drift),
        *unexercised_findings(snapshot, levels.unexercised),
        *untested(snapshot, levels.untested),
        *hidden_routes(snapshot, levels.hidden),
        *unknown_routes(snapshot, levels.unknown),
        *tool_findings(snapshot, levels.tools),
    ):
        found.setdefault(file, []).append(finding)
    return {file: tuple(sorted(found[file], key=lambda one: (one.span, one.kind))) for file in sorted(found)}


def _at_lines(
    snapshot: Snapshot, failures: Iterable[PlacedFailure], level: DiagnosticLevel
) -> Iterator[tuple[WorkspacePath, Finding]]:
    if level == "off":
        return
    alike: dict[object, list[PlacedFailure]] = {}
    for failure in failures:
        key = (failure.at, failure.outdated, first_line(failure.failure), failure.failure.exception)
        alike.setdefault(key, []).append(failure)
    for group in alike.values():
        at = group[0].at
        yield at.file, _line(snapshot, at, group, level, _line_message(group))


def _at_steps(
    snapshot: Snapshot, failures: Iterable[PlacedFailure], level: DiagnosticLevel
) -> Iterator[tuple[WorkspacePath, Finding]]:
    if level == "off":
        return
    # The columns of a step are those of the run, and rows of one outline may have been run at different times.
    in_step: dict[object, list[tuple[Location, PlacedFailure]]] = {}
    for failure in failures:
        step = step_of(snapshot, failure.result.case, failure.failure)
        if step is not None and step.at != failure.at:
            key = (step.at.file, step.at.span.line, failure.outdated)
            in_step.setdefault(key, []).append((step.at, failure))
    for placed in in_step.values():
        at, group = placed[0][0], [failure for _, failure in placed]
        yield at.file, _line(snapshot, at, group, level, _step_message(snapshot, at, group))


def _line(
    snapshot: Snapshot, at: Location, group: Sequence[PlacedFailure], level: Severity, message: str
) -> Finding:
    """Make the one finding of failures that are told at one place; the first of them decides its kind."""
    first = group[0]
    case_ids = _cases(group)
    routes = _guilty_first(_routes_of(snapshot, case_ids), first)
    return Finding(
        kind="line",
        span=at.span,
        severity=_milder(level) if first.outdated else level,
        code=first.failure.category,
        message=message,
        related=tuple(_places(snapshot, at, group, routes))[:_MOST_RELATED],
        data=FindingData(
            first.result.run_id,
            case_ids[0],
            routes[0].key if routes else None,
            routes[0].file if routes else None,
        ),
        outdated=first.outdated,
    )


def _at_routes(
    snapshot: Snapshot, by_test: Mapping[TestId, Sequence[PlacedFailure]], level: DiagnosticLevel
) -> Iterator[tuple[WorkspacePath, Finding]]:
    if level == "off" or not by_test:
        return
    for route in snapshot.routes:
        tests = tuple(dict.fromkeys(link.test for link in route_links(snapshot, route)))
        failing = {
            test: those
            for test in tests
            if (those := [one for one in by_test.get(test, ()) if concerns(one.result, route)])
        }
        if not failing:
            continue
        first_of = [those[0] for those in failing.values()]
        elsewhere = {test: _elsewhere(snapshot, route, those[0]) for test, those in failing.items()}
        outdated = all(one.outdated for those in failing.values() for one in those)
        newest = max(first_of, key=lambda one: one.result.finished_at)
        yield (
            route.file,
            Finding(
                kind="route",
                span=route.span,
                severity=_milder(level) if outdated or all(elsewhere.values()) else level,
                code=newest.failure.category,
                message=_route_message(
                    route, len(tests), list(zip(first_of, elsewhere.values(), strict=True)), outdated=outdated
                ),
                related=tuple(place for one in first_of for place in _story(snapshot, one))[:_MOST_RELATED],
                data=FindingData(newest.result.run_id, newest.result.case.id, route.key, route.file),
                outdated=outdated,
            ),
        )


def _at_problems(
    snapshot: Snapshot, failures: Iterable[PlacedFailure], level: DiagnosticLevel
) -> Iterator[tuple[WorkspacePath, Finding]]:
    if level == "off":
        return
    marked = {(one.at.file, one.at.span.line) for one in failures if one.failure.when == "collect"}
    for problems in snapshot.broken.values():
        for problem in problems:
            if not any(inside_of(one) and file_of(one) == problem.file for one in snapshot.running):
                marked.add((problem.file, problem.line))
                yield problem.file, _problem(problem, "collection", level, "collection")
    for problem in snapshot.problems:
        if (problem.file, problem.line) not in marked and not problem.code.startswith(_OPENAPI):
            mild: Severity = "hint" if level == "hint" else "information"
            yield problem.file, _problem(problem, "problem", mild, problem.code)


def _at_descriptions(snapshot: Snapshot, level: DiagnosticLevel) -> Iterator[tuple[WorkspacePath, Finding]]:
    if level == "off":
        return
    for problem in snapshot.problems:
        if problem.code.startswith(_OPENAPI):
            yield problem.file, _problem(problem, "problem", level, problem.code)


def _problem(
    problem: Problem, kind: Literal["collection", "problem"], severity: Severity, code: str
) -> Finding:
    test_id = TestId(problem.file) if kind == "collection" else None
    said = "\n".join(said_first(problem.message))
    if kind == "problem" and problem.code == "syntax-error":
        said = f"{said}: routes and tests shown for this file are those that could still be read"
    return Finding(kind, problem.span, severity, code, said, data=FindingData(test_id=test_id))


def _line_message(group: Sequence[PlacedFailure]) -> str:
    first, case_ids = group[0], _cases(group)
    head = first_line(first.failure)
    lines = [f"{head} {_OUTDATED}" if first.outdated else head, *details(first.failure)]
    lines.append(_during(first))
    if len(case_ids) > 1:
        lines.append(_and_more(case_ids[1:]))
    return "\n".join(lines)


def _during(one: PlacedFailure) -> str:
    name = named(one.result.case)
    match one.failure.when:
        case "call":
            return f"in {name}"
        case "collect":
            return f"not loaded: {name}"
        case when:
            return f"in {name} (in its {when})"


def _step_message(snapshot: Snapshot, at: Location, group: Sequence[PlacedFailure]) -> str:
    """Tell of one row as at a line, of several as at a route: which fail, and why where they differ."""
    first, case_ids = group[0], _cases(group)
    if len(case_ids) == 1:
        return _line_message(group)
    together = told_together(snapshot, at, case_ids)
    said = list(dict.fromkeys(first_line(one.failure) for one in group))
    head = f"{together}: {said[0]}{'' if len(said) == 1 else ', …'}"
    lines = [f"{head} {_OUTDATED}" if first.outdated else head]
    for one in group[:_MOST_NAMED]:
        why = "" if len(said) == 1 else f": {first_line(one.failure)}"
        lines.append(f"✗ {named(one.result.case)}{why}")
    if len(group) > _MOST_NAMED:
        lines.append(f"… and {len(group) - _MOST_NAMED} more")
    return "\n".join(lines)


def _route_message(
    route: Route, total: int, failing: Sequence[tuple[PlacedFailure, str]], *, outdated: bool
) -> str:
    head = f"{route.key}: {len(failing)} of {count_text(total)} {'fails' if len(failing) == 1 else 'fail'}"
    lines = [f"{head} {_OUTDATED}" if outdated else head]
    for one, elsewhere in failing[:_MOST_NAMED]:
        where = f" ({one.at.file}:{one.at.span.line}{elsewhere})"
        lines.append(f"✗ {named(one.result.case)}: {first_line(one.failure)}{where}")
    if len(failing) > _MOST_NAMED:
        lines.append(f"… and {count_text(len(failing) - _MOST_NAMED)} more")
    return "\n".join(lines)


def _and_more(ids: Sequence[TestId]) -> str:
    first = ", ".join(ids[:_MOST_NAMED])
    return (
        f"and {first}" if len(ids) <= _MOST_NAMED else f"and {first}, … {len(ids) - _MOST_NAMED} more cases"
    )


def _places(
    snapshot: Snapshot, at: Location, group: Sequence[PlacedFailure], routes: Sequence[Route]
) -> Iterator[Related]:
    seen = {at}
    for place in (
        *(place for one in group for place in _story(snapshot, one)),
        *(Related(Location(route.file, route.span), f"route {route.key}") for route in routes),
    ):
        if place.at not in seen:
            seen.add(place.at)
            yield place


def _story(snapshot: Snapshot, one: PlacedFailure) -> Iterator[Related]:
    """Yield the test, its step, the frames that lead to the failing line, and that line."""
    case = one.result.case
    yield Related(defined_at(snapshot, one.result), f"test {named(case)}")
    step = step_of(snapshot, case, one.failure)
    if step is not None:
        yield Related(step.at, f"step {step.text}")
    if not one.outdated:
        for frame in one.failure.frames[:-1]:
            if step is None or not is_in_feature(frame):
                called = f"called in {frame.function}" if frame.function else "called here"
                yield Related(Location(frame.file, frame.span), called)
    yield Related(one.at, first_line(one.failure))


def _cases(group: Iterable[PlacedFailure]) -> tuple[TestId, ...]:
    return tuple(dict.fromkeys(one.result.case.id for one in group))


def _routes_of(snapshot: Snapshot, case_ids: Iterable[TestId]) -> Sequence[Route]:
    keys = {
        (link.route, link.file)
        for case_id in case_ids
        for link in snapshot.results[case_id].case.routes
        or [link for link in snapshot.links_by_test.get(function_id(case_id), ()) if link.role == "subject"]
    }
    wanted = {key for key, _ in keys}
    return [
        route
        for route in snapshot.routes
        if route.key in wanted and ((route.key, None) in keys or (route.key, route.file) in keys)
    ]


def _guilty_first(routes: Sequence[Route], one: PlacedFailure) -> Sequence[Route]:
    guilty = culprits(routes, one.failure, one.result.case.hits)
    return [*guilty, *(route for route in routes if route not in guilty)]


def _elsewhere(snapshot: Snapshot, route: Route, one: PlacedFailure) -> str:
    """Name the route where a test fails, when it is certainly another one; ``""`` otherwise."""
    guilty = culprits(_routes_of(snapshot, [one.result.case.id]), one.failure, one.result.case.hits)
    return f", in {guilty[0].key}" if guilty and route not in guilty else ""


def _milder(level: Severity) -> Severity:
    return "hint" if level == "hint" else "information"
