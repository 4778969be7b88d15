"""What serves a route: a function, a method of a class-based view, or something outside the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.names import definition
from qaagent_lsp.discovery.evaluation.values import (
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    LambdaValue,
    ListValue,
    Made,
    Place,
    TextValue,
    Value,
    ViewValue,
)
from qaagent_lsp.discovery.modules import module_name
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Name
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Function
from qaagent_lsp.model.source import Span, WorkspacePath

_MAX_HOPS = 4
VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")


@dataclass(frozen=True, slots=True)
class Handler:
    """``methods`` are those that the handler itself can answer, None when it leaves that to its registration.

    ``any_method``: it answers others just as well (a function view of Django).
    """

    name: str
    file: WorkspacePath
    span: Span
    methods: tuple[str, ...] | None = None
    confidence: float = 1.0
    reason: str = ""
    any_method: bool = False


def handlers(
    evaluator: Evaluator, expr: Expr, place: Place, span: Span, hops: int = 0
) -> tuple[Handler, ...]:
    """Find what an endpoint expression comes to; ``span`` is where it is registered, for what lies outside."""
    found = [item for value in evaluator.values(expr, place) for item in _of_value(evaluator, value)]
    if found:
        return tuple(found)
    if isinstance(expr, Call) and expr.args:  # login_required(view), partial(view, x), csrf.exempt(view)
        return handlers(evaluator, expr.args[0], place, span, hops)
    decorated = _decorated_before(evaluator, expr, place) if hops < _MAX_HOPS else None
    if decorated is not None:
        return handlers(evaluator, *decorated, span, hops + 1)
    name = ".".join(expr.dotted) if isinstance(expr, Name) else "<unknown>"
    external = next((v.dotted for v in evaluator.values(expr, place) if isinstance(v, External)), None)
    return (Handler(external or name, place.file, span, None, 0.9, "the handler is not in the workspace"),)


def _decorated_before(evaluator: Evaluator, expr: Expr, place: Place) -> tuple[Expr, Place] | None:
    """``view = decorator(view)``: what the name stood for before, and where."""
    if not isinstance(expr, Name) or len(expr.dotted) > 1:
        return None
    found = definition(evaluator.names, expr.dotted[0], place)
    match found:
        case (_, Binding(value=Call(args=(Name() as before,)), line=line, read_in=scope)) if (
            before == expr and line < place.line
        ):
            return before, Place(place.file, scope, line, place.via)
        case _:
            return None


def function_handler(evaluator: Evaluator, file: WorkspacePath, function: Function) -> Handler:
    """Name a function of the workspace as ``module.qualname``."""
    return Handler(f"{module_name(evaluator.layout, file)}.{function.qualname}", file, function.def_span)


def definition_handlers(
    evaluator: Evaluator, file: WorkspacePath, definition: Function | Class
) -> tuple[Handler, ...]:
    """Give what a decorated function, or each method of a decorated class-based view, serves."""
    if isinstance(definition, Class):
        return tuple(_of_class(evaluator, ClassValue(file, definition)))
    return (function_handler(evaluator, file, definition),)


def listed_methods(evaluator: Evaluator, expr: Expr | None, place: Place) -> tuple[str, ...] | None:
    """Read ``methods=``: a display, a constant, a name of another file; None when it cannot be known."""
    if expr is None:
        return None
    found: list[str] = []
    for item, there in evaluator.items(expr, place):
        texts = [value.text for value in evaluator.values(item, there) if isinstance(value, TextValue)]
        # http.HTTPMethod.GET
        texts += [
            v.dotted.rpartition(".")[2] for v in evaluator.values(item, there) if isinstance(v, External)
        ]
        found += [text.upper() for text in texts]
    return tuple(dict.fromkeys(found)) or None


def _of_value(evaluator: Evaluator, value: Value) -> Iterator[Handler]:
    match value:
        case FunctionValue(file=file, function=function):
            yield function_handler(evaluator, file, function)
        case ClassValue():
            yield from _of_class(evaluator, value)
        case InstanceValue(of=of) | ViewValue(of=of):
            yield from _of_class(evaluator, of)
        case LambdaValue(file=file, span=span, scope=scope):
            outer = "" if not scope or evaluator.names.class_(file, scope) else ".<locals>"
            names = [module_name(evaluator.layout, file), *([scope + outer] if scope else []), "<lambda>"]
            yield Handler(".".join(names), file, span)
        case Made(by=by, call=call, place=place) if by == "functools.partial" and call.args:
            yield from handlers(evaluator, call.args[0], place, call.span)
        case _:
            return


def _of_class(evaluator: Evaluator, value: ClassValue) -> Iterator[Handler]:
    """One handler for each method that a class-based view answers (flask.views.MethodView, starlette HTTPEndpoint)."""
    module = module_name(evaluator.layout, value.file)
    name = f"{module}.{value.definition.qualname}"
    seen: set[str] = set()
    for verb in VERBS:
        function = _method(evaluator, value, verb.lower())
        if function is not None:
            seen.add(verb)
            yield Handler(f"{name}.{verb.lower()}", function.file, function.function.def_span, (verb,))
    if seen:
        return
    for other in ("dispatch_request", "dispatch", "__call__"):
        function = _method(evaluator, value, other)
        if function is not None:
            methods = _class_methods(evaluator, value)
            yield Handler(f"{name}.{other}", function.file, function.function.def_span, methods)
            return
    yield Handler(name, value.file, value.definition.span)


def _method(evaluator: Evaluator, value: ClassValue, name: str) -> FunctionValue | None:
    for ancestor in evaluator.ancestors(value):
        if isinstance(ancestor, ClassValue):
            function = evaluator.names.function(ancestor.file, f"{ancestor.definition.qualname}.{name}")
            if function is not None:
                return FunctionValue(ancestor.file, function)
    return None


def _class_methods(evaluator: Evaluator, value: ClassValue) -> tuple[str, ...] | None:
    for listed in evaluator.attribute(value, "methods"):
        if isinstance(listed, ListValue):
            found = [
                text.text.upper() for item in listed.items for text in evaluator.texts(item, listed.place)
            ]
            return tuple(found) or None
    return None
