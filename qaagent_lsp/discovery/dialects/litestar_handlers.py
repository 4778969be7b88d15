"""Litestar's decorated functions, controllers and WebSocket listeners: the paths that each of them knows itself."""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, function_handler, listed_methods
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX, path_texts
from qaagent_lsp.discovery.evaluation.values import (
    ClassValue,
    External,
    ListValue,
    NoneValue,
    Place,
    RouterKind,
    RouterValue,
    TextValue,
    Unknown,
)
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.discovery.syntax.expressions import Call, Expr
from qaagent_lsp.discovery.syntax.wiring import Function
from qaagent_lsp.model.route import ANY_METHOD
from qaagent_lsp.model.source import Span, WorkspacePath

_HOLE = "{unknown:str}"
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head"})
_SOCKETS = frozenset(
    {
        "websocket",
        "websocket_listener",
        "websocket_stream",
        "WebsocketRouteHandler",
        "WebsocketListenerRouteHandler",
    }
)
_ROUTES = frozenset({"route", "HTTPRouteHandler"})
_ASGI = frozenset({"asgi", "ASGIRouteHandler"})
_CLASSES: frozenset[RouterKind | None] = frozenset({"litestar_controller", "litestar_listener"})
_DECORATORS = _VERBS | _SOCKETS | _ROUTES | _ASGI


def concerns(facts: FileFacts) -> bool:
    """Tell whether a file imports anything of Litestar."""
    return any(item.module.partition(".")[0] == "litestar" for item in facts.wiring.imports)


