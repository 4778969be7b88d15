"""The ways from every app down through its routers, each with the prefixes that were met on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.assembly.turns import UNKNOWN, TurnBook, Turns
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, UNKNOWN_PREFIX, Graph, Included, Node
from qaagent_lsp.discovery.dialects.registry import RULES
from qaagent_lsp.discovery.evaluation.joining import concatenated
from qaagent_lsp.discovery.evaluation.values import APPS, Place, RouterKind, RouterValue, TextValue
from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.discovery.syntax.conditions import Where, confidence_under, reason_under
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.model.source import WorkspacePath

_MOST_WAYS = 64
"""So many ways lead to one router from one root. Where more seem to, too little is known of what includes what."""
_MAX_NAMES = 4


@dataclass(frozen=True, slots=True)
class Routers:
    """All that is known of the routers of a workspace.

    ``parts`` are graphs to be laid over one another. ``made`` tells how a router is made, ``apps`` what an app is
    called; ``templates`` maps routers of the project's own classes to what ``self`` is in the methods of the class.
    """

    parts: Sequence[Graph]
    made: Mapping[RouterValue, tuple[Call, Place]]
    apps: Mapping[RouterValue, str | None]
    templates: Mapping[RouterValue, RouterValue]


@dataclass(frozen=True, slots=True)
class Visit:
    """Declarations of a router as one way leads to them: ``outer`` stands before them, ``own`` is the router's prefix.

    ``outer`` is everything up to this router, for blueprints up to the Flask app. ``names`` may each stand before the
    name of a route. ``way`` are the turns that led here, None where one is not known; ``turns``
    those of what is declared.
    """

    kind: RouterKind
    outer: TextValue
    own: TextValue
    app: str | None
    names: tuple[str, ...] = ("",)
    way: tuple[int, ...] | None = None
    turns: tuple[int, ...] = ()

    def order(self, at: int) -> tuple[int, ...]:
        """Give the place in the app's order of what is declared at an index; () where it is not known."""
        known = self.way is not None and at < len(self.turns) and self.turns[at] != UNKNOWN
        return (*self.way, self.turns[at]) if known and self.way is not None else ()


@dataclass(frozen=True, slots=True)
class _Joint:
    """A router put together from all parts.

    Each of ``nodes`` is as one part has it; each of ``included`` has its turn beside it.
    """

    prefixes: tuple[TextValue, ...]
    nodes: Sequence[Node]
    turns: Turns
    included: Sequence[tuple[Included, int]]
    under: tuple[Where, ...] = ()


_NO_JOINT = _Joint((NO_PREFIX,), (), Turns((), ()), ())


def walk(routers: Routers, book: TurnBook) -> Iterator[tuple[Visit, Node]]:
    """Walk from every app, then from every router that nothing includes; yield declarations with the way to them."""
    joints = _joined(routers, book)
    # What a test mounts into an app of its own is still served by itself, or by nobody.
    serving = [joint for router, joint in joints.items() if not _made_by_a_test(routers, router)]
    children = {item.child for joint in serving for item, _ in joint.included}
    instantiated = {template for router, template in routers.templates.items() if template != router}
    roots = [router for router in joints if router not in children and router not in instantiated]
    named = Counter(routers.apps.get(router) for router in roots)
    for router in sorted(roots, key=lambda r: (r.kind not in APPS, r.file, r.span)):
        if not _made_by_a_test(routers, router):
            app = routers.apps.get(router) if router.kind in APPS else None
            start = _start(router, app, joints[router].under)
            # Of two apps of one name nobody could tell which one a row is of.
            start = replace(start, way=()) if app is not None and named[app] == 1 else start
            yield from _Walk(joints).below(router, start, None, ())


def doubted(outer: TextValue, under: Sequence[Where]) -> TextValue:
    """Put in doubt what stands behind a prefix, for the sake of conditions."""
    if not under:
        return outer
    return concatenated(outer, TextValue("", confidence_under(under), reason_under(under)))


def in_test_function(file: WorkspacePath, scope: str) -> bool:
    """Tell whether an app made there is a test's or fixture's own business: nobody serves it."""
    return bool(scope) and holds_tests(file)


