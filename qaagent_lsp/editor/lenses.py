"""Code lenses: what can be run at a line, and what came of it last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.editor.commands import Command, run_at, run_route, run_test, show_run
from qaagent_lsp.editor.descriptions import readable
from qaagent_lsp.editor.verdicts import (
    Standing,
    count_text,
    route_links,
    standing_of,
    verdict,
    verdict_text,
)
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Lens:
    """A clickable text above a line; ``command.title`` is the text."""

    span: Span
    command: Command

    @property
    def title(self) -> str:
        """What the editor shows."""
        return self.command.title


def lenses(
    snapshot: Snapshot, file: WorkspacePath, now: float, standing: Standing | None = None
) -> tuple[Lens, ...]:
    """Give all lenses of a file, in the order of its lines. ``now`` is POSIX seconds.

    ``standing`` is that of the snapshot, where it is at hand already.
    """
    known = standing or standing_of(snapshot)
    found = (
        *route_lenses(snapshot, file, now, known),
        *handler_lenses(snapshot, file, now, known),
        *group_lenses(snapshot, file, now, known),
        *function_lenses(snapshot, file, now, known),
    )
    return tuple(sorted(found, key=lambda lens: lens.span.line))


def route_lenses(
    snapshot: Snapshot, file: WorkspacePath, now: float, standing: Standing | None = None
) -> tuple[Lens, ...]:
    """Give every route definition of a file its lenses, and every handler whose routes are defined elsewhere.

    A route with tests always has two (run, verdict), one without has one that says so; what it does on a
    click is explain how a test becomes known. So a result never adds a line. Where one line or one handler
    has several routes, every lens names its own.
    """
    defined = _defined(snapshot, file)
    if not defined:
        return ()
    known = standing or standing_of(snapshot)
    on_line = Counter(span.line for span, _ in defined)
    different = dict.fromkeys(route for _, route in defined)
    on_handler = Counter((route.handler_file, route.handler_span.line) for route in different)
    return tuple(
        lens
        for span, route in defined
        for named in [on_line[span.line] > 1 or on_handler[route.handler_file, route.handler_span.line] > 1]
        for lens in _of_route(snapshot, route, span, known, now, f"{route.key} · " if named else "")
    )


def _defined(snapshot: Snapshot, file: WorkspacePath) -> Sequence[tuple[Span, Route]]:
    """Return the places of a file that stand for routes: definitions, or the operations that describe them."""
    described = snapshot.described_by_file.get(file)
    if described is None:
        routes = snapshot.routes_by_file.get(file, ())
        own = [(route.span, route) for route in routes if not route.is_of_library]
        apart = (one for one in _handled(snapshot, file).values() if len(one) <= _MOST_NAMED)
        return [*own, *((route.handler_span, route) for routes in apart for route in routes)]
    return [(one.operation.at.span, route) for one in readable(described) for route in one.routes]


def _handled(snapshot: Snapshot, file: WorkspacePath) -> Mapping[int, Sequence[Route]]:
    """Find the handlers of a file, by line, that no definition stands above: views, functions that a table names."""
    by_line: dict[int, list[Route]] = {}
    for route in snapshot.routes:
        span = route.handler_span
        if route.handler_file == file and (route.file != file or route.span.line > span.line):
            by_line.setdefault(span.line, []).append(route)
    return by_line


def handler_lenses(
    snapshot: Snapshot, file: WorkspacePath, now: float, standing: Standing | None = None
) -> tuple[Lens, ...]:
    """Give handlers of more routes than can be named, defined elsewhere, the lenses of them together: viewsets."""
    many = [routes for routes in _handled(snapshot, file).values() if len(routes) > _MOST_NAMED]
    known = (standing or standing_of(snapshot)) if many else None
    return tuple(lens for routes in many if known for lens in _of_handler(snapshot, file, routes, known, now))


def function_lenses(
    snapshot: Snapshot, file: WorkspacePath, now: float, standing: Standing | None = None
) -> tuple[Lens, ...]:
    """Give every test function of a file a run lens and a verdict lens."""
    tests = snapshot.tests_by_file.get(file, ())
    if not tests:
        return ()
    known = standing or standing_of(snapshot)
    return tuple(lens for test in tests for lens in _of_test(test, known, now))


def group_lenses(
    snapshot: Snapshot, file: WorkspacePath, now: float, standing: Standing | None = None
) -> tuple[Lens, ...]:
    """Give every feature, rule, outline and ``describe`` block that holds tests a run lens and a verdict lens."""
    groups = [group for group in snapshot.groups_by_file.get(file, ()) if group.tests]
    if not groups:
        return ()
    known = standing or standing_of(snapshot)
    return tuple(lens for group in groups for lens in _of_group(group, file, known, now))


def _of_route(
    snapshot: Snapshot, route: Route, span: Span, standing: Standing, now: float, name: str
) -> Iterator[Lens]:
    tests = tuple(dict.fromkeys(link.test for link in route_links(snapshot, route)))
    if not tests:
        yield Lens(span, run_route(f"○ {name}no tests", route))
        return
    yield Lens(span, run_route(f"▶ {name}{count_text(len(tests))}", route))
    last = verdict(tests, standing, route)
    text = f"{verdict_text(last, now)}{f' · {route.key}' if name else ''}"
    yield Lens(span, show_run(text, last.run_id) if last.run_id else run_route(text, route))


def _of_handler(
    snapshot: Snapshot, file: WorkspacePath, routes: Sequence[Route], standing: Standing, now: float
) -> Iterator[Lens]:
    span = routes[0].handler_span
    tests = tuple(dict.fromkeys(link.test for route in routes for link in route_links(snapshot, route)))
    if not tests:
        yield Lens(span, run_at(f"○ {len(routes)} routes · no tests", file, span.line))
        return
    yield Lens(span, run_at(f"▶ {len(routes)} routes · {count_text(len(tests))}", file, span.line))
    last = verdict(tests, standing)
    text = verdict_text(last, now)
    yield Lens(span, show_run(text, last.run_id) if last.run_id else run_at(text, file, span.line))


def _of_group(group: TestGroup, file: WorkspacePath, standing: Standing, now: float) -> Iterator[Lens]:
    yield Lens(group.span, run_test(f"▶ {count_text(len(group.tests))}", file, group.id))
    last = verdict(group.tests, standing)
    text = verdict_text(last, now)
    again = run_test(text, file, group.id)
    yield Lens(group.span, show_run(text, last.run_id) if last.run_id else again)


def _of_test(test: TestFunction, standing: Standing, now: float) -> Iterator[Lens]:
    yield Lens(test.name_span, run_test("▶ run test", test.file, test.id))
    last = verdict((test.id,), standing)
    text = verdict_text(last, now)
    again = run_test(text, test.file, test.id)
    yield Lens(test.name_span, show_run(text, last.run_id) if last.run_id else again)
