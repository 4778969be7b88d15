"""What the parameters of a function may be: the app a factory hands to its helpers, the prefix of a new router."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.frames import Callers
from qaagent_lsp.discovery.evaluation.kinds import kind_of
from qaagent_lsp.discovery.evaluation.values import (
    UNKNOWN,
    ClassValue,
    External,
    FunctionValue,
    InstanceValue,
    Place,
    RouterValue,
    TextValue,
    Unknown,
    Value,
)
from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.discovery.syntax.expressions import Call, Expr
from qaagent_lsp.discovery.syntax.wiring import Function, Param
from qaagent_lsp.model.source import WorkspacePath

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_MAX_CALLERS = 256


def parameter_values(
    evaluator: Evaluator, param: Param, file: WorkspacePath, scope: str
) -> tuple[Value, ...]:
    """Give what a parameter of the function ``scope`` may be: what is passed, its default, what its type says."""
    function = evaluator.names.function(file, scope)
    if function is None:
        return UNKNOWN
    if function.in_class and function.params and function.params[0].name == param.name:
        return _self(evaluator, file, function)
    found = [
        v
        for passed, there in passed(evaluator, function, param, file)
        for v in evaluator.values(passed, there)
    ]
    found = [value for value in found if not isinstance(value, Unknown)]
    if not found and param.default is not None:
        found = [
            TextValue(v.text, 0.8, f"default of parameter {param.name}") if isinstance(v, TextValue) else v
            for v in evaluator.values(param.default, Place(file, function.parent, function.span.line))
        ]
    return tuple(found) or annotated(evaluator, param, file, function)


def annotated(
    evaluator: Evaluator, param: Param, file: WorkspacePath, function: Function
) -> tuple[Value, ...]:
    """A parameter of which no caller is known is still an app when its annotation says so."""
    if param.annotation is None:
        return UNKNOWN
    for value in evaluator.values(param.annotation, Place(file, function.parent, function.span.line)):
        kind = kind_of(value.dotted) if isinstance(value, External) else None
        kind = evaluator.class_kind(value) if isinstance(value, ClassValue) else kind
        if kind is not None:
            return (RouterValue(kind, file, function.name_span),)
        if isinstance(value, ClassValue):
            return (InstanceValue(value),)
    return UNKNOWN


def _self(evaluator: Evaluator, file: WorkspacePath, function: Function) -> tuple[Value, ...]:
    owner = evaluator.names.class_(file, function.parent)
    if owner is None:
        return UNKNOWN
    value = ClassValue(file, owner)
    router = evaluator.self_router(value)
    if router is not None:
        evaluator.classes[router] = value
        return (router,)
    return (InstanceValue(value),)


def callers(evaluator: Evaluator, function: Function, file: WorkspacePath) -> Callers:
    """Find the calls of a function, those of tests only where there are no others."""
    known = evaluator.frames.callers
    key = (file, function.qualname)
    if key not in known:
        known[key] = ()  # while it is looked for: a function that calls itself
        known[key] = _callers(evaluator, function, file)
    return known[key]


def _callers(evaluator: Evaluator, function: Function, file: WorkspacePath) -> Callers:
    constructor = function.in_class and function.name == "__init__"
    called = function.parent.rpartition(".")[2] if constructor else function.name
    found: list[tuple[Call, Place]] = []
    for call, place in islice(evaluator.names.calls(called), _MAX_CALLERS):
        for value in evaluator.values(call.func, place):
            same_function = isinstance(value, FunctionValue) and value.function is function
            same_class = isinstance(value, ClassValue) and value.definition.qualname == function.parent
            if (same_function or (constructor and same_class)) and getattr(value, "file", None) == file:
                found.append((call, place))
    serving = [(call, place) for call, place in found if not holds_tests(place.file)]
    return tuple(serving or found)


def passed(
    evaluator: Evaluator, function: Function, param: Param, file: WorkspacePath
) -> list[tuple[Expr, Place]]:
    """Give what the callers of a function pass for a parameter."""
    position = [item.name for item in function.params].index(param.name) - function.in_class
    if position < 0:
        return []  # the instance itself, which no caller passes
    arguments = [
        (call.rest(position) if param.rest else call.argument(position, param.name), place)
        for call, place in callers(evaluator, function, file)
    ]
    return [(argument, place) for argument, place in arguments if argument is not None]
