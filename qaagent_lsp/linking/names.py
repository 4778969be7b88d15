"""The naming convention (``test_get_pets_pet_id_success``), resolved against the known routes.

A name begins with a verb; what follows is read against every route of that verb. The longest reading wins;
two routes that read equally well are nobody's; what is left over must look like an outcome, not like another
resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.linking.calls import Meant
from qaagent_lsp.linking.reading import Readable, Reading, readable, readings
from qaagent_lsp.linking.table import RouteTable, file_within
from qaagent_lsp.linking.templates import PLACEHOLDER
from qaagent_lsp.linking.words import spellings, words_of
from qaagent_lsp.model.folded_tests import Named
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestFunction

_GET, _POST, _PUT, _PATCH, _DELETE = ("GET",), ("POST",), ("PUT",), ("PATCH",), ("DELETE",)
_VERBS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("get", "list", "read", "fetch", "retrieve", "show", "view"), _GET),
    **dict.fromkeys(("post", "create", "add", "insert"), _POST),
    **dict.fromkeys(("put", "replace"), _PUT),
    **dict.fromkeys(("patch",), _PATCH),
    **dict.fromkeys(("update", "edit", "modify"), ("PUT", "PATCH")),
    **dict.fromkeys(("delete", "remove", "destroy"), _DELETE),
    "head": ("HEAD", "GET"),
    "options": ("OPTIONS",),
    **dict.fromkeys(("websocket", "ws"), ("WEBSOCKET",)),
}
_OUTCOMES = frozenset(
    re.findall(
        r"\w+",
        "success successful successfully succeeds ok works valid invalid error errors fail fails failure "
        "failed failing returns return responds raises raise not no missing unknown bad wrong unauthorized "
        "unauthorised unauthenticated authenticated forbidden denied requires require required needs auth "
        "without with when if for as by is are has have should must can cannot only after before on twice "
        "empty nonexistent nonexisting duplicate conflict pagination paginated page sorted ordered filtered "
        "filter limit schema handling response status code timeout redirect redirects default defaults "
        "contract allowed permission permissions existing exists happy path all too large many query params ",
    )
)
_JOINED = frozenset({"or", "and"})
_ROOTS = frozenset({"root", "index", "home", "homepage", "main"})
_TITLE = re.compile(
    r"(?<![\w-])(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|WEBSOCKET)\s+((?:https?://[^\s/]+)?/\S*)"
)


class NameReader:
    """Tells which routes of one table names mean; what many tests are called is read once."""

    def __init__(self, names: RouteNames) -> None:
        """Start with nothing read."""
        self._names = names
        self._near: dict[WorkspacePath, tuple[RouteNames, ...]] = {}
        self._known: dict[tuple[tuple[RouteNames, ...], str, str], Meant | None] = {}

    def meant(self, test: Named | TestFunction) -> Meant | None:
        """Give the one known route that a test's name means, of its own surroundings first."""
        near = self._near.get(test.file)
        if near is None:
            near = self._near[test.file] = tuple(self._names.nearest(test.file))
        at = (near, test.name, test.class_name)
        if at not in self._known:
            found = ((names, names.find(test.name, test.class_name)) for names in near)
            self._known[at] = next(
                (
                    (route.key, file_within(names.table, self._names.table, route))
                    for names, route in found
                    if route is not None
                ),
                None,
            )
        return self._known[at]


def name_links(tests: Iterable[Named | TestFunction], reader: NameReader) -> Iterator[Link]:
    """Yield a link for every test whose name means exactly one known route."""
    for test in tests:
        meant = reader.meant(test)
        if meant is not None:
            yield Link(test.id, meant[0], "name", f"its name reads as {meant[0]}", meant[1])


def route_in_title(title: str, table: RouteTable) -> Route | None:
    """Return the known route that a title spells out: ``unknown pet: GET /pets/{id} answers 404``."""
    for method, path in _TITLE.findall(title):
        route = table.matcher.exact(method, PLACEHOLDER.sub("{}", path.rstrip(".,;:!?)]\"'`")))
        if route is not None:
            return route
    return None


