"""The ways from every app down through its routers, each with the prefixes that were met on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.discovery.dialects import RULES
from qaagent_lsp.discovery.expressions import Call
from qaagent_lsp.discovery.graph import NO_PREFIX, Graph, Included, Node
from qaagent_lsp.discovery.joining import concatenated
from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.discovery.values import APPS, Place, RouterKind, RouterValue, TextValue
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
    name of a route.
    """

    kind: RouterKind
    outer: TextValue
    own: TextValue
    app: str | None
    names: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class _Joint:
    """A router put together from all parts. Each of ``nodes`` is as one part has it."""

    prefixes: tuple[TextValue, ...]
    nodes: Sequence[Node]

    @property
    def included(self) -> Iterator[Included]:
        for node in self.nodes:
            yield from node.included


_NO_JOINT = _Joint((NO_PREFIX,), ())


def walk(routers: Routers) -> Iterator[tuple[Visit, Node]]:
    """Walk from every app, then from every router that nothing includes; yield declarations with the way to them."""
    joints = _joined(routers)
    children = {item.child for joint in joints.values() for item in joint.included}
    instantiated = {template for router, template in routers.templates.items() if template != router}
    roots = [router for router in joints if router not in children and router not in instantiated]
    for router in sorted(roots, key=lambda r: (r.kind not in APPS, r.file, r.span)):
        if not _made_by_a_test(routers, router):
            app = routers.apps.get(router) if router.kind in APPS else None
            yield from _Walk(joints).below(router, _start(router, app), None, ())


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
            visit = Visit(router.kind, outer, own, app, start.names)
            for node in joint.nodes:
                yield visit, node
            for item in joint.included:
                if item.how == "blueprint":
                    yield from self.nested(item, visit, above)
                else:
                    inner = concatenated(concatenated(outer, own), item.prefix or NO_PREFIX)
                    below = Visit(item.child.kind, inner, NO_PREFIX, app, _names(start.names, item))
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


def _joined(routers: Routers) -> dict[RouterValue, _Joint]:
    nodes: dict[RouterValue, list[Node]] = {}
    for graph in routers.parts:
        for router, node in graph.nodes.items():
            nodes.setdefault(router, []).append(node)
    joints: dict[RouterValue, _Joint] = {}
    for router, parts in nodes.items():
        # Only where a router is made it is told its prefix.
        prefixes = next((node.prefixes for node in parts if node.prefixes != (NO_PREFIX,)), (NO_PREFIX,))
        template = routers.templates.get(router)
        if template is not None and template != router:
            # A router of the project's own class also has what the methods of that class register on ``self``.
            joints[router] = _Joint(prefixes, [*parts, *nodes.get(template, ())])
        else:
            joints[router] = _Joint(prefixes, parts)
    return joints


def _start(root: RouterValue, app: str | None) -> Visit:
    rules = RULES[root.kind]
    outer = TextValue(rules.begins) if root.kind in APPS else TextValue(rules.begins, 0.5, rules.unused)
    return Visit(root.kind, outer, NO_PREFIX, app)


def _made_by_a_test(routers: Routers, router: RouterValue) -> bool:
    made = routers.made.get(router)
    return made is not None and in_test_function(router.file, made[1].scope)
