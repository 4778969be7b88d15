"""The dialect of aiohttp's server: what its apps, route tables and resources are told.

HEAD that ``add_get`` answers by itself is no row, nor are static files. A route for every method (``*``) is one row.
"""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.dialects.doubts import told_at
from qaagent_lsp.discovery.dialects.gaps import call_at, note_gap, note_gaps
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, handlers
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX, path_texts
from qaagent_lsp.discovery.evaluation.values import (
    ListValue,
    Made,
    Method,
    Place,
    RouterValue,
    TextValue,
    Value,
)
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Comprehension,
    Conditional,
    Expr,
    Name,
    Spread,
)
from qaagent_lsp.model.route import ANY_METHOD
from qaagent_lsp.model.source import Span

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_DECORATORS = frozenset({*_VERBS, "route", "view"})
ADDERS = frozenset({f"add_{name}" for name in _DECORATORS} | {"add_routes"})
"""Methods of an app's router that no other library has with the same arguments."""


def decorates(name: str) -> bool:
    """Tell whether ``@routes.name(...)`` declares a route."""
    return name in _DECORATORS


def declare(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    """Read ``@routes.get("/path")``, ``@routes.route("*", "/path")`` and ``@routes.view("/path")``."""
    yield from _declared(evaluator, name, call, place, handler, span)


def register(
    evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
) -> None:
    """Read a call made on an app, its router or a resource for its effect."""
    if name == "add_routes" and call.args:
        _items(evaluator, graph, router, call.args[0], place, _at(call, place))
        note_gaps(evaluator, graph, router, call.args[0], place, call_at(call, place))
    elif name in {"add_subapp", "add_domain"}:
        below = name == "add_subapp"
        path, app = call.argument(0, "prefix" if below else "domain"), call.argument(1, "subapp")
        for prefix in _prefixes(evaluator, path, place) if below else (NO_PREFIX,):
            for child in evaluator.values(app, place) if app is not None else ():
                if isinstance(child, RouterValue):
                    at = _at(call, place) if below else None
                    graph.node(router).included.append(Included(child, prefix, "mount", at=at, alone=True))
            note_gap(evaluator, graph, router, app, place, call_at(call, place), prefix.text)
    elif name.startswith("add_"):
        _added(evaluator, graph, router, name.removeprefix("add_"), call, place)


def construct(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    """Read how a resource is made: ``app.router.add_resource("/path")`` is a router of its own, with that path."""
    if router.kind != "aiohttp_resource":
        return
    path = call.argument(0, "path")
    graph.node(router).prefixes = (evaluator.texts(path, place) if path is not None else ()) or (
        UNKNOWN_PREFIX,
    )
    for value in evaluator.values(call.func, place):
        if isinstance(value, Method):
            graph.node(value.of).included.append(Included(router, NO_PREFIX, "include", at=_at(call, place)))


def _added(
    evaluator: Evaluator, graph: Graph, router: RouterValue, verb: str, call: Call, place: Place
) -> None:
    if router.kind == "aiohttp_resource":
        method, endpoint = call.argument(0, "method"), call.argument(1, "handler")
        if verb == "route" and endpoint is not None:
            for handler in handlers(evaluator, endpoint, place, call.span):
                methods, served = _methods(evaluator, method, handler, place)
                graph.node(router).declared.append(
                    Declared(methods, TextValue(""), served, place.file, call.span, place.scope)
                )
        return
    endpoint = call.argument(2 if verb == "route" else 1, "handler")
    if verb in _DECORATORS and endpoint is not None:
        for handler in handlers(evaluator, endpoint, place, call.span):
            graph.node(router).declared += _declared(evaluator, verb, call, place, handler, call.span)


def _at(call: Call, place: Place) -> Place:
    return Place(place.file, place.scope, call.span.line)


def _items(
    evaluator: Evaluator, graph: Graph, router: RouterValue, expr: Expr, place: Place, at: Place
) -> None:
    """Read a list of routes; ``at`` is where it is added to the app, whatever the place where it is written."""
    match expr:
        case Spread(of=of):
            _items(evaluator, graph, router, of, place, at)
        case Comprehension():
            for item, there in evaluator.items(expr, place):
                _items(evaluator, graph, router, item, there, at)
        case Conditional(of=of, under=under):
            with graph.under(router, told_at(place, under)):
                _items(evaluator, graph, router, of, place, at)
        case Choice(options=options, under=under) if under:
            for of, condition in zip(options, under, strict=True):
                _items(evaluator, graph, router, Conditional(of, (condition,)), place, at)
        case Choice():
            with graph.in_turn(router, at, known=False):
                for of in expr.options:
                    _items(evaluator, graph, router, of, place, at)
        case _:
            values = evaluator.values(expr, place)
            for value in values:
                with graph.in_turn(router, at, known=len(values) == 1):
                    _item(evaluator, graph, router, value, at)


def _item(evaluator: Evaluator, graph: Graph, router: RouterValue, value: Value, at: Place) -> None:
    match value:
        case RouterValue(kind="aiohttp_routes"):
            graph.node(router).included.append(Included(value, NO_PREFIX, "include"))
        case ListValue(items=items, place=place):
            for item in items:
                _items(evaluator, graph, router, item, place, at)
        case Made(by=by, call=call, place=place) if by.startswith("aiohttp."):
            _added(evaluator, graph, router, by.rpartition(".")[2], call, place)
        case _:
            pass


def _declared(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    if name == "route":
        path = call.argument(1, "path")
        methods, handler = _methods(evaluator, call.argument(0, "method"), handler, place)
    else:
        path = call.argument(0, "path")
        methods = handler.methods or (ANY_METHOD,) if name == "view" else (name.upper(),)
    for text in path_texts(evaluator, path, place):
        yield Declared(methods, text, handler, place.file, span, place.scope)


def _methods(
    evaluator: Evaluator, expr: Expr | None, handler: Handler, place: Place
) -> tuple[tuple[str, ...], Handler]:
    found = [text.text.upper() for text in evaluator.texts(expr, place)] if expr is not None else []
    if not found and isinstance(expr, Name) and expr.dotted[-1].startswith("METH_"):  # aiohttp.hdrs.METH_GET
        found.append(expr.dotted[-1].removeprefix("METH_"))
    if "*" in found or found == [ANY_METHOD]:
        return handler.methods or (ANY_METHOD,), handler
    if found and handler.methods is not None:  # one method of a class-based view
        return tuple(method for method in found if method in handler.methods), handler
    if found:
        return tuple(dict.fromkeys(found)), handler
    why = "the method of this route is not known"
    return (ANY_METHOD,), Handler(handler.name, handler.file, handler.span, handler.methods, 0.5, why)


def _prefixes(evaluator: Evaluator, expr: Expr | None, place: Place) -> tuple[TextValue, ...]:
    texts = evaluator.texts(expr, place) if expr is not None else ()
    if not texts:
        return (UNKNOWN_PREFIX,)
    return tuple(TextValue(text.text.rstrip("/"), text.confidence, text.reason) for text in texts)
