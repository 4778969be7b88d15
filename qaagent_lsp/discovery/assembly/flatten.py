"""The graph of routers → rows: every way from an app down to a declaration is one full path.

Where nothing tells the path, there is a row all the same, of the prefix that is known and of confidence 0: it is no
route, but told as something that is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import is_, itemgetter

from qaagent_lsp.discovery.assembly.walking import (
    SITES,
    Routers,
    Stop,
    Visit,
    WayBook,
    doubted,
    in_test_function,
    walk,
)
from qaagent_lsp.discovery.dialects.graph import Declared, Node
from qaagent_lsp.discovery.dialects.registry import RULES, Rules
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX
from qaagent_lsp.discovery.evaluation.joining import concatenated
from qaagent_lsp.discovery.evaluation.unread import is_unread
from qaagent_lsp.discovery.evaluation.values import RouterKind, TextValue
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath

_MAX_ROUTES = 50_000
LEFT_OUT = 0.0
"""The confidence of rows that are no routes."""


_Row = tuple[tuple[str, int, int, int, int, str, str], tuple[str, str, str, str], Route]
"""A row behind what orders it and what it is told from others by."""


_Rows = tuple[tuple[Route, ...], tuple[Route, ...]]
"""Routes, and what is left out."""
_At = tuple[RouterKind, int, int, TextValue, bool]
_Way = tuple[RouterKind, int, TextValue, bool]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The rows of a declaration on one way, where that has this place in the app's order."""

    declared: Declared
    order: tuple[int, ...]
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows of one stop, and the file that both they and their handlers stand in; None where they are several."""

    drawn: tuple[_Drawn, ...]
    rows: tuple[_Row, ...]
    file: WorkspacePath | None


class Flattener:
    """Makes rows; what it made of declarations that did not change, it keeps."""

    def __init__(self) -> None:
        """Start with nothing kept."""
        self._book = WayBook()
        self._kept: dict[_At, tuple[Node, Visit, tuple[int, ...], _Group]] = {}
        self._used: dict[_At, tuple[Node, Visit, tuple[int, ...], _Group]] = {}
        self._by_way: dict[_Way, list[_Group]] | None = None
        self._of_files: dict[WorkspacePath, tuple[list[_Group], _Rows]] = {}

    def flatten(self, routers: Routers) -> tuple[tuple[Route, ...], tuple[Route, ...]]:
        """Walk from every app, then from every router that nothing includes; one row per method, path and handler.

        The second part are those of what is left out.
        """
        self._used, self._by_way = {}, None
        groups = [self._rows(stop) for stop in walk(routers, self._book)]
        for graph in routers.parts:
            for kind, declared in graph.loose:
                if not in_test_function(declared.file, declared.scope):
                    why = "the app or router of this route could not be found"
                    outer = doubted(TextValue("", 0.5, why), declared.under)
                    rows = tuple(_placed(declared, outer, declared.path, RULES[kind], None))
                    groups.append(_group((_Drawn(declared, (), rows),)))
        self._kept = self._used
        return self._distinct(groups)

    def _distinct(self, groups: Sequence[_Group]) -> _Rows:
        """Put each in the order of the text, once; what the files say of which no row has changed is as it was."""
        by_file: dict[WorkspacePath, list[_Group]] = {}
        for group in groups:
            if group.file is not None:
                by_file.setdefault(group.file, []).append(group)
        if any(one.file is None for one in groups) or sum(len(one.rows) for one in groups) > _MAX_ROUTES:
            return _distinct(row for one in groups for row in one.rows)
        known, self._of_files = self._of_files, {}
        for file, own in sorted(by_file.items()):
            then = known.get(file)
            if then is None or len(then[0]) != len(own) or not all(map(is_, then[0], own)):
                then = (own, _distinct(row for one in own for row in one.rows))
            self._of_files[file] = then
        found = [rows for _, rows in self._of_files.values()]
        return tuple(chain.from_iterable(routes for routes, _ in found)), tuple(
            chain.from_iterable(left_out for _, left_out in found)
        )

    def _rows(self, stop: Stop) -> _Group:
        node, visit = stop.node, stop.visit
        at = (stop.kind, id(node), id(visit), stop.own, stop.way is None)
        known = self._kept.get(at)
        # What the key has by its id is kept along, so that ids stay their own.
        if known is None or known[0] is not node or known[1] is not visit or known[2] != stop.turns:
            known = (node, visit, stop.turns, _group(tuple(_of_node(stop, self._before(stop)))))
        self._used[at] = known
        return known[3]

    def _before(self, stop: Stop) -> Mapping[int, _Drawn]:
        """Give what was made of the declarations that a way led to before, by the ``id`` of each.

        Most edits are of one declaration among many.
        """
        if self._by_way is None:
            self._by_way = {}
            for (kind, _, way, own, unordered), (_, _, _, group) in self._kept.items():
                self._by_way.setdefault((kind, way, own, unordered), []).append(group)
        groups = self._by_way.get((stop.kind, id(stop.visit), stop.own, stop.way is None), ())
        return {id(drawn.declared): drawn for group in groups for drawn in group.drawn}


def _group(drawn: tuple[_Drawn, ...]) -> _Group:
    found = tuple(chain.from_iterable(one.rows for one in drawn))
    files = {file for row in found for file in (row[2].file, row[2].handler_file)} or {WorkspacePath("")}
    return _Group(drawn, found, files.pop() if len(files) == 1 else None)


def _of_node(stop: Stop, before: Mapping[int, _Drawn]) -> Iterator[_Drawn]:
    for at, declared in enumerate(stop.node.declared):
        order = stop.order(at)
        known = before.get(id(declared))
        yield known if known is not None and known.order == order else _drawn(stop, declared, order)


def _drawn(stop: Stop, declared: Declared, order: tuple[int, ...]) -> _Drawn:
    rules, visit = RULES[stop.kind], stop.visit
    path = rules.join(stop.own, declared.path) if declared.own_prefix else declared.path
    outer = doubted(visit.outer, declared.under)
    told = order
    if stop.kind in SITES and (declared.under or (outer.text + path.text).startswith("//")):
        told = ()  # the template says one slash where the pattern has two
    rows = _placed(declared, outer, path, rules, visit.app, visit.names, told, visit.among)
    return _Drawn(declared, order, tuple(rows))


def _placed(
    declared: Declared,
    outer: TextValue,
    path: TextValue,
    rules: Rules,
    app: str | None,
    names: tuple[str, ...] = (),
    order: tuple[int, ...] = (),
    among: tuple[int, ...] = (),
) -> Iterator[_Row]:
    full = concatenated(outer, path)
    if is_unread(path):
        if not in_test_function(declared.file, declared.scope):
            yield _left_out(declared, full, path.reason, rules, app)
        return
    if not full.text.startswith("/"):
        if UNKNOWN_PREFIX.reason in full.reason:
            yield _left_out(declared, full, full.reason, rules, app)
        return  # of what begins otherwise, no framework serves anything
    template, params = rules.template(full.text)
    handler, span = declared.handler, declared.span
    reasons = [reason for reason in (full.reason, handler.reason) if reason]
    for method in declared.methods:
        row = Route(
            RouteKey(method, template),
            handler.name,
            declared.file,
            span,
            handler.file,
            handler.span,
            rules.framework,
            "static",
            round(full.confidence * handler.confidence, 3),
            "; ".join(dict.fromkeys(reasons)),
            app,
            params,
            tuple(f"{name}{declared.name}" for name in names) if declared.name else (),
            handler.any_method,
            order,
            among if order else (),
        )
        place = (declared.file, span.line, span.column, span.end_line, span.end_column, template, method)
        yield place, (method, template, handler.name, handler.file), row


def _left_out(declared: Declared, full: TextValue, why: str, rules: Rules, app: str | None) -> _Row:
    """Make the row of what is left out: no method where it stands for a list, the known part of the path."""
    handler, span = declared.handler, declared.span
    key = RouteKey("/".join(declared.methods), rules.template(full.text)[0])
    row = Route(
        key,
        handler.name,
        declared.file,
        span,
        handler.file,
        handler.span,
        rules.framework,
        confidence=LEFT_OUT,
        reason=why,
        app=app,
    )
    place = (declared.file, span.line, span.column, span.end_line, span.end_column, key.path, key.method)
    return place, ("", f"{span.line}:{span.column}", key.path, declared.file), row


def _distinct(rows: Iterable[_Row]) -> _Rows:
    best: dict[tuple[str, str, str, str], _Row] = {}
    for row in islice(rows, _MAX_ROUTES):
        known = best.get(row[1])
        if known is None or row[2].confidence > known[2].confidence:
            best[row[1]] = row
    found = [row[2] for row in sorted(best.values(), key=itemgetter(0))]
    left_out = tuple(row for row in found if row.confidence == LEFT_OUT)
    return tuple(row for row in found if row.confidence != LEFT_OUT) if left_out else tuple(found), left_out
