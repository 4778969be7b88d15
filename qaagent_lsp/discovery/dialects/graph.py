"""What dialects find: routes declared on a router, and routers put into one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.values import Place, RouterKind, RouterValue, TextValue, Value
from qaagent_lsp.discovery.syntax.conditions import Where
from qaagent_lsp.model.source import Span, WorkspacePath

NO_PREFIX = TextValue("")
_NONE = -1
"""The rank of what was judged to have none."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A path of a router with its handler. ``own_prefix`` is false where the router's own prefix does not apply.

    ``file`` and ``span`` are what an editor marks; ``scope`` is where it stands. ``name`` is what
    the project calls the route by (Django's ``reverse``). ``apart``: more than method and path decides who is served
    (Flask's ``subdomain``), or more than its path. ``under`` are conditions without which it is not there.
    ``at`` is where it takes its turn, if that is not where it stands; ``rank`` orders what stands there, those of one
    rank having one turn. What one router declares of one ``pattern`` has one turn too, that of the first.
    """

    methods: tuple[str, ...]
    path: TextValue
    handler: Handler
    file: WorkspacePath
    span: Span
    scope: str
    own_prefix: bool = True
    name: str = ""
    apart: bool = False
    under: tuple[Where, ...] = ()
    at: Place | None = None
    rank: int | None = None
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Included:
    """``child`` serves below ``prefix`` of its parent. ``prefix`` None: the child's own prefix holds (blueprints).

    ``namespaces`` are the names that may each stand before those of its routes. ``at`` is where that is said; None
    where it does not take its turn among the routes of the parent. ``under`` are conditions without which it does not.
    ``rank`` is that of ``Declared``. ``alone``: what is below has no rivals but one another.
    """

    child: RouterValue
    prefix: TextValue | None
    how: Literal["include", "mount", "blueprint"]
    namespaces: tuple[str, ...] = ()
    at: Place | None = None
    under: tuple[Where, ...] = ()
    rank: int | None = None
    alone: bool = False


@dataclass(slots=True)
class Node:
    """All that is known of one router while a resolve is under way.

    ``under`` are conditions without which an app is not there at all.
    """

    prefixes: tuple[TextValue, ...] = (NO_PREFIX,)
    declared: list[Declared] = field(default_factory=list)
    included: list[Included] = field(default_factory=list)
    under: tuple[Where, ...] = ()


@dataclass(slots=True)
class Graph:
    """The routers of a workspace while a resolve is under way. ``loose`` are routes whose router could not be found.

    ``apps`` name apps that no call makes (a Django site), as ``module:variable``. ``branches`` are lines, ends
    included, that may not run: what is declared there may not be there at all.
    """

    nodes: dict[RouterValue, Node] = field(default_factory=dict)
    loose: list[tuple[RouterKind, Declared]] = field(default_factory=list)
    apps: dict[RouterValue, str] = field(default_factory=dict)
    branches: dict[WorkspacePath, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def node(self, router: RouterValue) -> Node:
        """Give the node of a router, made on first use."""
        return self.nodes.setdefault(router, Node())

    @contextmanager
    def under(self, router: RouterValue, conditions: tuple[Where, ...]) -> Iterator[None]:
        """Note the conditions of whatever is added meanwhile to a router, and to those that were known before."""
        if not conditions:
            yield
            return
        self.node(router)
        before = [(node, len(node.declared), len(node.included)) for node in self.nodes.values()]
        yield
        for node, declared, included in before:
            for at in range(declared, len(node.declared)):
                one = node.declared[at]
                node.declared[at] = replace(one, under=(*conditions, *one.under))
            for at in range(included, len(node.included)):
                item = node.included[at]
                node.included[at] = replace(item, under=(*conditions, *item.under))

    def doubt(self, router: RouterValue, doubts: Mapping[Value, tuple[Where, ...]], since: int = 0) -> None:
        """Note the conditions under which what was put into a router is there, of what was put in at any."""
        for at, item in enumerate(self.node(router).included):
            if at >= since and not item.under and item.child in doubts:
                self.node(router).included[at] = replace(item, under=doubts[item.child])

    @contextmanager
    def in_turn(self, router: RouterValue, at: Place, *, known: bool = True) -> Iterator[None]:
        """Give whatever is added meanwhile to a router one turn, after those given there before, or none."""
        node = self.node(router)
        declared, included = len(node.declared), len(node.included)
        rank = declared + included
        yield
        for where in range(declared, len(node.declared)):
            one = node.declared[where]
            if not known:
                node.declared[where] = replace(one, apart=True)
            elif one.rank is None:
                node.declared[where] = replace(one, at=at, rank=rank)
        for where in range(included, len(node.included)):
            item = node.included[where]
            if not known:
                node.included[where] = replace(item, at=None, rank=_NONE)
            elif item.rank is None:
                node.included[where] = replace(item, at=at, rank=rank)
