"""The graph of routers → rows: every way from an app down to a declaration is one full path."""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery import flask
from qaagent_lsp.discovery.evaluate import Evaluator
from qaagent_lsp.discovery.expressions import Call
from qaagent_lsp.discovery.graph import NO_PREFIX, Declared, Graph, Included, Node
from qaagent_lsp.discovery.modules import module_name
from qaagent_lsp.discovery.templates import starlette_template, werkzeug_template
from qaagent_lsp.discovery.values import APPS, RouterKind, RouterValue, TextValue
from qaagent_lsp.model.route import Framework, Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath

_FLASK: frozenset[RouterKind] = frozenset({"flask", "blueprint"})
_FRAMEWORKS: dict[RouterKind, Framework] = {
    "fastapi": "fastapi",
    "apirouter": "fastapi",
    "starlette": "starlette",
    "router": "starlette",
    "flask": "flask",
    "blueprint": "flask",
}
_MAX_ROUTES = 50_000


def flatten(evaluator: Evaluator, graph: Graph) -> tuple[Route, ...]:
    """Walk from every app, then from every router that nothing includes; one row per method, full path and handler."""
    nodes = {router: _complete(evaluator, graph, router) for router in graph.nodes}
    children = {item.child for node in nodes.values() for item in node.included}
    templates = {evaluator.self_router(value) for value in evaluator.classes.values()}
    roots = [r for r in nodes if r not in children and (r not in templates or r not in _shadowed(evaluator))]
    rows: list[Route] = []
    for router in sorted(roots, key=lambda r: (r.kind not in APPS, r.file, r.span)):
        if not _made_by_a_test(evaluator, router):
            rows += _below(evaluator, nodes, router)
    for framework, declared in graph.loose:
        if not _in_test_function(declared.file, declared.scope):
            why = "the app or router of this route could not be found"
            rows += _rows(declared, TextValue("", 0.5, why), declared.path, framework, None)
    return _distinct(rows)


def _below(evaluator: Evaluator, nodes: dict[RouterValue, Node], root: RouterValue) -> Iterator[Route]:
    app = _app_name(evaluator, root) if root.kind in APPS else None
    unused = (
        "blueprint is never registered" if root.kind == "blueprint" else "router is never included in an app"
    )
    start = NO_PREFIX if root.kind in APPS else TextValue("", 0.5, f"this {unused}")
    for router, declared, outer, path in _walk(nodes, root, start, None, ()):
        yield from _rows(declared, outer, path, _FRAMEWORKS[router.kind], app)


def _walk(
    nodes: dict[RouterValue, Node],
    router: RouterValue,
    outer: TextValue,
    prefix: TextValue | None,
    above: tuple[RouterValue, ...],
) -> Iterator[tuple[RouterValue, Declared, TextValue, TextValue]]:
    """Yield each declaration below a router with what stands before it and its own path.

    ``outer`` is everything up to this router, for blueprints up to the Flask app; ``prefix`` is the joined prefix of
    blueprints, which a registration may replace.
    """
    if router in above:
        return
    node = nodes.get(router) or Node()
    above = (*above, router)
    if router.kind in _FLASK:
        for own in (prefix,) if prefix is not None else node.prefixes:
            for declared in node.declared:
                yield router, declared, outer, flask.join(own, declared.path)
            for item in node.included:
                yield from (
                    _walk(nodes, item.child, outer, None, above)
                    if item.how != "blueprint"
                    else _nested(nodes, item, outer, own, above)
                )
        return
    for own in node.prefixes:
        inner = _concatenated(outer, own)
        for declared in node.declared:
            yield router, declared, inner if declared.own_prefix else outer, declared.path
        for item in node.included:
            yield from _walk(nodes, item.child, _concatenated(inner, item.prefix or NO_PREFIX), None, above)


def _nested(
    nodes: dict[RouterValue, Node],
    item: Included,
    outer: TextValue,
    own: TextValue,
    above: tuple[RouterValue, ...],
) -> Iterator[tuple[RouterValue, Declared, TextValue, TextValue]]:
    child = nodes.get(item.child) or Node()
    for prefix in (item.prefix,) if item.prefix is not None else child.prefixes:
        yield from _walk(nodes, item.child, outer, flask.join(own, prefix), above)


def _rows(
    declared: Declared, outer: TextValue, path: TextValue, framework: Framework, app: str | None
) -> Iterator[Route]:
    full = _concatenated(outer, path)
    if not full.text.startswith("/"):
        return
    template, params = werkzeug_template(full.text) if framework == "flask" else starlette_template(full.text)
    handler = declared.handler
    reasons = [reason for reason in (full.reason, handler.reason) if reason]
    for method in declared.methods:
        yield Route(
            RouteKey(method, template),
            handler.name,
            declared.file,
            declared.span,
            handler.file,
            handler.span,
            framework,
            "static",
            round(full.confidence * handler.confidence, 3),
            "; ".join(dict.fromkeys(reasons)),
            app,
            params,
        )


def _concatenated(left: TextValue, right: TextValue) -> TextValue:
    reasons = dict.fromkeys(reason for reason in (left.reason, right.reason) if reason)
    return TextValue(left.text + right.text, left.confidence * right.confidence, "; ".join(reasons))


def _distinct(rows: list[Route]) -> tuple[Route, ...]:
    best: dict[tuple[RouteKey, str, WorkspacePath], Route] = {}
    for row in rows[:_MAX_ROUTES]:
        key = (row.key, row.handler, row.handler_file)
        if key not in best or row.confidence > best[key].confidence:
            best[key] = row
    return tuple(sorted(best.values(), key=lambda row: (row.file, row.span, row.key.path, row.key.method)))


def _complete(evaluator: Evaluator, graph: Graph, router: RouterValue) -> Node:
    """A router of the project's own class also has what the methods of that class register on ``self``."""
    node = graph.nodes[router]
    value = evaluator.classes.get(router)
    template = evaluator.self_router(value) if value is not None else None
    if template is None or template == router or template not in graph.nodes:
        return node
    inherited = graph.nodes[template]
    return Node(node.prefixes, [*node.declared, *inherited.declared], [*node.included, *inherited.included])


def _shadowed(evaluator: Evaluator) -> set[RouterValue]:
    """Classes of routers that are instantiated somewhere: their instances stand for them."""
    found = set()
    for router, value in evaluator.classes.items():
        template = evaluator.self_router(value)
        if template is not None and template != router:
            found.add(template)
    return found


def _app_name(evaluator: Evaluator, router: RouterValue) -> str | None:
    """``module:variable``; for an app made in a function ``module:function()`` as Flask's command line writes it."""
    module = module_name(evaluator.layout, router.file)
    for binding in evaluator.facts[router.file].wiring.bindings:
        if isinstance(binding.value, Call) and binding.value.span == router.span:
            return f"{module}:{_variable(binding.scope, binding.name, binding.read_in)}"
    made = evaluator.made.get(router)
    return f"{module}:{made[1].scope}()" if made is not None and made[1].scope else None


def _variable(scope: str, name: str, read_in: str) -> str:
    if not scope:
        return name
    return f"{scope}.{name}" if scope != read_in else f"{scope}()"


def _made_by_a_test(evaluator: Evaluator, router: RouterValue) -> bool:
    made = evaluator.made.get(router)
    return made is not None and _in_test_function(router.file, made[1].scope)


def _in_test_function(file: WorkspacePath, scope: str) -> bool:
    """An app made inside a test or fixture is the test's own business: nobody serves it."""
    name = file.rpartition("/")[2]
    return bool(scope) and (name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py")
