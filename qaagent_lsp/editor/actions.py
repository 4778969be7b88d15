"""Code actions: everything a lens or a finding offers, for editors without lenses too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.editor.commands import (
    Command,
    cancel_run,
    generate_test,
    open_report,
    run_at,
    run_file,
    run_route,
    run_test,
    show_run,
)
from qaagent_lsp.editor.descriptions import operations_of
from qaagent_lsp.editor.failures import running_functions
from qaagent_lsp.editor.finding import Finding
from qaagent_lsp.editor.places import function_around, group_around, routes_around
from qaagent_lsp.editor.verdicts import count_text, route_links
from qaagent_lsp.linking.known import folder_of, is_below
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, function_id, inside_of, is_placed, runner_of

_MOST_PLACES = 5
_NO_PLAIN_REQUEST = frozenset({"WEBSOCKET", ANY_METHOD})


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the menu: it either runs ``command`` or goes to ``goto``.

    ``finding`` is the marker that it is offered for; None where it is offered for the line itself.
    """

    title: str
    kind: Literal["quickfix", "source"]
    command: Command | None = None
    goto: Location | None = None
    finding: Finding | None = None


def actions(
    snapshot: Snapshot,
    file: WorkspacePath,
    line: int,
    marked: Iterable[Finding] = (),
    active_run: str | None = None,
    inside: str = "",
) -> tuple[Action, ...]:
    """Tell what can be done at a 1-based line: for findings ``marked`` there, its routes, its test.

    ``inside`` is the name of the Python function that the line is in. ``active_run`` is the id of a run in progress,
    so that it can be cancelled from where its tests stand.
    """
    offered = [
        *(action for finding in marked for action in _for_finding(snapshot, finding)),
        *_for_line(snapshot, file, line, active_run),
        *_for_function(snapshot, file, line, inside),
    ]
    by_title: dict[str, Action] = {}
    for action in offered:
        by_title.setdefault(action.title, action)
    return tuple(by_title.values())


def _for_finding(snapshot: Snapshot, finding: Finding) -> Iterator[Action]:
    data = finding.data
    if finding.kind == "untested":  # there is nothing to run
        yield from _to_generate(_route(snapshot, data.route, data.route_file), finding)
        return
    if finding.kind == "hidden":
        for place in finding.related:
            yield Action(f"Go to {place.message}", "quickfix", goto=place.at, finding=finding)
        return
    if finding.kind == "collection" and data.test_id is not None:
        again = _to_collect(snapshot, WorkspacePath(data.test_id))
        command = run_file(f"Run {again or 'everything'} again", again)
        yield Action(command.title, "quickfix", command, finding=finding)
        return
    if data.test_id is not None and finding.kind == "line":
        command = run_test(f"Run {_name(snapshot, data.test_id)} again", _file(data.test_id), data.test_id)
        yield Action(command.title, "quickfix", command, finding=finding)
    route = _route(snapshot, data.route, data.route_file)
    if route is not None:
        command = run_route(f"Run the tests of {route.key}", route)
        yield Action(command.title, "quickfix", command, finding=finding)
        if finding.kind == "line":
            at = Location(route.file, route.span)
            yield Action(f"Go to route {route.key}", "quickfix", goto=at, finding=finding)
    for place in finding.related[:_MOST_PLACES]:
        if place.message.startswith("test "):
            title = f"Go to {place.message}"
            yield Action(title, "quickfix", goto=place.at, finding=finding)
    if data.run_id is not None:
        for command in (
            show_run(f"Show run {data.run_id}", data.run_id),
            open_report("Open the report of the run", data.run_id),
        ):
            yield Action(command.title, "quickfix", command, finding=finding)
    yield from _to_generate(route, finding)


