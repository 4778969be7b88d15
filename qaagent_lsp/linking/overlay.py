"""What live apps were seen to serve, laid over what is known statically.

Remembered is the difference between the two when an app was seen. Static analysis follows every edit; the difference is
applied to its rows while nothing has changed that it came from, and gives way, visibly, where something has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import is_, itemgetter

from qaagent_lsp.linking.sightings import (
    is_of_namesake,
    name_of,
    row_name,
    same_handler,
    stands_for,
)
from qaagent_lsp.model.route import ANY_METHOD, PathParam, Route, RouteKey
from qaagent_lsp.model.served import RowName, ServedApp, ServedRoute, Sighting
from qaagent_lsp.model.source import Span, WorkspacePath

AGED = 0.9
"""Confidence in a row that was seen before one of its files changed."""

NOWHERE = WorkspacePath("")
"""Stands for the file of a handler that lies outside the workspace."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class as its file has it now: what an editor marks of it, and ``def`` to its end."""

    mark: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Now:
    """The files of this moment.

    ``digest`` gives that of a file's text, None when it is gone; ``definitions`` the functions and classes of a file
    by ``__qualname__``, None when they cannot be told.
    """

    digest: Callable[[WorkspacePath], str | None]
    definitions: Callable[[WorkspacePath], Mapping[str, Definition] | None]


Change = WorkspacePath | None
"""The file that changed since an app was seen, the first one that concerns a row."""


class Overlay:
    """Lays the same sightings over the rows of one edit after the other; what did not change is not thought again."""

    def __init__(self, sightings: Sequence[Sighting] = ()) -> None:
        """Index what was seen."""
        self.sightings = tuple(sightings)
        self._seen: dict[RouteKey, list[tuple[ServedRoute, Sighting]]] = {}
        self._removed: dict[RowName, list[Sighting]] = {}
        self._added: dict[WorkspacePath, list[tuple[ServedRoute, Sighting]]] = {}
        self._kept: dict[int, tuple[Route, Route | None]] = {}
        self._groups: dict[WorkspacePath, tuple[_Ground, list[_Placed]]] = {}
        self._changed: frozenset[tuple[int, WorkspacePath]] = frozenset()
        for sighting in self.sightings:
            for served in sighting.app.routes:
                self._seen.setdefault(served.key, []).append((served, sighting))
                if name_of(served) in sighting.added:
                    file = WorkspacePath(served.file) if served.is_own else NOWHERE
                    self._added.setdefault(file, []).append((served, sighting))
            for name in sighting.removed:
                self._removed.setdefault(name, []).append(sighting)

    def lay(self, static: Sequence[Route], now: Now) -> tuple[Route, ...]:
        """Give the rows of this moment, sorted by file and place. ``static`` are sorted so."""
        if not self.sightings:
            return tuple(static)
        changed = _changed(self.sightings, now)
        kept = self._kept if changed == self._changed else {}
        self._changed = changed
        self._kept = {}
        judged: list[tuple[Route, Route | None]] = []
        for route in static:
            known = kept.get(id(route))
            if known is None or known[0] is not route:
                known = (route, self._judged(route))
            self._kept[id(route)] = known
            judged.append(known)
        if not self._added:
            return tuple(row for _, row in judged if row is not None)
        return self._with_added(judged, now)

    def _judged(self, route: Route) -> Route | None:
        """Say what becomes of a static row: confirmed, left as it is, or None where no app has it."""
        named = self._seen.get(route.key, ())
        everything = self._seen.get(RouteKey(ANY_METHOD, route.key.path), ())
        for served, sighting in (*named, *(one for one in everything if same_handler(one[0], route))):
            if stands_for(served, route, sighting.app):
                return _confirmed(
                    route, served, sighting, self._change(sighting, route.file, route.handler_file)
                )
        for sighting in self._removed.get(row_name(route), ()):
            changed = self._change(sighting, route.file, route.handler_file) is not None
            if not changed and not is_of_namesake(sighting.app, route):
                return None
        return route

    def _with_added(self, judged: Sequence[tuple[Route, Route | None]], now: Now) -> tuple[Route, ...]:
        """Put the rows of all handlers together, those of one file after the other."""
        static: dict[WorkspacePath, list[tuple[Route, Route | None]]] = {file: [] for file in self._added}
        for known in judged:
            static.setdefault(known[0].handler_file, []).append(known)
        groups: dict[WorkspacePath, tuple[_Ground, list[_Placed]]] = {}
        placed: list[_Placed] = []
        for file, rows in static.items():
            added = self._added.get(file, ())
            ground = _Ground(
                rows,
                now.definitions(file) if added and file else None,
                [self._change(one, file) if file else self._change(one) for _, one in added],
                [now.digest(file or WorkspacePath(one.app.file)) is not None for _, one in added],
            )
            known_group = self._groups.get(file)
            if known_group is None or not known_group[0].is_that_of(ground):
                known_group = (ground, [(_place(row), row) for row in self._group(added, ground)])
            groups[file] = known_group
            placed += known_group[1]
        self._groups = groups
        placed.sort(key=itemgetter(0))
        return tuple(row for _, row in placed)

    def _group(self, added: Sequence[tuple[ServedRoute, Sighting]], ground: _Ground) -> Iterator[Route]:
        """Give the rows whose handlers stand in one file."""
        handled: dict[str, list[tuple[Route, Route | None]]] = {}
        for known in ground.static:
            handled.setdefault(_last(known[0].handler), []).append(known)
        made: dict[RowName, Route] = {}
        better: set[tuple[str, str]] = set()
        shown = {row_name(row) for _, row in ground.static if row is not None}
        for (served, sighting), change, is_there in zip(added, ground.changes, ground.there, strict=True):
            if not is_there or name_of(served) in made:
                continue
            others = handled.get(_last(served.handler), ())
            if any(_contradicts(one, served, sighting) for one, _ in others):
                continue
            donors = [one for one, row in others if row is None and same_handler(served, one)]
            row = _added_row(served, sighting, ground.definitions, donors[0] if donors else None, change)
            if row is not None:
                better.add((served.key.method, _last(served.handler)))
                if name_of(served) not in shown:
                    made[name_of(served)] = row
        for route, row in ground.static:
            # What was denied when the app was seen and still reads the same stays denied while it is known better.
            denied = row is route and row_name(route) in self._removed
            if row is not None and not (denied and (route.key.method, _last(route.handler)) in better):
                yield row
        yield from made.values()

    def _change(self, sighting: Sighting, *files: WorkspacePath) -> Change:
        own = WorkspacePath(sighting.app.file)
        return next((file for file in (*files, own) if (id(sighting), file) in self._changed), None)


