"""What stands at a line: routes, tests, and what holds tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qaagent_lsp.editor.descriptions import described_around, described_at
from qaagent_lsp.model.operation import Described
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, inside_of

_DEF = re.compile(r"\s*(?:async\s+)?def\s+(\w+)")
_MOST_DEPTH = 1000


def routes_at(snapshot: Snapshot, file: WorkspacePath, line: int) -> Sequence[Route]:
    """Return the routes defined or described on a 1-based line, or served by the handler whose ``def`` line it is."""
    if file in snapshot.described_by_file:
        return _distinct(described_at(snapshot, file, line))
    return [
        route
        for route in snapshot.routes
        if (route.file == file and line in route.span)
        or (route.handler_file == file and line == route.handler_span.line)
    ]


def routes_around(snapshot: Snapshot, file: WorkspacePath, line: int) -> Sequence[Route]:
    """Return the routes whose definition, description or handler, body included, covers a line."""
    if file in snapshot.described_by_file:
        return _distinct(described_around(snapshot, file, line))
    return [
        route
        for route in snapshot.routes
        if (route.file == file and line in route.span)
        or (route.handler_file == file and line in route.handler_span)
    ]


def function_at(snapshot: Snapshot, file: WorkspacePath, line: int) -> TestFunction | None:
    """Return the test whose decorators or ``def`` line stand on a line."""
    return next(
        (
            test
            for test in snapshot.tests_by_file.get(file, ())
            if test.span.line <= line <= test.name_span.end_line
        ),
        None,
    )


def function_around(snapshot: Snapshot, file: WorkspacePath, line: int) -> TestFunction | None:
    """Return the test that covers a line, body included."""
    return next((test for test in snapshot.tests_by_file.get(file, ()) if line in test.span), None)


def python_function_around(lines: Sequence[str], line: int) -> str:
    """Name the innermost function of Python text that covers a 1-based line, ``""`` where none does.

    Told by indentation, so that a text that is being typed has functions too.
    """
    if not 1 <= line <= len(lines):
        return ""
    depth = _MOST_DEPTH if not lines[line - 1].strip() else _depth(lines[line - 1]) + 1
    for text in reversed(lines[:line]):
        if text.strip() and _depth(text) < depth:
            if found := _DEF.match(text):
                return found[1]
            if not text.lstrip().startswith((")", "]", "}", "@")):
                depth = _depth(text)
            if depth == 0:
                break
    return ""


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip())


def group_at(snapshot: Snapshot, file: WorkspacePath, line: int) -> TestGroup | None:
    """Return the feature, rule, outline or ``describe`` whose tags or title stand on a line."""
    return next(
        (
            group
            for group in snapshot.groups_by_file.get(file, ())
            if group.tests and group.span.line <= line <= int(inside_of(group.id).partition(":")[0])
        ),
        None,
    )


def group_around(snapshot: Snapshot, file: WorkspacePath, line: int) -> TestGroup | None:
    """Return the innermost one that covers a line."""
    around = [group for group in snapshot.groups_by_file.get(file, ()) if group.tests and line in group.span]
    return max(around, key=lambda group: (group.span.line, -group.span.end_line), default=None)


def _distinct(described: Iterable[Described]) -> Sequence[Route]:
    return tuple(dict.fromkeys(route for one in described for route in one.routes))
