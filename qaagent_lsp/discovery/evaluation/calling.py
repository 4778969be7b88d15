"""What a call comes to: an app that it makes, an object of a class, what a function returns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.attributes import is_settings
from qaagent_lsp.discovery.evaluation.dictionaries import view
from qaagent_lsp.discovery.evaluation.filling import filled
from qaagent_lsp.discovery.evaluation.importing import (
    IMPORTING,
    IMPORTING_ATTRIBUTE,
    attribute_by_name,
    imported_attribute,
    imported_module,
)
from qaagent_lsp.discovery.evaluation.kinds import kind_made_by, kind_of
from qaagent_lsp.discovery.evaluation.values import (
    UNKNOWN,
    ClassValue,
    External,
    Frame,
    FunctionValue,
    InstanceValue,
    Made,
    Method,
    Place,
    RouterValue,
    TextValue,
    Unknown,
    Value,
    ViewMaker,
    ViewValue,
)
from qaagent_lsp.discovery.evaluation.ways import returned
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Member, Name
from qaagent_lsp.discovery.syntax.wiring import Function

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_COLLECTIONS = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed"})
"""Builtins that hand on the items which they are given."""
_HANDING = _COLLECTIONS | {"on_app_init", "getattr"}
_CASTS = frozenset({"typing.cast", "typing_extensions.cast"})


def called(evaluator: Evaluator, call: Call, place: Place) -> tuple[Value, ...]:
    """Give what a call at a place may come to."""
    text = filled(evaluator, call, place)
    if text is not None:
        return text
    listed = view(evaluator, call, place)
    if listed:
        return listed
    found: list[Value] = []
    for func in evaluator.values(call.func, place):
        match func:
            case External(dotted=dotted):
                found += _external(evaluator, dotted, call, place)
            case ClassValue():
                found += _instantiated(evaluator, func, call, place)
            case FunctionValue():
                frame = evaluator.frames.of_call(
                    func, call, place, receiver=_receiver(evaluator, func.function, call, place)
                )
                found += _decorated(evaluator, func, call, place) or _given_back(evaluator, func, frame)
            case ViewMaker(of=of):
                found.append(ViewValue(of, call, place))
            case Method(of=of, name="get_urls"):
                found.append(Method(of, "urls"))
            case Method():
                found += _made_by(evaluator, func, call, place)
            case Made(
                by=by
            ):  # the result of calling a result: litestar.get("/x")(function), cache_page(60)(view)
                found.append(Made(f"{by}()", call, place))
            case Unknown(what=name) if name in _HANDING and call.args:
                found += _handed(evaluator, name, call, place)
            case _:
                found.append(Unknown("call"))
    return tuple(found)


def _given_back(evaluator: Evaluator, func: FunctionValue, frame: Frame | None) -> tuple[Value, ...]:
    """Give what a function returns; of settings that cannot be followed what their class says, as always in doubt."""
    found = returned(evaluator, func, frame)
    gives = func.function.gives
    if gives is None or not all(isinstance(value, Unknown) for value in found):
        return found
    there = Place(func.file, func.function.parent, func.function.span.line)
    classes = [value for value in evaluator.values(gives, there) if isinstance(value, ClassValue)]
    return tuple(InstanceValue(value) for value in classes if is_settings(evaluator, value)) or found


def _receiver(evaluator: Evaluator, function: Function, call: Call, place: Place) -> Expr | None:
    """Give what a method is called on, where that is of a class that inherits it."""
    if not (function.in_class and function.params):
        return None
    match call.func:
        case Name(dotted=(*before, _)) if before:
            of: Expr = Name(tuple(before))
        case Member(of=of):
            pass
        case _:
            return None
    match evaluator.values(of, place):
        case (ClassValue() as owner,) | (InstanceValue(of=owner),):
            is_heir = owner.definition.qualname != function.parent and evaluator.class_kind(owner) is None
            return of if is_heir else None
        case _:
            return None


def _handed(evaluator: Evaluator, name: str, call: Call, place: Place) -> tuple[Value, ...]:
    if name == "getattr":
        return attribute_by_name(evaluator, call, place) or UNKNOWN
    return evaluator.values(call.args[0], place)


def _decorated(evaluator: Evaluator, func: FunctionValue, call: Call, place: Place) -> tuple[Value, ...]:
    """A function that gives back a function of its own decorates the view that it is called with: that is served."""
    inner = f"{func.function.qualname}.<locals>."
    wraps = any(
        isinstance(value, FunctionValue) and value.function.qualname.startswith(inner)
        for value in returned(evaluator, func)
    )
    if not wraps or not call.args:
        return ()
    found = evaluator.values(call.args[0], place)
    return tuple(value for value in found if isinstance(value, FunctionValue | ViewValue))


def _external(evaluator: Evaluator, dotted: str, call: Call, place: Place) -> tuple[Value, ...]:
    kind = kind_of(dotted)
    if kind is not None:
        router = RouterValue(kind, place.file, call.span)
        evaluator.made[router] = (call, _without_way(place))
        return (router,)
    if dotted in _CASTS and len(call.args) == 2:
        return evaluator.values(call.args[1], place)
    if (
        dotted.endswith(".on_app_init") and call.args
    ):  # by Litestar's protocol a plugin gives back what it is handed
        return evaluator.values(call.args[0], place)
    if dotted in IMPORTING:
        return imported_module(evaluator, call, place) or UNKNOWN
    if dotted in IMPORTING_ATTRIBUTE:
        return imported_attribute(evaluator, call, place) or UNKNOWN
    if dotted in {"os.getenv", "os.environ.get"} and len(call.args) > 1:
        why = "default of an environment variable"
        texts = evaluator.texts(call.args[1], place)
        return tuple(TextValue(text.text, 0.7, why) for text in texts) or UNKNOWN
    return (Made(dotted, call, place),)


def _made_by(evaluator: Evaluator, method: Method, call: Call, place: Place) -> tuple[Value, ...]:
    kind = kind_made_by(method.of.kind, method.name)
    if kind is None:
        return (Unknown("call"),)
    router = RouterValue(kind, place.file, call.span)
    evaluator.made[router] = (call, _without_way(place))
    return (router,)


def _instantiated(evaluator: Evaluator, value: ClassValue, call: Call, place: Place) -> tuple[Value, ...]:
    kind = evaluator.class_kind(value)
    if kind is None:
        return (InstanceValue(value, call, place),)
    router = RouterValue(kind, place.file, call.span)
    evaluator.made[router] = (call, _without_way(place))
    evaluator.classes[router] = value
    return (router,)


def _without_way(place: Place) -> Place:
    return place if place.via is None else replace(place, via=None)