_Placed = tuple[tuple[str, int, int, int, int, str, str], Route]
"""A row behind what orders it."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """All that the rows of one file's handlers follow from besides what was seen, row by row of what was added."""

    static: Sequence[tuple[Route, Route | None]]
    definitions: Mapping[str, Definition] | None
    changes: Sequence[Change]
    there: Sequence[bool]

    def is_that_of(self, other: _Ground) -> bool:
        """Tell whether the rows would come out the same."""
        return (
            self.definitions is other.definitions
            and len(self.static) == len(other.static)
            and all(map(is_, self.static, other.static))
            and self.changes == other.changes
            and self.there == other.there
        )


def _changed(sightings: Sequence[Sighting], now: Now) -> frozenset[tuple[int, WorkspacePath]]:
    return frozenset(
        (id(sighting), file)
        for sighting in sightings
        for file, digest in sighting.digests.items()
        if now.digest(file) != digest
    )


def _confirmed(route: Route, served: ServedRoute, sighting: Sighting, change: Change) -> Route:
    """A static row that an app has, too. After a change it is static analysis that knows it, where that is certain."""
    if change is not None:
        if route.confidence == 1:
            return route
        return replace(route, source="observed", confidence=max(AGED, route.confidence), reason=_aged(change))
    named = (
        served.handler if served.is_own and served.handler.startswith(f"{route.handler}.") else route.handler
    )
    return replace(
        route,
        handler=named,
        source="observed",
        confidence=1.0,
        reason="",
        app=route.app or sighting.app.app or None,
        params=_told_better(route, served),
    )


def _told_better(route: Route, served: ServedRoute) -> tuple[PathParam, ...]:
    """The text has regular expressions of Django as they are written, a running app their names only."""
    if [one.name for one in route.params] == [one.name for one in served.params] and route.order:
        return route.params
    return served.params or route.params


def _contradicts(route: Route, served: ServedRoute, sighting: Sighting) -> bool:
    """Tell whether what stands in the file now says otherwise of a handler than it did when the app was seen.

    A row that was not there then is newer. Where its prefix is not known, it agrees with any path that ends like it.
    """
    if route.key.method != served.key.method or not same_handler(served, route):
        return False
    if row_name(route) in sighting.removed or route.key == served.key:
        return False
    if any(one.key == route.key and same_handler(one, route) for one in _rows_of(sighting.app, route.key)):
        return False
    return route.confidence == 1 or not served.key.path.endswith(route.key.path)


def _rows_of(app: ServedApp, key: RouteKey) -> Iterator[ServedRoute]:
    return (served for served in app.routes if served.key == key)


def _added_row(
    served: ServedRoute,
    sighting: Sighting,
    definitions: Mapping[str, Definition] | None,
    donor: Route | None,
    change: Change,
) -> Route | None:
    """Make a row that static analysis does not have; None when its handler is gone, or nothing can be marked.

    ``donor`` is a row of the same handler that no app has: it knows where the route is defined.
    """
    file = WorkspacePath(served.file if served.is_own else sighting.app.file)
    app = sighting.app
    if file not in sighting.digests:
        return None
    line = max(served.line if served.is_own else app.line, 1)
    found: Definition | None = Definition(Span(line, 1, line, 2), Span(line, 1, line, 2))
    if definitions is not None and served.is_own:
        defined = _defined(served, definitions)
        if defined is not None or (change is not None and "<lambda>" not in served.handler):
            found = defined
    if found is None:
        return None
    return Route(
        served.key,
        served.handler,
        file if donor is None else donor.file,
        found.mark if donor is None else donor.span,
        file if served.is_own else NOWHERE,
        found.span,
        served.framework,
        "observed",
        1.0 if change is None else AGED,
        "" if change is None else _aged(change),
        app.app or None,
        served.params,
        () if donor is None else donor.names,
        served.key.method == ANY_METHOD,
    )


def _defined(served: ServedRoute, definitions: Mapping[str, Definition]) -> Definition | None:
    """Find a handler by its name in the file as it is now; a method that is inherited stands where its class does."""
    parts = served.handler.split(".")
    for start in range(len(parts)):
        found = definitions.get(".".join(parts[start:]))
        if found is not None:
            return found
    if served.line == 0:
        for start in range(len(parts) - 1):
            owner = definitions.get(".".join(parts[start:-1]))
            if owner is not None:
                return owner
    return None


def _aged(file: WorkspacePath) -> str:
    return f"seen in a running app; {file} has changed since"


def _place(row: Route) -> tuple[str, int, int, int, int, str, str]:
    span = row.span
    return row.file, span.line, span.column, span.end_line, span.end_column, row.key.path, row.key.method


def _last(handler: str) -> str:
    return handler.rpartition(".")[2]
