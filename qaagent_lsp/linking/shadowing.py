"""Routes that are never served, because one that was registered before takes all their requests.

FastAPI and Starlette ask their routes in the order in which they were registered; Werkzeug (Flask) orders rules by how
particular they are, so that only of rules of one shape the first takes all. For Django, aiohttp and
Litestar see ``rivals``. Nothing is said of other frameworks, of rows that are not certain, nor where the order cannot
be known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from qaagent_lsp.linking.rivals import Pair, is_the_same, of_aiohttp, of_django, of_litestar
from qaagent_lsp.linking.templates import PLACEHOLDER
from qaagent_lsp.model.hidden import Hidden
from qaagent_lsp.model.route import Framework, Route

_BY_ORDER: frozenset[Framework] = frozenset({"fastapi", "starlette"})
_BY_WEIGHT: frozenset[Framework] = frozenset({"flask"})
_BY_PATTERN: frozenset[Framework] = frozenset({"django", "aiohttp", "litestar"})

_PLAIN = frozenset({"", "str", "string", "default"})
_DIGITS = r"[0-9]+"
_TYPED: Mapping[str, str] = {
    "int": _DIGITS,
    "float": r"[0-9]+(?:\.[0-9]+)?",
    "uuid": r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}",
}
_WITHIN: Mapping[str, frozenset[str]] = {"float": frozenset({"int"})}


class Shadows:
    """Finds hidden routes again after every edit, thinking anew only when a path or the order is another."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._shapes: Sequence[object] = ()
        self._pairs: Sequence[Pair] = ()

    def of(self, routes: Sequence[Route]) -> tuple[Hidden, ...]:
        """Give the routes that others hide, in the order of the table."""
        shapes = [_shape(route) for route in routes]
        if shapes != self._shapes:
            self._shapes = shapes
            self._pairs = tuple(_pairs(routes))
        return tuple(Hidden(routes[later], routes[earlier], same) for later, earlier, same in self._pairs)


def hidden(routes: Sequence[Route]) -> tuple[Hidden, ...]:
    """Give the routes of a table that are never served."""
    return Shadows().of(routes)


def _shape(route: Route) -> object:
    if not _is_fair(route):
        return None
    return (
        route.app,
        route.framework,
        route.order,
        route.among,
        route.key,
        route.params,
        route.handler,
        route.file,
    )


def _is_fair(route: Route) -> bool:
    if route.app is None:
        return False
    if route.framework == "litestar":
        return route.confidence >= 1
    if not route.order:
        return False
    if route.framework == "django":
        return True  # in order are patterns that are known, whatever is uncertain about the methods of their views
    return (
        route.confidence >= 1
        and not route.any_method
        and route.framework in _BY_ORDER | _BY_WEIGHT | _BY_PATTERN
    )


def _pairs(routes: Sequence[Route]) -> Iterator[Pair]:
    tables: dict[tuple[object, ...], list[int]] = {}
    for at, route in enumerate(routes):
        if _is_fair(route):
            by_method = route.key.method if route.framework not in _BY_PATTERN else ""
            tables.setdefault(
                (route.framework if by_method == "" else "", route.app, by_method, route.among), []
            ).append(at)
    found: list[Pair] = []
    for (kind, *_), those in tables.items():
        if kind == "django":
            found += of_django(routes, those)
        elif kind == "aiohttp":
            found += of_aiohttp(routes, those)
        elif kind == "litestar":
            found += of_litestar(routes, those)
        else:
            those.sort(key=lambda at: routes[at].order)
            found += _in_turn(routes, those)
    yield from sorted(found)


