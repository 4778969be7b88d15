"""The graph of routers → rows: every way from an app down to a declaration is one full path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from qaagent_lsp.discovery.dialects import RULES, Rules
from qaagent_lsp.discovery.expressions import Call
from qaagent_lsp.discovery.graph import NO_PREFIX, Declared, Graph, Included, Node
from qaagent_lsp.discovery.joining import concatenated
from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.discovery.values import APPS, Place, RouterKind, RouterValue, TextValue
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath

_MAX_ROUTES = 50_000
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
class _Joint:
    """A router put together from all parts. Each of ``nodes`` is as one part has it."""

    prefixes: tuple[TextValue, ...]
    nodes: Sequence[Node]

    @property
    def included(self) -> Iterator[Included]:
        for node in self.nodes:
            yield from node.included


@dataclass(frozen=True, slots=True)
class _Visit:
    """Declarations of a router as one way leads to them: ``outer`` stands before them, ``own`` is the router's prefix.

    ``outer`` is everything up to this router, for blueprints up to the Flask app. ``names`` may each stand before the
    name of a route.
    """

    kind: RouterKind
    outer: TextValue
    own: TextValue
    app: str | None
    names: tuple[str, ...] = ("",)


_Row = tuple[tuple[str, int, int, int, int, str, str], tuple[str, str, str, str], Route]
"""A row behind what orders it and what it is told from others by."""

_NO_JOINT = _Joint((NO_PREFIX,), ())


class Flattener:
    """Makes rows; what it made of declarations that did not change, it keeps."""

    def __init__(self) -> None:
        """Start with nothing kept."""
        self._kept: dict[tuple[int, _Visit], tuple[Node, tuple[_Row, ...]]] = {}
        self._used: dict[tuple[int, _Visit], tuple[Node, tuple[_Row, ...]]] = {}

    def flatten(self, routers: Routers) -> tuple[Route, ...]:
        """Walk from every app, then from every router that nothing includes; one row per method, path and handler."""
        self._used = {}
        joints = _joined(routers)
        children = {item.child for joint in joints.values() for item in joint.included}
        instantiated = {template for router, template in routers.templates.items() if template != router}
        roots = [router for router in joints if router not in children and router not in instantiated]
        rows: list[_Row] = []
        for router in sorted(roots, key=lambda r: (r.kind not in APPS, r.file, r.span)):
            if not _made_by_a_test(routers, router):
                app = routers.apps.get(router) if router.kind in APPS else None
                for visit, node in _walk(joints, router, _start(router, app), None, ()):
                    rows += self._rows(visit, node)
        for graph in routers.parts:
            for kind, declared in graph.loose:
                if not _in_test_function(declared.file, declared.scope):
                    why = "the app or router of this route could not be found"
                    rows += _placed(declared, TextValue("", 0.5, why), declared.path, RULES[kind], None)
        self._kept = self._used
        return _distinct(rows)

    def _rows(self, visit: _Visit, node: Node) -> tuple[_Row, ...]:
        at = (id(node), visit)
        known = self._kept.get(at)
        if known is None or known[0] is not node:  # the node is kept along, so that its id stays its own
            known = (node, tuple(_of_node(visit, node)))
        self._used[at] = known
        return known[1]


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


def _start(root: RouterValue, app: str | None) -> _Visit:
    rules = RULES[root.kind]
    outer = TextValue(rules.begins) if root.kind in APPS else TextValue(rules.begins, 0.5, rules.unused)
    return _Visit(root.kind, outer, NO_PREFIX, app)


def _walk(
    joints: Mapping[RouterValue, _Joint],
    router: RouterValue,
    start: _Visit,
    prefix: TextValue | None,
    above: tuple[RouterValue, ...],
) -> Iterator[tuple[_Visit, Node]]:
    """Yield the declarations below a router with the way that led to them.

    ``prefix`` is the joined prefix of blueprints, which a registration may replace.
    """
    if router in above:
        return
    joint = joints.get(router, _NO_JOINT)
    above = (*above, router)
    outer, app = start.outer, start.app
    for own in (prefix,) if prefix is not None else joint.prefixes:
        visit = _Visit(router.kind, outer, own, app, start.names)
        for node in joint.nodes:
            yield visit, node
        for item in joint.included:
            if item.how == "blueprint":
                yield from _nested(joints, item, visit, above)
            else:
                inner = concatenated(concatenated(outer, own), item.prefix or NO_PREFIX)
                below = _Visit(item.child.kind, inner, NO_PREFIX, app, _names(start.names, item))
                yield from _walk(joints, item.child, below, None, above)


def _nested(
    joints: Mapping[RouterValue, _Joint], item: Included, visit: _Visit, above: tuple[RouterValue, ...]
) -> Iterator[tuple[_Visit, Node]]:
    child = joints.get(item.child, _NO_JOINT)
    for prefix in (item.prefix,) if item.prefix is not None else child.prefixes:
        joined = RULES[visit.kind].join(visit.own, prefix)
        yield from _walk(joints, item.child, visit, joined, above)


def _names(outer: tuple[str, ...], item: Included) -> tuple[str, ...]:
    inner = tuple(f"{name}{space}:" for name in outer for space in item.namespaces)
    return inner[:_MAX_NAMES] or outer


def _of_node(visit: _Visit, node: Node) -> Iterator[_Row]:
    rules = RULES[visit.kind]
    for declared in node.declared:
        path = rules.join(visit.own, declared.path) if declared.own_prefix else declared.path
        yield from _placed(declared, visit.outer, path, rules, visit.app, visit.names)


def _placed(
    declared: Declared,
    outer: TextValue,
    path: TextValue,
    rules: Rules,
    app: str | None,
    names: tuple[str, ...] = (),
) -> Iterator[_Row]:
    full = concatenated(outer, path)
    if not full.text.startswith("/"):
        return
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
        )
        place = (declared.file, span.line, span.column, span.end_line, span.end_column, template, method)
        yield place, (method, template, handler.name, handler.file), row


def _distinct(rows: list[_Row]) -> tuple[Route, ...]:
    best: dict[tuple[str, str, str, str], _Row] = {}
    for row in rows[:_MAX_ROUTES]:
        known = best.get(row[1])
        if known is None or row[2].confidence > known[2].confidence:
            best[row[1]] = row
    return tuple(row[2] for row in sorted(best.values(), key=itemgetter(0)))


def _made_by_a_test(routers: Routers, router: RouterValue) -> bool:
    made = routers.made.get(router)
    return made is not None and _in_test_function(router.file, made[1].scope)


def _in_test_function(file: WorkspacePath, scope: str) -> bool:
    """An app made inside a test or fixture is the test's own business: nobody serves it."""
    return bool(scope) and holds_tests(file)
