"""Routes that others hide, where it is not simply the first that fits: Django, aiohttp and Litestar.

Django's first pattern that fits takes a request whatever its method (``URLResolver.resolve``). aiohttp asks the
resources whose literal beginning is longest first, those of one beginning in their order, and goes on where a resource
has no route for the method (``UrlDispatcher.resolve``). Litestar walks a trie in which all parameters
at one place are one child; where any of them is a ``path``, the walk ends there (``traverse_route_map``), whatever
stands below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qaagent_lsp.linking.taking import Path, literal_start, path_of, takes
from qaagent_lsp.model.route import ANY_METHOD, Route

Pair = tuple[int, int, bool]
"""The index of a hidden row, that of the row that hides it, whether both are of one shape."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What has one turn: ``rows`` are the indices of its rows."""

    path: Path
    start: str
    rows: tuple[int, ...]


def of_django(routes: Sequence[Route], those: Sequence[int]) -> Iterator[Pair]:
    """Compare the rows of one site; of each hidden pattern, all rows are hidden."""
    patterns: dict[tuple[int, ...], list[int]] = {}
    for at in those:
        patterns.setdefault(routes[at].order, []).append(at)
    asked = _Asked()
    for order in sorted(patterns):
        rows = tuple(patterns[order])
        yield from _within(routes, rows)
        path = path_of(routes[rows[0]])
        if path is None or any(routes[at].key.path != routes[rows[0]].key.path for at in rows):
            continue
        pattern = _Pattern(path, literal_start(path), rows)
        first = asked.first_that_takes(pattern)
        if first is None:
            asked.add(pattern)
            continue
        if any(is_the_same(routes[earlier], routes[at]) for earlier in first.rows for at in rows):
            continue
        for at in rows:
            method = routes[at].key.method
            earlier = next((one for one in first.rows if routes[one].key.method == method), first.rows[0])
            yield at, earlier, first.path == path and routes[earlier].key.method == method


def _within(routes: Sequence[Route], rows: Sequence[int]) -> Iterator[Pair]:
    """Of two operations of one pattern that have one method the first is served (Django Ninja's ``PathView``)."""
    first: dict[str, int] = {}
    for at in rows:
        earlier = first.setdefault(routes[at].key.method, at)
        if earlier != at and not is_the_same(routes[earlier], routes[at]):
            yield at, earlier, True


def of_aiohttp(routes: Sequence[Route], those: Sequence[int]) -> Iterator[Pair]:
    """Compare the rows of one app. Two that follow one another with one path are refused when the app starts."""
    asked: dict[tuple[str, str], _Asked] = {}
    resource, before = 0, None
    of: dict[int, int] = {}
    for at in sorted(those, key=lambda one: routes[one].order):
        route = routes[at]
        raw = (route.key.path, route.params)
        resource, before = resource + (raw != before), raw
        of[at] = resource
        path = path_of(route)
        if path is None or not route.key.path.isascii() or "%" in route.key.path:
            continue
        pattern = _Pattern(path, literal_start(path), (at,))
        index = _index_key(route.key.path)
        methods = dict.fromkeys((route.key.method, ANY_METHOD))
        takers = [asked[index, one].first_that_takes(pattern) for one in methods if (index, one) in asked]
        rows = [one.rows[0] for one in takers if one is not None and of[one.rows[0]] != resource]
        first = min(rows, default=None, key=lambda one: routes[one].order)
        if first is None:
            asked.setdefault((index, route.key.method), _Asked()).add(pattern)
        elif not is_the_same(routes[first], route):
            same = path_of(routes[first]) == path and routes[first].key.method == route.key.method
            yield at, first, same


def of_litestar(routes: Sequence[Route], those: Sequence[int]) -> Iterator[Pair]:
    """Compare the rows of one app, for which their order makes no difference."""
    ends: dict[tuple[str, ...], int] = {}
    shapes = {at: _shape(routes[at].key.path) for at in those}
    for at in those:
        if routes[at].params and routes[at].params[-1].converter == "path" and shapes[at][-1] == _PARAM:
            ends.setdefault(shapes[at], at)
    for at in those:
        shape = shapes[at]
        found = [ends[shape[:end]] for end in range(1, len(shape)) if shape[:end] in ends]
        if found and not is_the_same(routes[found[0]], routes[at]):
            yield at, found[0], False


_PARAM = "{}"


def _shape(path: str) -> tuple[str, ...]:
    return tuple(_PARAM if part.startswith("{") else part for part in path.split("/"))


def is_the_same(one: Route, other: Route) -> bool:
    """Tell whether two rows are several ways to one handler, or say one thing: that is no news."""
    return (one.handler, one.handler_file) == (other.handler, other.handler_file) or (
        one.file,
        one.span,
    ) == (other.file, other.span)


def _index_key(path: str) -> str:
    """As ``UrlDispatcher._get_resource_index_key``."""
    if "{" in path:
        path = path.partition("{")[0].rpartition("/")[0]
    return path.rstrip("/") or "/"


class _Asked:
    """Patterns in the order in which they are asked, by the literal text that they begin with."""

    def __init__(self) -> None:
        self._plain: dict[Path, tuple[int, _Pattern]] = {}
        self._by_start: dict[str, list[tuple[int, _Pattern]]] = {}
        self._count = 0

    def add(self, pattern: _Pattern) -> None:
        self._count += 1
        if len(pattern.start) == len(pattern.path):
            self._plain.setdefault(pattern.path, (self._count, pattern))
        else:
            self._by_start.setdefault(pattern.start, []).append((self._count, pattern))

    def first_that_takes(self, pattern: _Pattern) -> _Pattern | None:
        """Of all that take what a pattern does, give the one that is asked first."""
        found = [self._plain[pattern.path]] if pattern.path in self._plain else []
        for end in range(len(pattern.start) + 1):
            for turn, other in self._by_start.get(pattern.start[:end], ()):
                if takes(other.path, pattern.path):
                    found.append((turn, other))
                    break
        return min(found, key=lambda one: one[0])[1] if found else None
