"""A request's method and URL against the route table.

The URL may be concrete (``/pets/1``), hold unknown parts as ``{}`` (``/pets/{}``), carry scheme and host, a
query or a fragment. The most particular template wins, segment by segment from the left: literal text, then a
parameter with literal text around it, then a typed one, then any, then one that spans segments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from qaagent_lsp.linking.templates import PLACEHOLDER, Segment, segments_of, template_of
from qaagent_lsp.model.route import ANY_METHOD, Route

_ORIGIN = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*")
_UNKNOWN_BASE = re.compile(r"^\{[^{}]*\}(?=/|$)")

_TO_ANY = (ANY_METHOD,)
_FALLS_TO = {"HEAD": ("GET",), "WEBSOCKET": ("GET",), ANY_METHOD: ()}
"""The method whose routes answer where none names a method itself."""


class RouteMatcher:
    """Finds the route of a request among thousands."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Index the routes. Of several with the same method and shape, the first in the given order wins."""
        self._roots: dict[str, _Node] = {}
        self._by_suffix: dict[tuple[str, str], list[tuple[Segment, ...]]] = {}
        self._cache: dict[tuple[str, str], Route | None] = {}
        for route in routes:
            for method in (route.key.method, ANY_METHOD) if route.any_method else (route.key.method,):
                self._add(route, method)

    def exact(self, method: str, url: str) -> Route | None:
        """Return the route that serves the whole path of the URL, None when there is none.

        A trailing slash may differ (frameworks redirect). ``HEAD`` falls to ``GET`` where no route names it, so does
        a socket (aiohttp's are GET routes), and every method to a route for ``ANY``.
        """
        path = _path(url)[0]
        if not path and url:
            return None
        return self._walk(method.upper(), _parts(path), slash=path.endswith("/"))

    def find(self, method: str, url: str) -> Route | None:
        """Return the route that a client call in source text means, None when none or several could be meant.

        As ``exact``; failing that, a base path is tolerated: one that the client puts before the URL
        (``base_url=".../api"``, ``f"{API}/pets"``), or that only the URL has (``root_path``).
        """
        at = (method.upper(), url)
        if at not in self._cache:
            based = (self._with_base(other, url) for other in (at[0], *_FALLS_TO.get(at[0], _TO_ANY)))
            self._cache[at] = self.exact(method, url) or next((route for route in based if route), None)
        return self._cache[at]

    def _with_base(self, method: str, url: str) -> Route | None:
        path, rooted = _path(url)
        parts = _parts(path)
        slash = path.endswith("/")
        if not parts or PLACEHOLDER.fullmatch(parts[0]) is not None:
            return None
        longer = {
            id(route): route
            for prefix in self._by_suffix.get((method, parts[0]), ())
            if (route := self._walk(method, [*(part.text for part in prefix), *parts], slash=slash))
        }
        if len(longer) == 1:
            return next(iter(longer.values()))
        if longer or not rooted:
            return None
        for skipped in range(1, len(parts)):
            if PLACEHOLDER.search(parts[skipped]) is None:
                route = self._walk(method, parts[skipped:], slash=slash)
                if route is not None and _begins_literally(route):
                    return route
        return None

    def _walk(self, method: str, parts: Sequence[str], *, slash: bool) -> Route | None:
        root = self._roots.get(method)
        leaves = _leaves(root, parts) if root else iter(())
        found = next(leaves, None)
        if found is None and root and len(parts) > 1:
            loose = {id(leaf): leaf for leaf in _leaves_where_unknown_is_literal(root, parts)}
            found = next(iter(loose.values())) if len(loose) == 1 else None
        if found is not None:
            chosen = next((route for route, ends in found if ends == slash), found[0][0])
            return (
                chosen
                if chosen.framework in _MOST_PARTICULAR
                else _registered_first(chosen, found, leaves, slash=slash)
            )
        falls_to = _FALLS_TO.get(method, _TO_ANY)
        return self._walk(falls_to[0], parts, slash=slash) if falls_to else None

    def _add(self, route: Route, method: str) -> None:
        template = template_of(route)
        node = self._roots.setdefault(method, _Node())
        for at, segment in enumerate(template.segments):
            if segment.literal is None:
                break
            if at:
                prefixes = self._by_suffix.setdefault((method, segment.literal), [])
                if template.segments[:at] not in prefixes:
                    prefixes.append(template.segments[:at])
        for segment in template.segments:
            node = node.child(segment)
        if template.tail is None:
            node.leaf.append((route, template.slash))
        else:
            node.tails.append((template.tail, [(route, template.slash)]))
            node.tails.sort(key=lambda tail: -len(tail[0].pattern))


