"""Files whose lines moved and which say what they said: they are not resolved anew, their rows stand elsewhere.

While somebody types, lines come and go far more often than routes. A router is known by where it is made, so one line
more above it would make another router of it, and everything that leads to it would have to be read again.
"""

from __future__ import annotations

from collections.abc import Iterable

from qaagent_lsp.discovery.syntax.moving import Move, move_between
from qaagent_lsp.discovery.syntax.wiring import Wiring
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath

_STAYS = Move()


class Standing:
    """Where the lines of files are now that were resolved with their lines elsewhere."""

    def __init__(self) -> None:
        """Start with every file as it was resolved."""
        self._moves: dict[WorkspacePath, Move] = {}
        self._known: dict[int, tuple[Route, Move, Move, Route]] = {}

    def takes(self, file: WorkspacePath, resolved: Wiring, now: Wiring, rows: Iterable[Route]) -> bool:
        """Tell whether a file says what it said when it was resolved, but for its lines, and note where these are.

        ``rows`` are what was resolved: there may be sentences in them that name lines of the file.
        """
        move = move_between(resolved, now)
        if move is None or any(row.reason and f"({file}:" in row.reason for row in rows):
            return False
        if move:
            self._moves[file] = move
        else:
            self._moves.pop(file, None)
        return True

    def has_moved(self, file: WorkspacePath) -> bool:
        """Tell whether lines of a file are elsewhere now."""
        return file in self._moves

    def forget(self, file: WorkspacePath) -> None:
        """Take a file as it is resolved now."""
        self._moves.pop(file, None)

    def rows(self, resolved: tuple[Route, ...]) -> tuple[Route, ...]:
        """Give these rows where they stand now; those that are where they were are the same objects."""
        if not self._moves:
            self._known = {}
            return resolved
        known: dict[int, tuple[Route, Move, Move, Route]] = {}
        found = [self._row(row, known) for row in resolved]
        self._known = known
        return tuple(found)

    def _row(self, row: Route, known: dict[int, tuple[Route, Move, Move, Route]]) -> Route:
        moves = self._moves
        if row.file not in moves and row.handler_file not in moves:
            return row
        move, of_handler = moves.get(row.file, _STAYS), moves.get(row.handler_file, _STAYS)
        one = self._known.get(id(row))
        # The row is kept along, so that its id stays its own.
        if one is None or one[0] is not row or one[1] != move or one[2] != of_handler:
            one = (row, move, of_handler, _moved(row, move, of_handler))
        known[id(row)] = one
        return one[3]


def _moved(row: Route, move: Move, of_handler: Move) -> Route:
    span, handler_span = move.span(row.span), of_handler.span(row.handler_span)
    if span == row.span and handler_span == row.handler_span:
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
        row.reason,
        row.app,
        row.params,
        row.names,
        row.any_method,
        row.order,
        row.among,
    )