def _for_line(snapshot: Snapshot, file: WorkspacePath, line: int, active_run: str | None) -> Iterator[Action]:
    running: set[TestId] = set()
    for route in routes_around(snapshot, file, line):
        links = route_links(snapshot, route)
        running.update(link.test for link in links)
        tests = count_text(len({link.test for link in links})) if links else "no tests"
        yield _do(run_route(f"▶ Run {route.key} ({tests})", route))
        yield from _to_tests(snapshot, links)
        yield from _to_descriptions(snapshot, route, file)
        yield from _to_generate(route)
    test = function_around(snapshot, file, line)
    group = None if test is not None else group_around(snapshot, file, line)
    if test is not None:
        running.add(test.id)
        yield _do(run_test(f"▶ Run {test.name}", test.file, test.id))
        yield from _to_routes(snapshot, snapshot.links_by_test.get(test.id, ()))
    elif group is not None:
        running.update(group.tests)
        title = f"▶ Run {group.name or group.kind} ({count_text(len(group.tests))})"
        yield _do(run_test(title, file, group.id))
        links = [link for test_id in group.tests for link in snapshot.links_by_test.get(test_id, ())]
        yield from _to_routes(snapshot, list({(link.route, link.file): link for link in links}.values()))
    if active_run is not None and not running.isdisjoint(running_functions(snapshot)):
        yield _do(cancel_run("■ Cancel the run", active_run))


def _for_function(snapshot: Snapshot, file: WorkspacePath, line: int, name: str) -> Iterator[Action]:
    """Offer the tests of a function that is neither a test nor a handler: those that executed it."""
    if name and not routes_around(snapshot, file, line) and function_around(snapshot, file, line) is None:
        yield _do(run_at(f"▶ Run the tests of {name}", file, line))


def _to_routes(snapshot: Snapshot, links: Sequence[Link]) -> Iterator[Action]:
    for link in links[:_MOST_PLACES]:
        target = _route(snapshot, link.route, link.file)
        if target is not None:
            yield _do(run_route(f"▶ Run all tests of {target.key}", target))
            at = Location(target.file, target.span)
            yield Action(f"Go to route {target.key}", "source", goto=at)


def _to_collect(snapshot: Snapshot, broken: WorkspacePath) -> WorkspacePath:
    """Tell what to run so that a broken file is read again: itself, or the features whose steps or hooks it holds."""
    if snapshot.broken_by.get(broken) != "behave" or broken in snapshot.tests_by_file:
        return broken
    folder = folder_of(broken)
    while folder and not any(
        runner_of(TestId(file)) == "behave" and is_below(file, folder) for file in snapshot.tests_by_file
    ):
        folder = folder_of(folder)
    return folder


def _to_tests(snapshot: Snapshot, links: Sequence[Link]) -> Iterator[Action]:
    for link in links[:_MOST_PLACES]:
        test = snapshot.tests.get(link.test)
        if test is not None:
            yield Action(f"Go to test {test.id}", "source", goto=Location(test.file, test.name_span))


def _to_descriptions(snapshot: Snapshot, route: Route, file: WorkspacePath) -> Iterator[Action]:
    """Offer the way from a handler to what describes it, and back."""
    operations = operations_of(snapshot, route)
    if operations and route.source != "openapi" and file != route.handler_file:
        at = Location(route.handler_file, route.handler_span)
        yield Action(f"Go to handler {route.handler}", "source", goto=at)
    for operation in operations[:_MOST_PLACES]:
        if operation.at.file != file:
            title = f"Go to {operation.operation_id or operation.key} in {operation.at.file}"
            yield Action(title, "source", goto=operation.at)


def _to_generate(route: Route | None, finding: Finding | None = None) -> Iterator[Action]:
    """Offer to write a test of a route that plain requests of one method reach."""
    if route is not None and route.key.method not in _NO_PLAIN_REQUEST:
        command = generate_test(f"Generate a test for {route.key}", route)
        yield Action(command.title, "source" if finding is None else "quickfix", command, finding=finding)


def _do(command: Command) -> Action:
    return Action(command.title, "source", command)


def _route(snapshot: Snapshot, key: RouteKey | None, file: WorkspacePath | None) -> Route | None:
    rows = [row for row in snapshot.routes if row.key == key]
    return next((row for row in rows if row.file == file), rows[0] if rows else None)


def _name(snapshot: Snapshot, test_id: TestId) -> str:
    """Name a test shortly; one that is known by its place has a name of its own."""
    inside = inside_of(test_id)
    if not inside or not is_placed(test_id):
        return inside or test_id
    test = snapshot.tests.get(function_id(test_id))
    return test.name if test is not None and test.name else test_id


def _file(test_id: TestId) -> WorkspacePath:
    return file_of(test_id)