def match(method: str, url: str, routes: Iterable[Route]) -> Route | None:
    """Return the route that a call means, for a handful of routes; ``RouteMatcher`` is for many calls."""
    return RouteMatcher(routes).find(method, url)


_MOST_PARTICULAR = frozenset({"flask", "litestar", "openapi"})
"""Frameworks that choose the most particular template themselves; the others take the first that fits."""
_Leaf = list[tuple[Route, bool]]


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    params: list[tuple[Segment, _Node]] = field(default_factory=list)
    tails: list[tuple[re.Pattern[str], _Leaf]] = field(default_factory=list)
    leaf: _Leaf = field(default_factory=list)

    def child(self, segment: Segment) -> _Node:
        if segment.literal is not None:
            return self.literals.setdefault(segment.literal, _Node())
        for known, node in self.params:
            if known.pattern == segment.pattern and known.rank == segment.rank:
                return node
        node = _Node()
        self.params.append((segment, node))
        self.params.sort(key=lambda param: param[0].rank)
        return node


def _leaves(node: _Node, parts: Sequence[str]) -> Iterator[_Leaf]:
    if not parts:
        if node.leaf:
            yield node.leaf
    else:
        if parts[0] in node.literals:
            yield from _leaves(node.literals[parts[0]], parts[1:])
        for segment, child in node.params:
            if segment.accepts(parts[0]):
                yield from _leaves(child, parts[1:])
    rest = PLACEHOLDER.sub("x", "/".join(parts))
    for tail, leaf in node.tails:
        if tail.fullmatch(rest):
            # Where nothing is left, the slash before the rest is the URL's last one.
            yield leaf if parts else [(route, True) for route, _ in leaf]


def _leaves_where_unknown_is_literal(node: _Node, parts: Sequence[str]) -> Iterator[_Leaf]:
    """As ``_leaves``, but ``{}`` may be literal, save at the end: ``/api/{}/pets`` is ``/api/v1/pets``."""
    if len(parts) == 1 or not any(PLACEHOLDER.fullmatch(part) for part in parts):
        yield from _leaves(node, parts)
        return
    if PLACEHOLDER.fullmatch(parts[0]):
        for child in node.literals.values():
            yield from _leaves_where_unknown_is_literal(child, parts[1:])
    elif parts[0] in node.literals:
        yield from _leaves_where_unknown_is_literal(node.literals[parts[0]], parts[1:])
    for segment, child in node.params:
        if segment.accepts(parts[0]):
            yield from _leaves_where_unknown_is_literal(child, parts[1:])


def _registered_first(chosen: Route, found: _Leaf, others: Iterator[_Leaf], *, slash: bool) -> Route:
    """Of the rows of one app that serve a URL, give the one that is registered first: so their framework does.

    Where that is not known, it is the first one in its file. One whose trailing slash is the URL's comes before those
    that only a redirect leads to.
    """
    fitting = [*found, *(row for leaf in others for row in leaf)]
    exact = [row for row, ends in fitting if ends == slash]
    rows = exact or [row for row, _ in fitting]
    if chosen.order and chosen.app:
        rivals = [row for row in rows if row.order and (row.app, row.among) == (chosen.app, chosen.among)]
        if rivals:
            return min(rivals, key=lambda row: row.order)
    beside = [row for row in rows if (row.file, row.app) == (chosen.file, chosen.app)]
    return min(beside, key=lambda row: (row.span.line, row.span.column), default=(exact or [chosen])[0])


def _path(url: str) -> tuple[str, bool]:
    """Return the path of a URL, and whether it starts at the root of a host (it may hold a base path)."""
    bare, origins = _ORIGIN.subn("", url.strip())
    bare = re.split(r"[?#]", bare, maxsplit=1)[0]
    path = _UNKNOWN_BASE.sub("", bare)
    return path, bool(origins) or bare.startswith("/")


def _parts(path: str) -> list[str]:
    return [*segments_of(unquote(path))]  # decoded first, as servers do: ``%2F`` parts segments as well


def _begins_literally(route: Route) -> bool:
    first = segments_of(route.key.path)[:1]
    return bool(first) and PLACEHOLDER.search(first[0]) is None
