"""Which definitions of a file changed lines lie in: tests, groups of tests, handlers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qaagent_lsp.discovery.units import units_of
from qaagent_lsp.model.change import FileChange, Hunk
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId


def lies_in(hunk: Hunk, span: Span) -> bool:
    """Tell whether a change is of a definition and of nothing else.

    What was deleted must have stood deeper than the definition does: else it was another one, or its head.
    """
    inside = span.line <= hunk.line and hunk.end_line <= span.end_line
    return inside and (hunk.outermost is None or hunk.outermost >= span.column)


def parts_of(change: FileChange, snapshot: Snapshot) -> tuple[tuple[TestId, str], ...] | None:
    """Give the tests of a file that changed, each with the reason; None when it is more than tests that changed."""
    found: dict[TestId, str] = {}
    for hunk in change.hunks:
        tests = dict(_changed_tests(hunk, change.file, snapshot))
        if not tests:
            return None
        found = {**tests, **found}
    return tuple(found.items()) or None


def in_handlers(change: FileChange, routes: Iterable[Route]) -> tuple[Route, ...] | None:
    """Give the routes whose handlers changed; None when it is more than handlers that changed."""
    # A handler that is not known stands for itself at the place where it is bound, which is more than a handler.
    here = [
        route for route in routes if route.handler_file == change.file and route.handler_span != route.span
    ]
    found: dict[Route, None] = {}
    for hunk in change.hunks:
        hit = [route for route in here if lies_in(hunk, route.handler_span)]
        if not hit:
            return None
        found.update(dict.fromkeys(hit))
    return tuple(found) or None


def in_a_head(change: FileChange, text: str) -> bool:
    """Tell whether a line of a function's head changed: decorators, parameters, defaults. They run at import."""
    units = units_of(text)
    return units is not None and any(
        hunk.line < unit.line and unit.head <= hunk.end_line
        for hunk in change.hunks
        for unit in units.functions.values()
    )


def route_lines(file: WorkspacePath, handler_of: Route, routes: Iterable[Route]) -> tuple[Span, ...]:
    """Lines of a file that define a handler or bind it to its routes."""
    spans: list[Span] = []
    for route in routes:
        if route.handler == handler_of.handler:
            spans.extend([route.span] if route.file == file else [])
            spans.extend([route.handler_span] if route.handler_file == file else [])
    return tuple(spans)


def _changed_tests(hunk: Hunk, file: WorkspacePath, snapshot: Snapshot) -> Iterator[tuple[TestId, str]]:
    tests = [test for test in snapshot.tests_by_file.get(file, ()) if lies_in(hunk, test.span)]
    if tests:
        # Of a test in a test (a row in its outline) the innermost; several of one place are all meant.
        inner = max(test.span.line for test in tests)
        yield from ((test.id, "it changed itself") for test in tests if test.span.line == inner)
        return
    groups = [group for group in snapshot.groups_by_file.get(file, ()) if lies_in(hunk, group.span)]
    groups = [group for group in groups if group.tests]
    if groups:
        group = max(groups, key=lambda group: group.span.line)
        why = f"its {group.kind} changed: {group.name}"
        yield from ((test, why) for test in group.tests)
