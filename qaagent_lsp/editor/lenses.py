"""Code lenses: what can be run at a line, and what came of it last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
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
    has several routes, every lens names its own; where a line has more than an editor has room for (a viewset,
    what registers it), they have lenses together.
    """
    by_line: dict[int, list[tuple[Span, Route]]] = {}
    for span, route in _defined(snapshot, file):
        by_line.setdefault(span.line, []).append((span, route))
    if not by_line:
        return ()
    known = standing or standing_of(snapshot)
    different = dict.fromkeys(route for defined in by_line.values() for _, route in defined)
    on_handler = Counter((route.handler_file, route.handler_span.line) for route in different)
    found: list[Lens] = []
    for defined in by_line.values():
        if len(defined) > _MOST_NAMED:
            routes = [route for _, route in defined]
            found.extend(_together(snapshot, file, defined[0][0], routes, known, now))
            continue
        for span, route in defined:
            named = len(defined) > 1 or on_handler[route.handler_file, route.handler_span.line] > 1
            found.extend(_of_route(snapshot, route, span, known, now, f"{route.key} · " if named else ""))
    return tuple(found)


def _defined(snapshot: Snapshot, file: WorkspacePath) -> Iterator[tuple[Span, Route]]:
    """Yield the places of a file that stand for routes: definitions and handlers, or operations that describe them."""
    described = snapshot.described_by_file.get(file)
    if described is not None:
        yield from ((one.operation.at.span, route) for one in readable(described) for route in one.routes)
        return
    for route in snapshot.routes_by_file.get(file, ()):
        if not route.is_of_library:
            yield route.span, route
    for route in snapshot.routes:
        span = route.handler_span
        # No definition stands above it: a view of Django, a function that a table of routes names.
        if route.handler_file == file and (route.file != file or route.span.line > span.line):
            yield span, route


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


def _together(
    snapshot: Snapshot,
    file: WorkspacePath,
    span: Span,
    routes: Sequence[Route],
    standing: Standing,
    now: float,
) -> Iterator[Lens]:
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
