"""What a Django view comes to: a function, the methods of a class, a view of another package; and what each answers.

A function view answers every method. Its rows are those that its decorators allow, or else those that its body tells
apart, or else GET; in the last two cases the handler says ``any_method`` (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.dialects.django_asked import asked_in
from qaagent_lsp.discovery.dialects.django_classes import of_class
from qaagent_lsp.discovery.dialects.django_generic import answers, canonical, likely
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, function_handler, listed_methods
from qaagent_lsp.discovery.evaluation.values import (
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    LambdaValue,
    Made,
    Place,
    TextValue,
    Value,
    ViewValue,
)
from qaagent_lsp.discovery.modules import find_module, module_name
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Name
from qaagent_lsp.model.route import ANY_METHOD
from qaagent_lsp.model.source import Span

_ALLOWED = {"require_GET": ("GET",), "require_POST": ("POST",), "require_safe": ("GET",)}
_ANY = "a function view of Django answers every method"
_OUTSIDE = "the handler is not in the workspace"
_FUNCTION = 0.9
"""Confidence in the methods of a function view that nothing restricts."""


def views(evaluator: Evaluator, expr: Expr, place: Place, span: Span) -> tuple[Handler, ...]:
    """Find what the view of a ``path()`` is; ``span`` is where it is registered, for what lies outside."""
    values = evaluator.values(expr, place)
    found = [item for value in values for item in _of_value(evaluator, value, place, span)]
    if found:
        return tuple(dict.fromkeys(found))
    if isinstance(expr, Call) and expr.args:  # a decorator of which nothing is known
        return views(evaluator, expr.args[0], place, span)
    name = ".".join(expr.dotted) if isinstance(expr, Name) else "<unknown>"
    return (Handler(name, place.file, span, ("GET",), 0.5, "the view could not be found", any_method=True),)


def is_a_view(handler: Handler) -> bool:
    """Tell whether it is surely a view that takes all requests of its pattern, not patterns that are not followed."""
    return handler.confidence == 1 or (handler.any_method and handler.confidence >= _FUNCTION)


def _of_value(evaluator: Evaluator, value: Value, place: Place, span: Span) -> Iterator[Handler]:
    match value:
        case FunctionValue():
            yield of_function(evaluator, value)
        case ViewValue(of=of, call=call, place=there):
            yield from of_class(evaluator, of, call, there)
        case InstanceValue(of=of):
            yield _of_object(evaluator, of)
        case LambdaValue(file=file, span=inner):
            name = f"{module_name(evaluator.layout, file)}.<lambda>"
            yield Handler(name, file, inner, ("GET",), _FUNCTION, _ANY, any_method=True)
        case Made(by=by, call=call, place=there):
            yield from _made(evaluator, by, call, there, span)
        case External(dotted=dotted):
            yield Handler(dotted, place.file, span, (ANY_METHOD,), 0.9, _OUTSIDE)
        case TextValue(text=text) if "." in text:  # url(r"^x/$", "app.views.x") before Django 1.10
            module, _, attribute = text.rpartition(".")
            path = find_module(evaluator.layout, place.file, module, 0)
            for inner_value in evaluator.module_attribute(path, attribute) if path is not None else ():
                yield from _of_value(evaluator, inner_value, place, span)
        case _:
            return


def _made(evaluator: Evaluator, by: str, call: Call, place: Place, span: Span) -> Iterator[Handler]:
    """What a call outside the workspace makes: a view of a class there, or a view with a decorator round it."""
    if by.endswith(".as_view"):
        cls = canonical(by.removesuffix(".as_view"))
        known = answers(cls)
        if known:
            for method in known:
                yield Handler(f"{cls}.{method.lower()}", place.file, span, (method,))
        else:
            for method in likely(cls) if known is None else ():
                name = f"{cls}.{method.lower()}"
                yield Handler(name, place.file, span, (method,), 0.5, _OUTSIDE, any_method=True)
        return
    inner = call.args[0] if call.args else call.keyword("view")
    if inner is None:
        yield Handler(by, place.file, span, ("GET",), 0.5, _OUTSIDE, any_method=True)
        return
    allowed = _allowed(evaluator, by.removesuffix("()"), call.func, place)
    for handler in views(evaluator, inner, place, span):
        yield handler if allowed is None else _narrowed(handler, allowed)


def of_function(evaluator: Evaluator, value: FunctionValue) -> Handler:
    """Make the handler of a function with the methods that it answers."""
    handler = function_handler(evaluator, value.file, value.function)
    place = Place(value.file, value.function.parent, value.function.span.line)
    for decorator in value.function.decorators:
        callee = decorator.value.func if isinstance(decorator.value, Call) else decorator.value
        for outer in evaluator.values(callee, place):
            dotted = outer.dotted if isinstance(outer, External) else ""
            allowed = _allowed(evaluator, dotted, decorator.value, place)
            if allowed is not None:
                return Handler(handler.name, handler.file, handler.span, allowed)
    asked = asked_in(evaluator, value.file, value.function)
    methods = tuple(dict.fromkeys(("GET", *asked)))
    reason = f"{_ANY}; its body tells these apart" if asked else f"{_ANY}; its body names none"
    return Handler(handler.name, handler.file, handler.span, methods, _FUNCTION, reason, any_method=True)


def _allowed(evaluator: Evaluator, dotted: str, expr: Expr, place: Place) -> tuple[str, ...] | None:
    """Give what a decorator restricts a view to; ``expr`` is the decorator as it is written."""
    name = dotted.rpartition(".")[2]
    if name in _ALLOWED and dotted.startswith("django"):
        return _ALLOWED[name]
    if name == "require_http_methods" and isinstance(expr, Call):
        listed = listed_methods(evaluator, expr.argument(0, "request_method_list"), place)
        return _shown(listed) if listed else None
    if name == "api_view" and dotted.startswith("rest_framework"):
        argument = expr.argument(0, "http_method_names") if isinstance(expr, Call) else None
        listed = listed_methods(evaluator, argument, place)
        return _shown(listed) if listed else ("GET",)
    return None


def _shown(methods: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(method for method in methods if method not in {"HEAD", "OPTIONS"}) or methods


def _narrowed(handler: Handler, allowed: tuple[str, ...]) -> Handler:
    if handler.any_method or handler.methods is None:
        return Handler(handler.name, handler.file, handler.span, allowed)
    kept = tuple(method for method in handler.methods if method in allowed)
    return Handler(handler.name, handler.file, handler.span, kept, handler.confidence, handler.reason)


def _of_object(evaluator: Evaluator, value: ClassValue) -> Handler:
    """An object that is called for each request, e.g. a feed."""
    name = f"{module_name(evaluator.layout, value.file)}.{value.definition.qualname}"
    for ancestor in evaluator.ancestors(value):
        if isinstance(ancestor, ClassValue):
            called = evaluator.names.function(ancestor.file, f"{ancestor.definition.qualname}.__call__")
            if called is not None:
                methods = tuple(dict.fromkeys(("GET", *asked_in(evaluator, ancestor.file, called))))
                return Handler(
                    f"{name}.__call__",
                    ancestor.file,
                    called.def_span,
                    methods,
                    _FUNCTION,
                    _ANY,
                    any_method=True,
                )
    return Handler(name, value.file, value.definition.span, ("GET",), _FUNCTION, _ANY, any_method=True)
