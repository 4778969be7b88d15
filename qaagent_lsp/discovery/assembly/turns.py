"""The order in which what stands on one router is registered, as far as the text tells.

Statements of one scope run in the order of their lines; nobody knows when those of another scope or file run between
them. So only those of the scope that has most of them take turns, and of these none that may not run, or that may be
one of several things. Where a dialect knows better (the items of one list), it ranks them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.discovery.dialects.graph import Included, Node
from qaagent_lsp.discovery.evaluation.unread import is_unread
from qaagent_lsp.discovery.evaluation.values import Place
from qaagent_lsp.model.source import WorkspacePath

Branches = Mapping[WorkspacePath, Sequence[tuple[int, int]]]
"""Lines of files, ends included, that may not run."""

UNKNOWN = -1

_Spot = tuple[WorkspacePath, str, int, int]


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns count from 0, ``UNKNOWN`` where there is none.

    ``declared`` runs parallel to the nodes and what each declares, ``included`` to all that the nodes include.
    """

    declared: tuple[tuple[int, ...], ...]
    included: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing that takes a turn: where it stands, and what makes it one of several alternatives."""

    spot: _Spot
    group: int
    same: object
    apart: bool = False
    rank: int | None = None
    pattern: str = ""


def turns_of(nodes: Sequence[Node], branches: Branches, *, included_last: bool = False) -> Turns:
    """Order what stands on a router; ``included_last``: its own routes are registered before those below it."""
    plain = _plainly(nodes, branches)
    if plain is not None:
        return plain
    declared = [list(_declared(node)) for node in nodes]
    included = [_included(item) for node in nodes for item in node.included]
    entries = [entry for some in declared for entry in some] + [one for one in included if one is not None]
    alike = Counter((entry.spot, entry.rank, entry.same) for entry in entries)
    told = [entry for entry in entries if not entry.apart]
    most = Counter(entry.spot[:2] for entry in told).most_common(1)
    sure = [
        entry
        for entry in told
        if most[0][0] == entry.spot[:2]
        if alike[entry.spot, entry.rank, entry.same] == 1 and not _may_not_run(entry.spot, branches)
    ]
    patterns = Counter(entry.pattern for entry in entries if entry.pattern)
    if patterns:  # what is not sure may have been the first of its pattern
        known = Counter(entry.pattern for entry in sure)
        sure = [entry for entry in sure if known[entry.pattern] == patterns.get(entry.pattern, known[""])]
    sure.sort(key=lambda entry: (entry.group if included_last else 0, entry.spot, entry.rank or 0))
    turn: dict[int, int] = {}
    first: dict[str, int] = {}
    for at, entry in enumerate(sure):
        joins = at > 0 and entry.rank is not None and _is_one(sure[at - 1], entry)
        turn[id(entry)] = turn[id(sure[at - 1])] if joins else at
        if entry.pattern:
            turn[id(entry)] = first.setdefault(entry.pattern, turn[id(entry)])
    return Turns(
        tuple(tuple(turn.get(id(entry), UNKNOWN) for entry in some) for some in declared),
        tuple(UNKNOWN if one is None else turn.get(id(one), UNKNOWN) for one in included),
    )


def _plainly(nodes: Sequence[Node], branches: Branches) -> Turns | None:
    """Most routers have handlers, or routers, and nothing else, one below the other in one file; None for any other."""
    if any(node.declared for node in nodes):
        return None if any(node.included for node in nodes) else _handlers(nodes, branches)
    return _routers(nodes, [item for node in nodes for item in node.included], branches)


def _routers(nodes: Sequence[Node], items: Sequence[Included], branches: Branches) -> Turns | None:
    last: Place | None = None
    for item in items:
        at = item.at
        if at is None or item.rank is not None or branches.get(at.file):
            return None
        if last is not None and (at.file != last.file or at.scope != last.scope or at.line <= last.line):
            return None
        last = at
    return Turns(tuple(() for _ in nodes), tuple(range(len(items))))


def _handlers(nodes: Sequence[Node], branches: Branches) -> Turns | None:
    ones = [one for node in nodes for one in node.declared]
    if branches.get(ones[0].file):
        return None
    file, scope = ones[0].file, ones[0].scope
    last = (0, 0)
    for one in ones:
        spot = (one.span.line, one.span.column)
        if (
            one.apart
            or is_unread(one.path)
            or one.pattern
            or one.at
            or one.rank is not None
            or one.scope != scope
            or one.file != file
            or spot <= last
        ):
            return None
        last = spot
    turns = iter(range(len(ones)))
    return Turns(tuple(tuple(next(turns) for _ in node.declared) for node in nodes), ())


def unordered(nodes: Sequence[Node]) -> Turns:
    """Give nothing a turn."""
    return Turns(
        tuple((UNKNOWN,) * len(node.declared) for node in nodes),
        (UNKNOWN,) * sum(len(node.included) for node in nodes),
    )


def _declared(node: Node) -> Iterator[_Entry]:
    for one in node.declared:
        spot = (one.file, one.scope, one.span.line, one.span.column)
        if one.at is not None:
            spot = (one.at.file, one.at.scope, one.at.line, 0)
        apart = one.apart or is_unread(one.path)
        yield _Entry(spot, 0, (one.handler, one.methods), apart, one.rank, one.pattern)


def _included(item: Included) -> _Entry | None:
    if item.at is None:
        return None
    return _Entry((item.at.file, item.at.scope, item.at.line, 0), 1, item.child, rank=item.rank)


def _is_one(before: _Entry, entry: _Entry) -> bool:
    return (before.group, before.spot, before.rank) == (entry.group, entry.spot, entry.rank)


def _may_not_run(spot: _Spot, branches: Branches) -> bool:
    return any(first <= spot[2] <= last for first, last in branches.get(spot[0], ()))
