"""Class-based views of Django and Django REST framework: which methods a class answers, and where each stands.

A method that is inherited from outside the workspace has the class itself for its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.dialects.django_asked import asked_in
from qaagent_lsp.discovery.dialects.django_generic import actions, answers, likely
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.values import (
    ClassValue,
    DictValue,
    External,
    ListValue,
    Place,
    TextValue,
)
from qaagent_lsp.discovery.modules import module_name
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Flag, Name
from qaagent_lsp.discovery.syntax.wiring import Binding, Function
from qaagent_lsp.model.source import Span, WorkspacePath

_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
_ADDED = frozenset({"HEAD", "OPTIONS"})
_END = 1 << 30


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a method of a class stands; ``function`` is None where that is outside the workspace."""

    file: WorkspacePath
    span: Span
    function: Function | None = None


def of_class(evaluator: Evaluator, value: ClassValue, call: Call, place: Place) -> tuple[Handler, ...]:
    """Give one handler for each method that ``Class.as_view(...)`` answers; of a viewset, those that the call maps."""
    mapped = call.argument(0, "actions")
    if mapped is not None:
        pairs = mapped_actions(evaluator, mapped, place)
        if pairs:
            return tuple(of_actions(evaluator, value, pairs))
    listed = allowed_methods(evaluator, value, call.keyword("http_method_names"), place)
    found = [
        Handler(f"{class_name(evaluator, value)}.{verb.lower()}", spot.file, spot.span, (verb,))
        for verb in _VERBS
        if (listed is None or verb in listed) and (spot := spot_of(evaluator, value, verb.lower()))
    ]
    return tuple(found) or tuple(_inherited(evaluator, value)) or (_dispatching(evaluator, value, listed),)


def of_actions(evaluator: Evaluator, value: ClassValue, mapped: Mapping[str, str]) -> Iterator[Handler]:
    """Give the handler of each action of a viewset; ``mapped`` maps methods (upper case) to names of actions."""
    listed = allowed_methods(evaluator, value, None, Place(value.file, "", _END))
    name = class_name(evaluator, value)
    for method, action in mapped.items():
        if method in _ADDED or (listed is not None and method not in listed):
            continue
        spot = spot_of(evaluator, value, action) or Spot(value.file, value.definition.span)
        yield Handler(f"{name}.{action}", spot.file, spot.span, (method,))


def spot_of(evaluator: Evaluator, value: ClassValue, name: str) -> Spot | None:
    """Find a method of a class, inherited ones too; None when the class has no such method."""
    for ancestor in evaluator.ancestors(value):
        if isinstance(ancestor, External):
            known = answers(ancestor.dotted) or ()
            if (name.upper() in known and name.upper() not in _ADDED) or name in (
                actions(ancestor.dotted) or ()
            ):
                return Spot(value.file, value.definition.span)
            continue
        qualname = ancestor.definition.qualname
        found = evaluator.names.own(name, Place(ancestor.file, qualname, _END))
        if isinstance(found, Function):
            return Spot(ancestor.file, found.def_span, found)
        if isinstance(found, Binding):  # post = get; delete = None
            if not isinstance(found.value, Name):
                return None
            other = evaluator.names.function(ancestor.file, f"{qualname}.{found.value.dotted[-1]}")
            return Spot(ancestor.file, (other or ancestor.definition).span, other)
    return None


def class_name(evaluator: Evaluator, value: ClassValue) -> str:
    """Name a class of the workspace as ``module.qualname``."""
    return f"{module_name(evaluator.layout, value.file)}.{value.definition.qualname}"


def allowed_methods(
    evaluator: Evaluator, value: ClassValue, given: Expr | None, place: Place
) -> frozenset[str] | None:
    """Read ``http_method_names``, of the call or of the class; None when every method is allowed."""
    items = (
        evaluator.items(given, place)
        if given is not None
        else class_items(evaluator, value, "http_method_names")
    )
    names = [text.text.upper() for item, there in items for text in evaluator.texts(item, there)]
    return frozenset(names) or None


def class_items(evaluator: Evaluator, value: ClassValue, name: str) -> tuple[tuple[Expr, Place], ...]:
    """Give the items of a list that is an attribute of a class, each with the place where it is to be read."""
    return tuple(
        (item, found.place)
        for found in evaluator.attribute(value, name)
        if isinstance(found, ListValue)
        for item in found.items
    )


def class_text(evaluator: Evaluator, value: ClassValue, name: str) -> str | None:
    """Give a string that is an attribute of a class; None when it has no such attribute, or its value is not known."""
    found = evaluator.attribute(value, name)
    return next((text.text for text in found if isinstance(text, TextValue)), None)


def is_true(expr: Expr | None) -> bool | None:
    """Read ``detail=True``; None when it is not given as a literal."""
    return expr.value if isinstance(expr, Flag) else None


def _dispatching(evaluator: Evaluator, value: ClassValue, listed: frozenset[str] | None) -> Handler:
    """A class without a method for any verb dispatches in its own way, or answers nothing."""
    name = class_name(evaluator, value)
    spot = spot_of(evaluator, value, "dispatch")
    if spot is not None and spot.function is not None:
        asked = () if listed else asked_in(evaluator, spot.file, spot.function)
        methods = tuple(sorted(listed)) if listed else tuple(dict.fromkeys(("GET", *asked)))
        why = "this class dispatches every method itself"
        return Handler(f"{name}.dispatch", spot.file, spot.span, methods, 0.9, why, any_method=True)
    return Handler(name, value.file, value.definition.span, ())


def _inherited(evaluator: Evaluator, value: ClassValue) -> Iterator[Handler]:
    """Guess what a class answers that has nothing but what it inherits from a class of which nothing is known."""
    for item in evaluator.ancestors(value):
        if isinstance(item, External) and answers(item.dotted) is None:
            name, why = (
                class_name(evaluator, value),
                f"inherits its methods from {item.dotted}, outside the workspace",
            )
            for verb in likely(item.dotted):
                span = value.definition.span
                yield Handler(f"{name}.{verb.lower()}", value.file, span, (verb,), 0.5, why, any_method=True)
            return


def mapped_actions(evaluator: Evaluator, expr: Expr, place: Place) -> dict[str, str]:
    """Read ``{"get": "list", "post": "create"}``, written in place or under a name; methods become upper case."""
    found = (value for value in evaluator.values(expr, place) if isinstance(value, DictValue))
    return {
        method.text.upper(): action.text
        for value in found
        for left, right in value.pairs
        for method in evaluator.texts(left, value.place)
        for action in evaluator.texts(right, value.place)[:1]
    }
