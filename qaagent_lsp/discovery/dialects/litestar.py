"""The dialect of Litestar: what its apps and routers are given to serve.

A decorated handler and a controller are routers of their own kind: they know their paths, and serve wherever an app or
router lists them. Routes of ``create_static_files_router`` and of OpenAPI's own pages are no rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.dialects.doubts import listed
from qaagent_lsp.discovery.dialects.gaps import call_at, note_gaps
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.dialects.litestar_handlers import (
    controller,
    declared,
    decorated_function,
    decorator_name,
    slash_first,
)
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, handlers
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX
from qaagent_lsp.discovery.evaluation.values import (
    ClassValue,
    FunctionValue,
    InstanceValue,
    ListValue,
    Made,
    NoneValue,
    Place,
    RouterValue,
    TextValue,
)
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Nothing
from qaagent_lsp.model.source import Span

_ADDERS = frozenset({"register", "route_handlers.append", "route_handlers.extend", "route_handlers.insert"})


def decorates(name: str) -> bool:
    """Litestar's decorators are functions of the package, never methods of an app."""
    del name
    return False


def declare(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    """Nothing: see ``decorates``."""
    del evaluator, name, call, place, handler, span
    return iter(())


def register(
    evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
) -> None:
    """Read ``app.register(handler)`` and what a plugin does to ``app_config.route_handlers``."""
    if name not in _ADDERS or not (call.args or call.keywords):
        return
    given = call.args[-1] if call.args else call.keywords[0][1]
    if name == "route_handlers.extend":
        _items(evaluator, graph, router, given, place)
    else:
        _item(evaluator, graph, router, given, place)
    note_gaps(evaluator, graph, router, given, place, call_at(call, place))


def construct(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    """Read the path and the list of handlers with which an app or router is made."""
    if router.kind not in {"litestar", "litestar_config", "litestar_router"}:
        return
    config = call.argument(0, "config")
    for value in evaluator.values(config, place) if config is not None else ():
        if isinstance(value, RouterValue):  # Litestar.from_config(config)
            graph.node(router).included.append(Included(value, NO_PREFIX, "include"))
    path = call.argument(0, "path") if router.kind == "litestar_router" else call.keyword("path")
    graph.node(router).prefixes = _prefixes(evaluator, path, place)
    listed = call.keyword("route_handlers")
    if listed is None and router.kind == "litestar":
        listed = call.argument(0, "route_handlers")
    if listed is not None:
        _items(evaluator, graph, router, listed, place)
        note_gaps(evaluator, graph, router, listed, place, call_at(call, place))
    for name in ("plugins", "on_app_init"):
        _hooks(evaluator, graph, router, call.keyword(name), place)


def _hooks(
    evaluator: Evaluator, graph: Graph, router: RouterValue, listed: Expr | None, place: Place
) -> None:
    """What a hook does to the configuration that it is handed, it does to the app."""
    for item, there in evaluator.items(listed, place) if listed is not None else ():
        for value in evaluator.values(item, there):
            hooks = (
                evaluator.attribute(value, "on_app_init") if isinstance(value, InstanceValue) else (value,)
            )
            for hook in hooks:
                if isinstance(hook, FunctionValue):
                    # As ``parameters`` names the app that an annotation tells of.
                    config = RouterValue("litestar_config", hook.file, hook.function.name_span)
                    graph.node(router).included.append(Included(config, NO_PREFIX, "include"))


def _prefixes(evaluator: Evaluator, path: Expr | None, place: Place) -> tuple[TextValue, ...]:
    if path is None or isinstance(path, Nothing):
        return (NO_PREFIX,)
    texts = evaluator.texts(path, place)
    if texts:
        return tuple(slash_first(text) for text in texts)
    nothing = any(isinstance(value, NoneValue) for value in evaluator.values(path, place))
    return (NO_PREFIX if nothing else UNKNOWN_PREFIX,)


def _items(evaluator: Evaluator, graph: Graph, router: RouterValue, expr: Expr, place: Place) -> None:
    for item, there, under in listed(evaluator, expr, place):
        with graph.under(router, under):
            _item(evaluator, graph, router, item, there)


def _item(evaluator: Evaluator, graph: Graph, router: RouterValue, item: Expr, place: Place) -> None:
    for value in evaluator.values(item, place):
        child = None
        match value:
            case RouterValue():
                child = value
            case FunctionValue(file=file, function=function):
                child = decorated_function(evaluator, graph, file, function)
            case ClassValue():
                child = controller(evaluator, graph, value)
            case Made():
                child = _applied(evaluator, graph, value)
            case ListValue():
                _items(evaluator, graph, router, item, place)
            case _:
                pass
        if child is not None:
            graph.node(router).included.append(Included(child, NO_PREFIX, "include"))


def _applied(evaluator: Evaluator, graph: Graph, made: Made) -> RouterValue | None:
    """``get("/x")(function)``: a decorator applied by hand makes a handler of its own."""
    decorator, place = made.call.func, made.place
    if not isinstance(decorator, Call) or not made.call.args:
        return None
    name = decorator_name(evaluator, decorator, place)
    if name is None:
        return None
    router = RouterValue("litestar_handler", place.file, made.call.span)
    for handler in handlers(evaluator, made.call.args[0], place, made.call.span):
        graph.node(router).declared += declared(evaluator, name, decorator, place, handler, made.call.span)
    return router