@dataclass(frozen=True, slots=True)
class _Found:
    route: Route
    reading: Reading


class RouteNames:
    """Reads names against thousands of routes."""

    def __init__(self, table: RouteTable) -> None:
        """Index the routes by method and by the words that a name may begin with."""
        self.table = table
        self._by_start: dict[tuple[str, str], list[Readable]] = {}
        self._roots: dict[str, Route] = {}
        self._nouns: set[str] = set()
        self._near: dict[int, RouteNames] = {}
        for route in {route.key: route for route in table.routes}.values():
            if route.key.path == "/":
                self._roots[route.key.method] = route
            shape = readable(route)
            for start in shape.starts:
                for form in spellings(start):
                    self._by_start.setdefault((route.key.method, form), []).append(shape)
            for noun in shape.nouns:
                self._nouns |= spellings(noun)

    def nearest(self, file: WorkspacePath) -> Iterator[RouteNames]:
        """Yield readers of the tables around a file, as ``RouteTable.nearest``."""
        for table in self.table.nearest(file):
            if table is self.table:
                yield self
            else:
                # The table keeps its parts for as long as it lives, so that their ids stay theirs.
                if id(table) not in self._near:
                    self._near[id(table)] = RouteNames(table)
                yield self._near[id(table)]

    def find(self, name: str, class_name: str = "") -> Route | None:
        """Return the one route that a test's name means; None when it means none or could mean several.

        ``[...]`` is dropped first. A class (``TestPets``) supplies the resource where the name has only a
        verb.
        """
        name = name.partition("[")[0]
        titled = route_in_title(name, self.table)
        if titled is not None:
            return titled
        words = [word for word in words_of(name) if word != "test"]
        if not words or words[0] not in _VERBS:
            return None
        verb, rest = words[0], words[1:]
        if rest and rest[0] in _JOINED:
            return None
        found = self._read(verb, rest)
        if found is not None:
            return found
        context = [word for word in words_of(class_name) if word not in _CLASS_NOISE]
        return self._read(verb, [*context, *rest], within=len(context)) if context else None

    def _read(self, verb: str, rest: Sequence[str], within: int = 0) -> Route | None:
        found = [
            reading
            for method in _VERBS[verb]
            for reading in self._readings(method, verb, rest)
            if self._may_be_left(rest[reading.reading.used :], strictly=bool(within))
            and reading.reading.used >= max(within, 1)
        ]
        if not found:
            return None
        best = max(found, key=lambda one: one.reading.score)
        equal = {one.route.key: one.route for one in found if one.reading.score == best.reading.score}
        return best.route if len(equal) == 1 else None

    def _readings(self, method: str, verb: str, rest: Sequence[str]) -> Iterator[_Found]:
        if rest and rest[0] in _ROOTS and method in self._roots:
            yield _Found(self._roots[method], Reading(used=1, cost=2))
        starts = {form for word in rest[:1] for form in spellings(word)}
        shapes = {
            shape.route.key: shape
            for start in sorted(starts)
            for shape in self._by_start.get((method, start), ())
        }
        for shape in shapes.values():
            for reading in readings(shape, rest, collection=verb == "list"):
                yield _Found(shape.route, reading)

    def _may_be_left(self, left: Sequence[str], *, strictly: bool) -> bool:
        """Tell whether the rest of a name is an outcome and not a resource that this route does not have."""
        if not left or left[0] in _OUTCOMES or left[0].isdigit():
            return True
        if strictly or left[0] in _JOINED:
            return False
        return all(self._nouns.isdisjoint(spellings(word)) for word in left)


_CLASS_NOISE = frozenset(
    {"test", "tests", "case", "suite", "api", "route", "routes", "endpoint", "endpoints", "view"}
)
