"""Which tests a place in a file concerns: the test that stands there, those of its routes, those that executed it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from qaagent_lsp.discovery.units import Units
from qaagent_lsp.linking.evidence import links_to, rank
from qaagent_lsp.linking.narrowing import module_of
from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.scope import AtScope, Chosen
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId, file_of, inside_of

Ran = Callable[[Collection[str]], Mapping[TestId, str]]
"""The tests that executed any of these functions of the file, each with one of them."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """A file that is pointed into: its functions (None where it is not valid Python), its classes, and who ran what.

    ``classes`` are dotted names with their first and last lines. ``loaded_by`` are the tests that could load it, as
    imports say, each with the reason.
    """

    lines: int
    units: Units | None
    ran: Ran
    loaded_by: Callable[[], Sequence[Chosen]]
    classes: Sequence[tuple[str, int, int]] = field(default=())


def at_place(snapshot: Snapshot, scope: AtScope, pointed: Pointed) -> tuple[Chosen, ...]:
    """Give the tests that a place concerns, each with the reason.

    The innermost thing that tests are known of counts. Raises ``NothingToRun`` where nothing is, with a hint.
    """
    if scope.line > pointed.lines:
        raise NothingToRun(f"{scope.file} has no line {scope.line}", f"Its last line is {pointed.lines}.")
    here = (
        _tests_at(snapshot, scope)
        or _of_class(snapshot, scope, pointed)
        or _of_routes(snapshot, scope)
        or _of_functions(scope, pointed)
    )
    if not here:
        raise _nothing(snapshot, scope, pointed)
    return tuple(here)


def _tests_at(snapshot: Snapshot, scope: AtScope) -> Sequence[Chosen]:
    tests = _innermost(test for test in snapshot.tests_by_file.get(scope.file, ()) if scope.line in test.span)
    if tests:
        at_column = [test for test in tests if _covers_column(test, scope)]
        return [Chosen(test.id, f"line {scope.line} is in it") for test in at_column or tests]
    groups = _innermost(
        group
        for group in snapshot.groups_by_file.get(scope.file, ())
        if group.tests and scope.line in group.span
    )
    return [
        Chosen(test, f"part of {group.kind} {group.name}".strip()) for group in groups for test in group.tests
    ]


def _covers_column(test: TestFunction, scope: AtScope) -> bool:
    begins = (test.span.line, test.span.column) <= (scope.line, scope.column)
    return begins and (scope.line, scope.column) <= (test.span.end_line, test.span.end_column)


_Standing = TypeVar("_Standing", TestFunction, TestGroup)


def _innermost(around: Iterator[_Standing]) -> Sequence[_Standing]:
    """Keep what begins last; several of one place are all meant."""
    found = list(around)
    last = max((each.span.line for each in found), default=0)
    return [each for each in found if each.span.line == last]


def _of_class(snapshot: Snapshot, scope: AtScope, pointed: Pointed) -> Sequence[Chosen]:
    """Give the tests of the class that a line is in, outside its tests: attributes, fixtures, ``setup_method``."""
    around = [name for name, first, last in pointed.classes if first <= scope.line <= last]
    for name in reversed(around):
        inside = f"{scope.file}::{name.replace('.', '::')}::"
        tests = [test.id for test in snapshot.tests_by_file.get(scope.file, ()) if test.id.startswith(inside)]
        if tests:
            return [Chosen(test, f"part of class {name}") for test in tests]
    return ()


def _of_routes(snapshot: Snapshot, scope: AtScope) -> Sequence[Chosen]:
    best: dict[TestId, Link] = {}
    for route in routes_covering(snapshot, scope):
        for link in links_to(route, snapshot.links_by_route.get(route.key, ())):
            if link.test not in best or rank(link) < rank(best[link.test]):
                best[link.test] = link
    return [
        Chosen(link.test, f"{link.route}: {link.why}", link.how)
        for link in sorted(best.values(), key=lambda link: _place(snapshot, link.test))
    ]


def routes_covering(snapshot: Snapshot, scope: AtScope) -> Sequence[Route]:
    """Give the routes whose definition, description or handler, body included, covers the line.

    Of nested handlers it is the innermost.
    """
    described = [
        row
        for one in snapshot.described_by_file.get(scope.file, ())
        if one.operation.at.span.line <= scope.line <= one.operation.last_line
        for row in one.routes
    ]
    if described:
        return tuple(dict.fromkeys(described))
    found = [
        (route, span)
        for route in snapshot.routes
        for file, span in ((route.handler_file, route.handler_span), (route.file, route.span))
        if file == scope.file and scope.line in span
    ]
    last = max((span.line for route, span in found if span == route.handler_span), default=0)
    return tuple(
        dict.fromkeys(route for route, span in found if span != route.handler_span or span.line == last)
    )


def _of_functions(scope: AtScope, pointed: Pointed) -> Sequence[Chosen]:
    """Give the tests that executed the function, else those of what holds it; else those that load its file."""
    if pointed.units is None:
        return ()
    around = [unit for unit in pointed.units.functions.values() if unit.head <= scope.line <= unit.end_line]
    for unit in reversed(around):
        if ran := pointed.ran({unit.key}):
            name = f"{module_of(scope.file)}.{unit.qualname}"
            return [Chosen(test, f"ran {name}", "observed") for test in sorted(ran)]
    inside = [name for name, first, last in pointed.classes if first <= scope.line <= last]
    for name in reversed(inside):
        keys = [key for key in pointed.units.functions if key.startswith(f"{name}.")]
        if not around and (ran := pointed.ran(keys)):
            return [
                Chosen(test, f"ran {module_of(scope.file)}.{key.partition('#')[0]}", "observed")
                for test, key in sorted(ran.items())
            ]
    return pointed.loaded_by() if around else ()


def _nothing(snapshot: Snapshot, scope: AtScope, pointed: Pointed) -> NothingToRun:
    where = f"{scope.file}:{scope.line}"
    routes = routes_covering(snapshot, scope)
    if routes:
        return NothingToRun(
            f"no test is known to reach {routes[0].key}, which {where} is part of",
            f'Write a test that calls it, e.g. client.{routes[0].key.method.lower()}("{routes[0].key.path}"), '
            "or run all tests once to see who does.",
        )
    if pointed.units is None and scope.file.endswith(".py"):
        return NothingToRun(
            f"{scope.file} is not valid Python, so nobody knows what {where} is", "Mend it first."
        )
    in_function = pointed.units is not None and any(
        unit.head <= scope.line <= unit.end_line for unit in pointed.units.functions.values()
    )
    if in_function:
        return NothingToRun(
            f"no test is known to execute the function at {where}",
            "Run all tests once: from Python 3.12 on it is recorded which functions each test executes.",
        )
    return NothingToRun(
        f"no test, route or function stands at {where}",
        "Point into one, or run the file: a path, or the routes of a file.",
    )


def _place(snapshot: Snapshot, test_id: TestId) -> tuple[str, int, str]:
    test = snapshot.tests.get(test_id)
    return file_of(test_id), test.span.line if test else 0, inside_of(test_id)