def read(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    """Note all decorated functions of a file, and its controllers that say their path."""
    if holds_tests(facts.file):
        return  # what no app of the file lists is served by an app that a test makes
    for function in facts.wiring.functions:
        if not function.in_class:
            decorated_function(evaluator, graph, facts.file, function)
    for definition in facts.wiring.classes:
        value = ClassValue(facts.file, definition)
        # A controller without any path is served by those that inherit from it, or where it is listed.
        if evaluator.class_kind(value) in _CLASSES and _says_path(evaluator, value):
            controller(evaluator, graph, value)


def decorated_function(
    evaluator: Evaluator, graph: Graph, file: WorkspacePath, function: Function
) -> RouterValue | None:
    """Read a function with its decorators; None when none of them is Litestar's."""
    found = list(_of_function(evaluator, file, function))
    if not found:
        return None
    router = RouterValue("litestar_handler", file, function.name_span)
    graph.node(router).declared = found
    return router


def controller(evaluator: Evaluator, graph: Graph, value: ClassValue) -> RouterValue | None:
    """Read a controller or listener class with all that it inherits; None when the class is neither."""
    router = evaluator.self_router(value)
    if router is None or router.kind not in _CLASSES:
        return None
    node = graph.node(router)
    if node.declared:
        return router
    node.prefixes = _class_paths(evaluator, value)
    owners = [owner for owner in evaluator.ancestors(value) if isinstance(owner, ClassValue)]
    for at, owner in enumerate(owners):
        for function in evaluator.names.methods(owner.file, owner.definition.qualname):
            if any(_says(evaluator, nearer, function.name) for nearer in owners[:at]):
                continue
            if router.kind == "litestar_controller":
                node.declared += _of_function(evaluator, owner.file, function)
            elif function.name == "on_receive":
                handler = function_handler(evaluator, owner.file, function)
                place = Place(owner.file, function.parent, function.span.line)
                span = owner.definition.span
                node.declared.append(
                    Declared(("WEBSOCKET",), NO_PREFIX, handler, place.file, span, place.scope)
                )
    return router


def decorator_name(evaluator: Evaluator, call: Call, place: Place) -> str | None:
    """Give Litestar's own name of the decorator that a call makes, None when it is something else."""
    for value in evaluator.values(call.func, place):
        externals = [value] if isinstance(value, External) else []
        if isinstance(value, ClassValue):  # class my_get(get)
            externals = [item for item in evaluator.ancestors(value) if isinstance(item, External)]
        for item in externals:
            package, _, rest = item.dotted.partition(".")
            name = rest.rpartition(".")[2]
            if package == "litestar" and name in _DECORATORS:
                return name
    return None


def declared(
    evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
) -> Iterator[Declared]:
    """Read ``@get("/path")`` and its kin; a path may be a list of paths, and without one it is ``/``."""
    methods = _methods(evaluator, name, call, place)
    if methods is None:
        methods = ("GET",)
        why = "the methods of this route are not known"
        handler = Handler(handler.name, handler.file, handler.span, handler.methods, 0.5, why)
    for text in _paths(evaluator, call.argument(0, "path"), place):
        yield Declared(methods, text, handler, place.file, span, place.scope)


def slash_first(text: TextValue) -> TextValue:
    """Write a part of a path as litestar.utils.path.normalize_path does, nothing for the root."""
    stripped = text.text.strip("/")
    return TextValue(f"/{stripped}" if stripped else "", text.confidence, text.reason)


def _of_function(evaluator: Evaluator, file: WorkspacePath, function: Function) -> Iterator[Declared]:
    for decorator in function.decorators:
        if not isinstance(decorator.value, Call):
            continue
        place = Place(file, function.parent, decorator.span.line)
        name = decorator_name(evaluator, decorator.value, place)
        if name is not None:
            handler = function_handler(evaluator, file, function)
            yield from declared(evaluator, name, decorator.value, place, handler, decorator.span)


def _methods(evaluator: Evaluator, name: str, call: Call, place: Place) -> tuple[str, ...] | None:
    if name in _VERBS:
        return (name.upper(),)
    if name in _SOCKETS:
        return ("WEBSOCKET",)
    if name in _ASGI:
        return (ANY_METHOD,)
    given = call.keyword("http_method")
    if given is None:
        return None
    for value in evaluator.values(given, place):
        if isinstance(value, TextValue):
            return (value.text.upper(),)
        if isinstance(value, External):  # HttpMethod.GET
            return (value.dotted.rpartition(".")[2].upper(),)
    return listed_methods(evaluator, given, place)


def _paths(evaluator: Evaluator, expr: Expr | None, place: Place) -> tuple[TextValue, ...]:
    if expr is None:
        return (TextValue("/"),)
    found: list[TextValue] = []
    for value in evaluator.values(expr, place):
        if isinstance(value, NoneValue):
            found.append(TextValue("/"))
        elif isinstance(value, TextValue):
            found.append(value)
        elif isinstance(value, ListValue):
            items = [path_texts(evaluator, item, value.place, _HOLE) for item in value.items]
            found += [text for texts in items for text in texts] if items else [TextValue("/")]
    if not found:
        found += path_texts(evaluator, expr, place, _HOLE)
    return tuple(TextValue(f"/{text.text.strip('/')}", text.confidence, text.reason) for text in found)


def _class_paths(evaluator: Evaluator, value: ClassValue) -> tuple[TextValue, ...]:
    found: list[TextValue] = []
    for told in evaluator.attribute(value, "path"):
        if isinstance(told, Unknown):
            found.append(UNKNOWN_PREFIX if _says_path(evaluator, value) else NO_PREFIX)
        elif isinstance(told, TextValue):
            found.append(slash_first(told))
        elif isinstance(told, ListValue):
            found += [slash_first(text) for item in told.items for text in evaluator.texts(item, told.place)]
    return tuple(found) or (NO_PREFIX,)


def _says_path(evaluator: Evaluator, value: ClassValue) -> bool:
    owners = evaluator.ancestors(value)
    return any(_says(evaluator, owner, "path") for owner in owners if isinstance(owner, ClassValue))


def _says(evaluator: Evaluator, value: ClassValue, name: str) -> bool:
    place = Place(value.file, value.definition.qualname, value.definition.span.end_line + 1)
    return evaluator.names.own(name, place) is not None
