"""The dialect of classes whose methods answer: Flask-RESTful, Flask-RESTX, flask-smorest's and fastapi-utils' ``Api``.

An ``Api`` is put into an app or blueprint, a namespace of Flask-RESTX into an ``Api``; paths are put behind one
another as they are (``Api._complete_url``). The documentation that these packages serve is not a row.
"""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.dialects.gaps import call_at, note_gap
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, handlers, listed_methods
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX
from qaagent_lsp.discovery.evaluation.unread import unread_path
from qaagent_lsp.discovery.evaluation.values import (
    Method,
    NoneValue,
    Place,
    RouterKind,
    RouterValue,
    TextValue,
)
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Member, Name, Spread
from qaagent_lsp.model.source import Span

_CARRIERS: frozenset[RouterKind] = frozenset({"flask", "blueprint", "fastapi", "apirouter"})


def decorates(name: str) -> bool:
    """Tell whether ``@api.name(...)`` declares a route: ``ns.route`` of Flask-RESTX, ``api.resource`` of -RESTful."""
    return name in {"route", "resource"}


def declare(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    """Read ``@ns.route("/a", "/b")``; every argument is a path."""
    del name
    yield from _declared(evaluator, call, call.args, place, handler, span)


def register(
    evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
) -> None:
    """Read ``api.add_resource(Pets, "/a", "/b")`` and how an ``Api`` is put into an app."""
    first = call.args[0] if call.args else None
    if name == "add_resource" and isinstance(first, Spread):
        note_gap(evaluator, graph, router, first.of, place, call_at(call, place))
    elif name == "add_resource" and first is not None:
        for handler in handlers(evaluator, first, place, call.span):
            graph.node(router).declared += _declared(
                evaluator, call, call.args[1:], place, handler, call.span
            )
    elif name == "init_app":
        _carried(evaluator, graph, router, call.argument(0, "app"), place)
    elif name == "add_namespace":
        _namespaces(evaluator, graph, router, call, place)
    elif name == "register_blueprint":
        blueprint = call.argument(0, "blp") or call.keyword("blueprint")
        for child in evaluator.values(blueprint, place) if blueprint is not None else ():
            if isinstance(child, RouterValue):
                for prefix in _paths(evaluator, call.keyword("url_prefix"), place):
                    graph.node(router).included.append(Included(child, prefix, "blueprint"))
        note_gap(evaluator, graph, router, blueprint, place, call_at(call, place))


def construct(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    """Read the arguments with which an ``Api`` or a namespace is made."""
    node = graph.node(router)
    if router.kind == "namespace":
        node.prefixes = _namespace_paths(evaluator, call, place)
        for owner in evaluator.values(call.func, place) if _is_method(call.func) else ():
            if isinstance(owner, Method):  # api.namespace("pets") is in that Api at once
                graph.node(owner.of).included.append(Included(router, None, "blueprint"))
        return
    prefix = call.keyword("prefix")
    node.prefixes = tuple(path or NO_PREFIX for path in _paths(evaluator, prefix, place))
    _carried(evaluator, graph, router, call.argument(0, "app"), place)


def _is_method(func: Expr) -> bool:
    return isinstance(func, Member) or (isinstance(func, Name) and len(func.dotted) > 1)


def _carried(evaluator: Evaluator, graph: Graph, router: RouterValue, app: Expr | None, place: Place) -> None:
    for parent in evaluator.values(app, place) if app is not None else ():
        if isinstance(parent, RouterValue) and parent.kind in _CARRIERS:
            graph.node(parent).included.append(Included(router, NO_PREFIX, "mount"))


def _namespaces(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    child = call.argument(0, "ns")
    for namespace in evaluator.values(child, place) if child is not None else ():
        if isinstance(namespace, RouterValue) and namespace.kind == "namespace":
            for path in _paths(evaluator, call.argument(1, "path"), place):
                graph.node(router).included.append(Included(namespace, path, "blueprint"))
    note_gap(evaluator, graph, router, child, place, call_at(call, place))


def _namespace_paths(evaluator: Evaluator, call: Call, place: Place) -> tuple[TextValue, ...]:
    """Give a namespace's own path, by default its name (flask_restx.Namespace.path)."""
    given = [path for path in _paths(evaluator, call.argument(2, "path"), place) if path is not None]
    if not given:
        name = call.argument(0, "name")
        given = [
            TextValue(f"/{text.text}", text.confidence, text.reason)
            for text in (evaluator.texts(name, place) if name is not None else ())
        ]
    stripped = [TextValue(path.text.rstrip("/"), path.confidence, path.reason) for path in given]
    return tuple(stripped) or (UNKNOWN_PREFIX,)


def _declared(
    evaluator: Evaluator, call: Call, paths: tuple[Expr, ...], place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    listed = listed_methods(evaluator, call.keyword("methods"), place)
    answered = handler.methods or ("GET",)
    methods = answered if listed is None else tuple(method for method in answered if method in listed)
    for path in paths:
        items = evaluator.spread(path, place) or ((path, place),)
        for item, there in items:
            for text in evaluator.texts(item, there) or unread_path(evaluator, item, there):
                yield Declared(methods, text, handler, place.file, span, place.scope)


def _paths(evaluator: Evaluator, expr: Expr | None, place: Place) -> tuple[TextValue | None, ...]:
    if expr is None:
        return (None,)
    texts = evaluator.texts(expr, place)
    if texts:
        return texts
    nothing = any(isinstance(value, NoneValue) for value in evaluator.values(expr, place))
    return (None if nothing else UNKNOWN_PREFIX,)
