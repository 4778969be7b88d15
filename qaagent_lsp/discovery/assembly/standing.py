"""Files whose lines moved and which say what they said: they are not resolved anew, their rows stand elsewhere.

While somebody types, lines come and go far more often than routes. A router is known by where it is made, so one line
more above it would make another router of it, and everything that leads to it would have to be read again.

Imports come and go with the lines that they stand in. What is resolved is the file with its lines as they were and the
imports of now: where a name is defined once, it makes no difference in which line that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from qaagent_lsp.discovery.syntax.moving import Move, move_between
from qaagent_lsp.discovery.syntax.wiring import Import, Wiring
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath

_STAYS = Move()
_Moves = tuple[tuple[WorkspacePath, Move], ...]
"""What moves a row: first its file, then that of its handler, then those of which its reason names lines."""


class Standing:
    """Where the lines of files are now that were resolved with their lines elsewhere."""

    def __init__(self) -> None:
        """Start with every file as it was resolved."""
        self._moves: dict[WorkspacePath, Move] = {}
        self._known: dict[int, tuple[Route, _Moves, Route]] = {}
        self._resolved: dict[WorkspacePath, Wiring] = {}

    def takes(self, file: WorkspacePath, resolved: Wiring, now: Wiring) -> tuple[Import, ...] | None:
        """Tell whether a file says what it said when it was resolved, but for its lines and some imports.

        Notes where the lines are, and gives the imports of now, those that are left in the lines where they were.
        """
        resolved = self._resolved.get(file, resolved)
        head, tail = _alike(resolved.imports, now.imports)
        gone, new = _between(resolved.imports, head, tail), _between(now.imports, head, tail)
        move = move_between(_without(resolved, head, tail), _without(now, head, tail))
        if move is None:
            return None
        if (gone or new) and not _stand_alone((*gone, *new), resolved, now):
            return None
        if move:
            self._moves[file] = move
        else:
            self._moves.pop(file, None)
        if not gone and not new:
            self._resolved.pop(file, None)
            return resolved.imports
        self._resolved[file] = resolved
        line = resolved.imports[head - 1].line if head else 0
        left = resolved.imports
        return (*left[:head], *(replace(one, line=line) for one in new), *left[len(left) - tail :])

    def has_moved(self, file: WorkspacePath) -> bool:
        """Tell whether lines of a file, or imports, are not what was resolved."""
        return file in self._moves or file in self._resolved

    def forget(self, file: WorkspacePath) -> None:
        """Take a file as it is resolved now."""
        self._moves.pop(file, None)
        self._resolved.pop(file, None)

    def rows(self, resolved: tuple[Route, ...]) -> tuple[Route, ...]:
        """Give these rows where they stand now; those that are where they were are the same objects."""
        if not self._moves:
            self._known = {}
            return resolved
        known: dict[int, tuple[Route, _Moves, Route]] = {}
        moves = self._moves
        found = [
            self._row(row, known) if row.file in moves or row.handler_file in moves or row.reason else row
            for row in resolved
        ]
        self._known = known
        return tuple(found)

    def _row(self, row: Route, known: dict[int, tuple[Route, _Moves, Route]]) -> Route:
        moves = self._moves
        files = [
            row.file,
            row.handler_file,
            *(file for file in moves if row.reason and f"({file}:" in row.reason),
        ]
        of_files = tuple([(file, moves.get(file, _STAYS)) for file in files])
        one = self._known.get(id(row))
        # The row is kept along, so that its id stays its own.
        if one is None or one[0] is not row or one[1] != of_files:
            one = (row, of_files, _moved(row, of_files))
        known[id(row)] = one
        return one[2]


def _alike(old: Sequence[Import], new: Sequence[Import]) -> tuple[int, int]:
    """Count the imports at the beginning and at the end that are the same, wherever they stand."""
    most, head, tail = min(len(old), len(new)), 0, 0
    while head < most and _same(old[head], new[head]):
        head += 1
    while tail < most - head and _same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    return head, tail


def _same(one: Import, other: Import) -> bool:
    return one is other or _said(one) == _said(other)


_said = attrgetter("scope", "name", "module", "attribute", "level")
"""All of an import but its line."""


def _between(imports: Sequence[Import], head: int, tail: int) -> Sequence[Import]:
    return imports[head : len(imports) - tail]


def _without(wiring: Wiring, head: int, tail: int) -> Wiring:
    imports = wiring.imports
    if head + tail == len(imports):
        return wiring
    return replace(wiring, imports=(*imports[:head], *imports[len(imports) - tail :]))


def _stand_alone(imports: Sequence[Import], resolved: Wiring, now: Wiring) -> bool:
    """Tell whether nothing else defines what they do, before or now, nor does one of them import all.

    One that gives a function another name says whose calls are calls of that function.
    """
    names = {(one.scope, one.name) for one in imports}
    if any(one.name == "*" or one.attribute not in {"", one.name} for one in imports):
        return False
    return not any(names & {*_names(wiring, imports)} for wiring in (resolved, now))


def _names(wiring: Wiring, but: Sequence[Import]) -> Iterator[tuple[str, str]]:
    left = list(but)
    for imported in wiring.imports:
        if imported in left:
            left.remove(imported)  # a second one defines the name as well
        else:
            yield imported.scope, imported.name
    for binding in wiring.bindings:
        yield binding.scope, binding.name
    for function in wiring.functions:
        yield function.parent, function.name
        for param in function.params:
            yield function.qualname, param.name
    for item in wiring.classes:
        yield item.parent, item.name


def _moved(row: Route, moves: _Moves) -> Route:
    (_, move), (_, of_handler), *named = moves
    span = move.mark(row.span)
    # What is not found serves from where it is registered.
    is_there = (row.handler_file, row.handler_span) == (row.file, row.span)
    handler_span = span if is_there else of_handler.span(row.handler_span)
    reason = row.reason
    for file, other in named:
        reason = _moved_lines(reason, file, other)
    if span == row.span and handler_span == row.handler_span and reason == row.reason:
        return row
    return Route(
        row.key,
        row.handler,
        row.file,
        span,
        row.handler_file,
        handler_span,
        row.framework,
        row.source,
        row.confidence,
        reason,
        row.app,
        row.params,
        row.names,
        row.any_method,
        row.order,
        row.among,
    )


def _moved_lines(reason: str, file: WorkspacePath, move: Move) -> str:
    """A sentence that names a line of a file (``Condition.place``) names where that is now."""

    def line(found: re.Match[str]) -> str:
        return str(move.line(int(found[0])))

    return re.sub(rf"(?<=\({re.escape(file)}:)\d+", line, reason)