def _in_turn(routes: Sequence[Route], ordered: Sequence[int]) -> Iterator[Pair]:
    """Ask for each route whether one before it takes all its requests; several ways to one handler are no news."""
    root = _Node()
    for at in ordered:
        route = routes[at]
        segments = _segments(route)
        same = root.exactly(segments)
        takers = [same] if same is not None else []
        if route.framework in _BY_ORDER:
            takers += root.takers(segments)
        first = min(takers, default=None, key=lambda one: routes[one].order)
        if first is None:
            root.add(segments, at)
        elif not is_the_same(routes[first], route):
            yield at, first, first == same


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a path between slashes: literal pieces and, between them, the words of converters.

    ``("", "int", "")`` is ``{id:int}``, ``("pets",)`` literal text.
    """

    pieces: tuple[str, ...]

    @property
    def literal(self) -> str | None:
        return self.pieces[0] if len(self.pieces) == 1 else None

    @property
    def converter(self) -> str | None:
        """The word of a parameter that is all of the segment."""
        return self.pieces[1] if len(self.pieces) == 3 and not self.pieces[0] and not self.pieces[2] else None

    @property
    def words(self) -> Sequence[str]:
        return self.pieces[1::2]

    def pattern(self) -> re.Pattern[str] | None:
        """What text it accepts, None where that is not known."""
        if any(word not in _TYPED and word not in _PLAIN for word in self.words):
            return None
        return _compiled(self.pieces)

    def takes(self, other: _Segment) -> bool:
        """Tell whether it surely accepts whatever another one does."""
        if self.pieces == other.pieces:
            return True
        if other.literal is not None:
            pattern = self.pattern() if self.literal is None else None
            return pattern is not None and pattern.fullmatch(other.literal) is not None
        if self.converter is None:
            return False
        if self.converter in _PLAIN:
            return all(word in _PLAIN or word in _TYPED for word in other.words)
        return other.converter is not None and (
            other.converter == self.converter or other.converter in _WITHIN.get(self.converter, ())
        )


@dataclass(slots=True)
class _Node:
    """Routes by their segments; ``rest`` is one that takes whatever follows (``{path:path}``)."""

    children: dict[_Segment, _Node] = field(default_factory=dict)
    leaf: int | None = None
    rest: int | None = None

    def add(self, segments: Sequence[_Segment], at: int) -> None:
        node = self
        for segment in segments[:-1]:
            node = node.children.setdefault(segment, _Node())
        last = segments[-1]
        if last.converter == "path":
            node.rest = at if node.rest is None else node.rest
        node = node.children.setdefault(last, _Node())
        node.leaf = at if node.leaf is None else node.leaf

    def exactly(self, segments: Sequence[_Segment]) -> int | None:
        node: _Node | None = self
        for segment in segments:
            node = node.children.get(segment) if node is not None else None
        return node.leaf if node is not None else None

    def takers(self, segments: Sequence[_Segment]) -> list[int]:
        """Give the routes that take all requests of a path, those among them that are asked first not always first."""
        found = [] if self.rest is None else [self.rest]
        if not segments:
            return [] if self.leaf is None else [self.leaf]
        if "path" in segments[0].words:
            return found + [
                one
                for segment, child in self.children.items()
                if segment.pieces == segments[0].pieces
                for one in child.takers(segments[1:])
            ]
        literal = self.children.get(segments[0]) if segments[0].literal is not None else None
        inner = [literal] if literal is not None else []
        inner += [
            child
            for segment, child in self.children.items()
            if segment.literal is None and "path" not in segment.words and segment.takes(segments[0])
        ]
        return found + list(chain.from_iterable(child.takers(segments[1:]) for child in inner))


def _segments(route: Route) -> tuple[_Segment, ...]:
    """Split a path on ``/``; a trailing slash is an empty segment, for it makes another path."""
    words = {param.name: param.converter.strip() for param in route.params}
    return tuple(_segment(text, words) for text in route.key.path.split("/"))


def _segment(text: str, words: Mapping[str, str]) -> _Segment:
    pieces: list[str] = []
    end = 0
    for found in PLACEHOLDER.finditer(text):
        word = words.get(found[0].strip("{}"), "")
        pieces += [text[end : found.start()], "" if word in _PLAIN else word]
        end = found.end()
    return _Segment((*pieces, text[end:]))


def _compiled(pieces: Sequence[str]) -> re.Pattern[str]:
    return re.compile(
        "".join(_TYPED.get(piece, "[^/]+") if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
    )
