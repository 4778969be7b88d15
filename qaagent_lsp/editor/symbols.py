"""Workspace symbols: routes and tests by what a person types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.folded_tests import named
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span
from qaagent_lsp.model.test import inside_of, is_placed

_MOST = 200
_LOOSE = 4
_KINDS = ("route", "group", "test")
"""Of equally close ones the first."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A named place. ``container`` is the handler of a route, the file of a test or of what holds tests."""

    name: str
    kind: Literal["route", "test", "group"]
    at: Location
    container: str


def symbols(snapshot: Snapshot, query: str, limit: int = _MOST) -> tuple[Symbol, ...]:
    """Find routes (``GET /pets/{pet_id}``), tests, and what holds tests; the closest to the query first.

    Not more than ``limit``.

    Every word of the query must be found as text (``get pets``); only where nothing has them all, letters in their
    order will do (``gpid``). An empty query finds all routes.
    """
    words = query.lower().split()
    found = [
        (score, _KINDS.index(symbol.kind), len(symbol.name), symbol.name, symbol.at, symbol)
        for symbol in _all(snapshot, words)
        for score in [_score(words, symbol.name, symbol.container)]
        if score is not None
    ]
    found.sort(key=lambda one: one[:5])
    return tuple(one[5] for one in found[:limit] if (one[0] == _LOOSE) == (found[0][0] == _LOOSE))


def _all(snapshot: Snapshot, words: list[str]) -> Iterator[Symbol]:
    for route in snapshot.routes:
        yield Symbol(str(route.key), "route", Location(route.file, route.span), route.handler)
    if words:
        for file, tests in snapshot.tests_by_file.items():
            for place, test in enumerate(named(tests)):
                name = test.name if is_placed(test.id) else inside_of(test.id)
                if _score(words, name, file) is not None:
                    yield Symbol(name, "test", Location(file, tests[place].name_span), file)
        for file, groups in snapshot.groups_by_file.items():
            for group in groups:
                if group.name:
                    at = Location(
                        file, Span(group.span.line, group.span.column, group.span.line, group.span.column)
                    )
                    yield Symbol(group.name, "group", at, f"{group.kind} in {file}")


def _score(words: list[str], name: str, container: str) -> int | None:
    """Rate a symbol, the best 0: by its worst word. None where a word is missing."""
    name, container = name.lower(), container.lower()
    worst = 0
    for word in words:
        if name == word:
            score = 0
        elif word in name:
            score = 1 if _starts_a_part(name, word) else 2
        elif word in container:
            score = 3
        elif _in_order(word, name):
            score = _LOOSE
        else:
            return None
        worst = max(worst, score)
    return worst


def _starts_a_part(name: str, word: str) -> bool:
    at = name.find(word)
    return at == 0 or not name[at - 1].isalnum() or not word[0].isalnum()


def _in_order(word: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in word)