class _Walk:
    """A walk from one root, which goes no way twice."""

    def __init__(self, joints: Mapping[RouterValue, _Joint]) -> None:
        self.joints = joints
        self.gone: set[tuple[RouterValue, TextValue, TextValue | None, tuple[str, ...]]] = set()
        self.ways: Counter[RouterValue] = Counter()

    def below(
        self, router: RouterValue, start: Visit, prefix: TextValue | None, above: tuple[RouterValue, ...]
    ) -> Iterator[tuple[Visit, Node]]:
        """Yield the declarations below a router with the way that led to them.

        ``prefix`` is the joined prefix of blueprints, which a registration may replace.
        """
        way = (router, start.outer, prefix, start.names)
        if router in above or way in self.gone or self.ways[router] >= _MOST_WAYS:
            return
        self.gone.add(way)
        self.ways[router] += 1
        joint = self.joints.get(router, _NO_JOINT)
        above = (*above, router)
        outer, app = start.outer, start.app
        for own in (prefix,) if prefix is not None else joint.prefixes:
            came = start.way if prefix is not None or len(joint.prefixes) == 1 else None
            for node, turns in zip(joint.nodes, joint.turns.declared, strict=True):
                if node.declared:
                    yield Visit(router.kind, outer, own, app, start.names, came, turns), node
            for item, turn in _placed(joint):
                further = None if came is None or turn == UNKNOWN else (*came, turn)
                before = doubted(outer, item.under)
                if item.how == "blueprint":
                    visit = Visit(router.kind, before, own, app, start.names, further)
                    yield from self.nested(item, visit, above)
                else:
                    inner = concatenated(concatenated(before, own), item.prefix or NO_PREFIX)
                    names = _names(start.names, item)
                    below = Visit(item.child.kind, inner, NO_PREFIX, app, names, further)
                    yield from self.below(item.child, below, None, above)

    def nested(
        self, item: Included, visit: Visit, above: tuple[RouterValue, ...]
    ) -> Iterator[tuple[Visit, Node]]:
        child = self.joints.get(item.child, _NO_JOINT)
        for prefix in (item.prefix,) if item.prefix is not None else child.prefixes:
            joined = RULES[visit.kind].join(visit.own, prefix)
            yield from self.below(item.child, visit, joined, above)


def _names(outer: tuple[str, ...], item: Included) -> tuple[str, ...]:
    inner = tuple(f"{name}{space}:" for name in outer for space in item.namespaces)
    return inner[:_MAX_NAMES] or outer


def _placed(joint: _Joint) -> Iterator[tuple[Included, int]]:
    """Of a router that is put into one place or another, of which one is known, leave out the one that is not."""
    included = joint.included
    if not included:
        return
    placed = {item.child for item, _ in included if item.prefix != UNKNOWN_PREFIX}
    yield from (pair for pair in included if pair[0].prefix != UNKNOWN_PREFIX or pair[0].child not in placed)


def _joined(routers: Routers, book: TurnBook) -> dict[RouterValue, _Joint]:
    nodes: dict[RouterValue, list[Node]] = {}
    for graph in routers.parts:
        for router, node in graph.nodes.items():
            nodes.setdefault(router, []).append(node)
    branches = {file: lines for graph in routers.parts for file, lines in graph.branches.items()}
    joints: dict[RouterValue, _Joint] = {}
    for router, parts in nodes.items():
        # Only where a router is made it is told its prefix.
        prefixes = next((node.prefixes for node in parts if node.prefixes != (NO_PREFIX,)), (NO_PREFIX,))
        whole, template = parts, routers.templates.get(router)
        if template is not None and template != router:
            # A router of the project's own class also has what the methods of that class register on ``self``.
            whole = [*parts, *nodes.get(template, ())]
        turns = book.turns_of(whole, branches, included_last=router.kind == "blueprint")
        included = [item for node in whole for item in node.included]
        under = next((node.under for node in parts if node.under), ())
        joints[router] = _Joint(
            prefixes, whole, turns, list(zip(included, turns.included, strict=True)), under
        )
    book.forget_the_rest()
    return joints


def _start(root: RouterValue, app: str | None, under: Sequence[Where]) -> Visit:
    rules = RULES[root.kind]
    outer = TextValue(rules.begins) if root.kind in APPS else TextValue(rules.begins, 0.5, rules.unused)
    return Visit(root.kind, doubted(outer, under), NO_PREFIX, app)


def _made_by_a_test(routers: Routers, router: RouterValue) -> bool:
    made = routers.made.get(router)
    return made is not None and in_test_function(router.file, made[1].scope)
