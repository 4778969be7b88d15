"""The dialect of Flask: what calls on apps and blueprints declare.

The route ``/static/<path:filename>`` that Flask adds by itself is not a row: its handler is not the project's.
"""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.dialects.gaps import call_at, note_gap
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, handlers, listed_methods
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX, path_texts
from qaagent_lsp.discovery.evaluation.values import NoneValue, Place, RouterValue, TextValue
from qaagent_lsp.discovery.syntax.expressions import Call, Expr
from qaagent_lsp.model.source import Span

_HOLE = "<unknown>"
_VERBS: dict[str, tuple[str, ...]] = {
    name: (name.upper(),) for name in ("get", "post", "put", "delete", "patch")
}


def decorates(name: str) -> bool:
    """Tell whether ``@app.name(...)`` declares a route."""
    return name == "route" or name in _VERBS


def declare(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    """Read ``@app.route("/path", methods=[...])`` and the verb shortcuts."""
    rule = call.argument(0, "rule")
    methods = _VERBS.get(name)
    if methods is None:
        methods, handler = _methods(evaluator, call.keyword("methods"), handler, place)
    for text in path_texts(evaluator, rule, place, _HOLE):
        yield Declared(methods, text, handler, place.file, span, place.scope, apart=_apart(call))


def register(
    evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
) -> None:
    """Read a call made on an app or blueprint for its effect."""
    if name == "register_blueprint":
        blueprint = call.argument(0, "blueprint")
        at = None if _apart(call) else place
        for prefix in _prefixes(evaluator, call.keyword("url_prefix"), place):
            for child in evaluator.values(blueprint, place) if blueprint is not None else ():
                if isinstance(child, RouterValue):
                    graph.node(router).included.append(Included(child, prefix, "blueprint", at=at))
            below = prefix.text if prefix is not None else ""
            note_gap(evaluator, graph, router, blueprint, place, call_at(call, place), below)
    elif name == "add_url_rule":
        view = call.argument(2, "view_func")
        rule = call.argument(0, "rule")
        if view is None or rule is None:
            return  # a second name for making URLs: who serves it, if anybody, is said elsewhere
        for handler in handlers(evaluator, view, place, call.span):
            methods, known = _methods(evaluator, call.keyword("methods"), handler, place)
            graph.node(router).declared += [
                Declared(methods, text, known, place.file, call.span, place.scope, apart=_apart(call))
                for text in path_texts(evaluator, rule, place, _HOLE)
                if methods
            ]


def construct(evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place) -> None:
    """Read the arguments with which a blueprint is made."""
    if router.kind == "blueprint":
        found = _prefixes(evaluator, call.keyword("url_prefix"), place)
        graph.node(router).prefixes = tuple(prefix or NO_PREFIX for prefix in found)


def _apart(call: Call) -> bool:
    """Tell whether a rule holds for one host or subdomain only, or is there for making URLs."""
    return any(call.keyword(name) is not None for name in ("subdomain", "host", "build_only", "websocket"))


def _methods(
    evaluator: Evaluator, expr: Expr | None, handler: Handler, place: Place
) -> tuple[tuple[str, ...], Handler]:
    listed = listed_methods(evaluator, expr, place)
    if listed is not None:
        if handler.methods is not None and len(handler.methods) == 1:  # one method of a class-based view
            return tuple(method for method in handler.methods if method in listed), handler
        return listed, handler
    if expr is None or any(isinstance(value, NoneValue) for value in evaluator.values(expr, place)):
        return handler.methods or ("GET",), handler
    why = "the methods of this route are not known"
    return ("GET",), Handler(handler.name, handler.file, handler.span, handler.methods, 0.5, why)


def _prefixes(evaluator: Evaluator, expr: Expr | None, place: Place) -> tuple[TextValue | None, ...]:
    if expr is None:
        return (None,)
    texts = evaluator.texts(expr, place)
    if texts:
        return texts
    nothing = any(isinstance(value, NoneValue) for value in evaluator.values(expr, place))
    return (None if nothing else UNKNOWN_PREFIX,)
