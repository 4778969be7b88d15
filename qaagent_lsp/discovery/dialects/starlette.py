"""The dialect of FastAPI and Starlette: what calls on their apps and routers declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qaagent_lsp.discovery.dialects.doubts import listed
from qaagent_lsp.discovery.dialects.gaps import call_at, note_gap, note_gaps, note_left_out
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.attributes import constructor
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, handlers, listed_methods
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX, path_texts
from qaagent_lsp.discovery.evaluation.unread import is_unread
from qaagent_lsp.discovery.evaluation.values import (
    External,
    InstanceValue,
    Made,
    Method,
    NoneValue,
    Place,
    RouterValue,
    TextValue,
    Value,
)
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Items, Spread
from qaagent_lsp.model.source import Span

WEBSOCKET: tuple[str, ...] = ("WEBSOCKET",)
_VERBS: dict[str, tuple[str, ...]] = {
    name: (name.upper(),) for name in ("get", "put", "post", "delete", "options", "head", "patch", "trace")
}
_SOCKETS = frozenset({"websocket", "websocket_route", "add_websocket_route", "add_api_websocket_route"})
# Starlette's own ways of adding do not know the prefix of a FastAPI router.
_PLAIN = frozenset({"route", "websocket_route", "add_route", "add_websocket_route"})
_DECORATORS = frozenset({*_VERBS, "api_route", "route", "websocket", "websocket_route"})
_MOUNTS = frozenset({"Mount", "Host"})
_ITEMS = frozenset({"Route", "APIRoute", "WebSocketRoute", "APIWebSocketRoute"}) | _MOUNTS
"""Classes of what stands in a list of routes."""
_ADDERS = frozenset({"add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route"})


def decorates(name: str) -> bool:
    """Tell whether ``@router.name(...)`` declares a route."""
    return name in _DECORATORS


def declare(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    """Read ``@router.get("/path")`` and its kin."""
    path = call.argument(0, "path")
    methods = WEBSOCKET if name in _SOCKETS else _VERBS.get(name)
    if methods is None:
        methods, handler = _methods(
            evaluator, call.argument(1 if name == "route" else 99, "methods"), handler, place
        )
    for text in path_texts(evaluator, path, place):
        yield Declared(methods, text, handler, place.file, span, place.scope, name not in _PLAIN)


def register(
    evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
) -> None:
    """Read a call made on an app or router for its effect, e.g. ``app.include_router(...)``."""
    node = graph.node(router)
    if name in _ADDERS:
        path, endpoint = call.argument(0, "path"), call.argument(1, "endpoint")
        endpoint = endpoint or call.keyword("route")
        for handler in handlers(evaluator, endpoint, place, call.span) if endpoint and path else ():
            node.declared += _added(evaluator, name, call, place, handler)
    elif name == "include_router":
        included = call.argument(0, "router")
        for prefix in prefixes(evaluator, call.keyword("prefix"), place):
            for child in _routers(evaluator, included, place):
                node.included.append(Included(child, prefix, "include", at=place))
            note_gap(evaluator, graph, router, included, place, call_at(call, place), prefix.text)
    elif name in {"mount", "host"}:
        _mounted(evaluator, graph, router, call, place, below=name == "mount")
    elif name in {"routes.append", "routes.insert"} and call.args:
        _item(evaluator, graph, router, call.args[-1], place)
        note_gaps(evaluator, graph, router, call.args[-1], place, call_at(call, place))
    elif name == "routes.extend" and call.args:
        _items(evaluator, graph, router, call.args[0], place, call)


def construct(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    """Read the arguments with which an app or router is made: its prefix and its list of routes."""
    node = graph.node(router)
    if router.kind == "apirouter" or call.keyword("prefix") is not None:  # a class of the project's own
        node.prefixes = prefixes(evaluator, call.keyword("prefix"), place)
    routes = call.keyword("routes")
    if routes is None and router.kind == "router":
        routes = call.argument(0, "routes")
    if routes is None and router.kind == "starlette":
        routes = call.argument(1, "routes")
    if routes is not None:
        _items(evaluator, graph, router, routes, place, call)


def prefixes(evaluator: Evaluator, expr: Expr | None, place: Place) -> tuple[TextValue, ...]:
    """Read a prefix: none given, the values it may have, or one that says it is not known."""
    if expr is None:
        return (NO_PREFIX,)
    texts = evaluator.texts(expr, place)
    if texts:
        return texts
    nothing = any(isinstance(value, NoneValue) for value in evaluator.values(expr, place))
    return (NO_PREFIX if nothing else UNKNOWN_PREFIX,)


def _methods(
    evaluator: Evaluator, expr: Expr | None, handler: Handler, place: Place
) -> tuple[tuple[str, ...], Handler]:
    listed = listed_methods(evaluator, expr, place)
    if listed is not None:
        return listed, handler
    if expr is None or any(isinstance(value, NoneValue) for value in evaluator.values(expr, place)):
        return handler.methods or ("GET",), handler
    why = "the methods of this route are not known"
    return ("GET",), Handler(handler.name, handler.file, handler.span, handler.methods, 0.5, why)


def _added(evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler) -> Iterator[Declared]:
    path = call.argument(0, "path")
    methods: tuple[str, ...] = WEBSOCKET
    if name not in _SOCKETS:
        methods, handler = _methods(
            evaluator, call.argument(2 if name == "add_route" else 99, "methods"), handler, place
        )
    for text in path_texts(evaluator, path, place):
        yield Declared(methods, text, handler, place.file, call.span, place.scope, name not in _PLAIN)


def _routers(evaluator: Evaluator, expr: Expr | None, place: Place) -> Iterator[RouterValue]:
    """Give the apps and routers that an expression means, looking through ``WSGIMiddleware(app)`` and its like."""
    if expr is None:
        return
    for value in evaluator.values(expr, place):
        if isinstance(value, RouterValue):
            yield value
        elif isinstance(value, Made):
            inner = value.call.argument(0, "app")
            if (inner is not None and not isinstance(inner, Call)) or (
                inner is not None
                and any(isinstance(v, RouterValue | Made) for v in evaluator.values(inner, value.place))
            ):
                yield from _routers(evaluator, inner, value.place)


def _mounted(
    evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place, *, below: bool
) -> None:
    path, app = call.argument(0, "path" if below else "host"), call.argument(1, "app")
    found = prefixes(evaluator, path, place) if below else (NO_PREFIX,)
    # What serves another host is no rival of what stands before or after it.
    at = Place(place.file, place.scope, call.span.line) if below else None
    for text in found:
        prefix = TextValue(text.text.rstrip("/"), text.confidence, text.reason)
        for child in _routers(evaluator, app, place):
            graph.node(router).included.append(Included(child, prefix, "mount", at=at))
        note_gap(evaluator, graph, router, app, place, call_at(call, place), prefix.text)
        routes = call.keyword("routes")
        if routes is not None:
            # Mount("/x", routes=[...]) makes a router without a name: it is known by where it stands.
            inner = RouterValue("router", place.file, call.span)
            graph.node(router).included.append(Included(inner, prefix, "mount", at=at))
            _items(evaluator, graph, inner, routes, place, call)


def _items(
    evaluator: Evaluator, graph: Graph, router: RouterValue, expr: Expr, place: Place, call: Call
) -> None:
    """Read a list of routes that a call gives to a router."""
    for item, there, under in listed(evaluator, expr, place):
        with graph.under(router, under):
            _item(evaluator, graph, router, item, there)
    for other in _whose_routes(evaluator, expr, place):
        graph.node(router).included.append(Included(other, NO_PREFIX, "include", at=place))
    note_gaps(evaluator, graph, router, expr, place, call_at(call, place))


def _whose_routes(evaluator: Evaluator, expr: Expr, place: Place) -> Iterator[RouterValue]:
    """Give the routers all of whose routes a list has: ``router.routes``, ``[*router.routes, ...]``."""
    if isinstance(expr, Items):
        for item in expr.items:
            if isinstance(item, Spread):
                yield from _whose_routes(evaluator, item.of, place)
        return
    for value in evaluator.values(expr, place):
        if isinstance(value, Method) and value.name == "routes":
            yield value.of


def _item(evaluator: Evaluator, graph: Graph, router: RouterValue, item: Expr, place: Place) -> None:
    for value in evaluator.values(item, place):
        made = _made(evaluator, value)
        if made is None:
            continue
        kind, call, there = made.kind, made.call, made.place
        if kind in _MOUNTS:
            _mounted(evaluator, graph, router, call, there, below=kind == "Mount")
            continue
        path, endpoint = call.argument(0, "path"), call.argument(1, "endpoint")
        if path is None or endpoint is None:
            if made.doubt:
                note_left_out(graph, router, call_at(call, there), made.doubt)
            continue
        for served in handlers(evaluator, endpoint, there, call.span):
            methods, handler = WEBSOCKET, served
            if "WebSocket" not in kind:
                methods, handler = _methods(evaluator, call.keyword("methods"), served, there)
            graph.node(router).declared += [
                Declared(methods, text, handler, there.file, call.span, there.scope, own_prefix=False)
                for text in _doubted(path_texts(evaluator, path, there), made.doubt)
            ]


@dataclass(frozen=True, slots=True)
class _Made:
    """What makes an item of a list of routes: a class of Starlette or FastAPI, or one that inherits from it."""

    kind: str
    call: Call
    place: Place
    doubt: str = ""


def _made(evaluator: Evaluator, value: Value) -> _Made | None:
    if isinstance(value, Made):
        kind = value.by.rpartition(".")[2]
        return _Made(kind, value.call, value.place) if kind in _ITEMS else None
    if not isinstance(value, InstanceValue) or value.call is None or value.place is None:
        return None
    bases = [item.dotted for item in evaluator.ancestors(value.of) if isinstance(item, External)]
    kind = next((name for dotted in bases if (name := dotted.rpartition(".")[2]) in _ITEMS), "")
    own = constructor(evaluator, value.of) is not None
    doubt = f"the constructor of `{value.of.definition.name}` may give this route another path" if own else ""
    return _Made(kind, value.call, value.place, doubt) if kind else None


def _doubted(texts: Iterable[TextValue], doubt: str) -> Iterator[TextValue]:
    for text in texts:
        known = not doubt or is_unread(text)
        yield text if known else TextValue(text.text, text.confidence / 2, text.reason or doubt)
