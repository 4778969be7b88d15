"""What a click means: a route, a test, or a client call of a test.

Only words that are ours count (the verb and path of a definition, the handler's name, a test's name, the URL of a
call), so that a language server that answers for the same file is not talked over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qaagent_lsp.editor.literals import called_word, defined_word, holds, literals
from qaagent_lsp.editor.reach import Reach
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction


@dataclass(frozen=True, slots=True)
class AtRoute:
    """The definition or the handler's name of routes. ``span`` is the word that was clicked."""

    routes: tuple[Route, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AtTest:
    """The name of a test."""

    test: TestFunction
    span: Span


@dataclass(frozen=True, slots=True)
class AtCall:
    """The URL of a client call, and the routes that it means. Never without any."""

    routes: tuple[Route, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AtOperation:
    """An operation of a description (OpenAPI) that routes of the code serve. Never without any."""

    routes: tuple[Route, ...]
    span: Span


Pointed = AtRoute | AtTest | AtCall | AtOperation


def pointed_at(
    snapshot: Snapshot, reach: Reach, file: WorkspacePath, lines: Sequence[str], line: int, column: int
) -> Pointed | None:
    """Tell what stands at a 1-based place of a file, whose text is ``lines``; None where nothing of ours does."""
    return (
        _route(snapshot, file, lines, line, column)
        or _operation(snapshot, file, line, column)
        or _call(snapshot, reach, file, lines, line, column)
        or _test(snapshot, file, line, column)
    )


def _route(
    snapshot: Snapshot, file: WorkspacePath, lines: Sequence[str], line: int, column: int
) -> AtRoute | None:
    found: dict[Route, Span] = {}
    for route in snapshot.routes_by_file.get(file, ()):
        if holds(route.span, line, column):
            word = _word(file, lines, route.span, line, column)
            if word is not None:
                found[route] = word
    if not found:
        for route in snapshot.routes:
            if route.handler_file == file and route.handler_span.line == line:
                word = defined_word(lines, route.handler_span)
                if word.column < word.end_column and holds(word, line, column):
                    found[route] = word
    return AtRoute(tuple(found), next(iter(found.values()))) if found else None


def _operation(snapshot: Snapshot, file: WorkspacePath, line: int, column: int) -> AtOperation | None:
    return next(
        (
            AtOperation(one.routes, one.operation.at.span)
            for one in snapshot.described_by_file.get(file, ())
            if one.has_handler and one.routes and holds(one.operation.at.span, line, column)
        ),
        None,
    )


def _word(file: WorkspacePath, lines: Sequence[str], span: Span, line: int, column: int) -> Span | None:
    """Find the clicked word of a definition: its verb or path. What is no Python (OpenAPI) counts as a whole."""
    if not file.endswith(".py"):
        return span
    verb = called_word(lines, span)
    if verb is not None and holds(verb, line, column):
        return verb
    for at, literal in enumerate(literals(lines, span)):
        if holds(literal.span, line, column) and (at == 0 or "/" in literal.text):
            return literal.span
    return None


def _call(
    snapshot: Snapshot, reach: Reach, file: WorkspacePath, lines: Sequence[str], line: int, column: int
) -> AtCall | None:
    routes: dict[Route, None] = {}
    span: Span | None = None
    for call in snapshot.calls_by_file.get(file, ()):
        if holds(call.span, line, column):
            word = _url(file, lines, call, line, column)
            if word is not None:
                span = word
                routes |= dict.fromkeys(reach.of_call(call))
    return AtCall(tuple(routes), span) if routes and span is not None else None


def _url(file: WorkspacePath, lines: Sequence[str], call: ClientCall, line: int, column: int) -> Span | None:
    if file.endswith(".feature"):
        return call.span
    for literal in literals(lines, call.span):
        if holds(literal.span, line, column):
            return literal.span if "/" in literal.text or literal.text == call.url else None
    return None


def _test(snapshot: Snapshot, file: WorkspacePath, line: int, column: int) -> AtTest | None:
    return next(
        (
            AtTest(test, test.name_span)
            for test in snapshot.tests_by_file.get(file, ())
            if holds(test.name_span, line, column)
        ),
        None,
    )
