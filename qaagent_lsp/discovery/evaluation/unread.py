"""Paths, and whole lists of routes, of which the code tells nothing: they are said, not passed over.

Such a path is a text of confidence 0 whose reason names what it comes from. It goes the way of every other path, with
its router, its conditions and its prefix, and becomes a row that is told as a problem in place of a route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.frames import is_given
from qaagent_lsp.discovery.evaluation.names import definition
from qaagent_lsp.discovery.evaluation.values import NoneValue, Place, TextValue, Unknown
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Conditional,
    Each,
    Expr,
    Joined,
    Keyed,
    Member,
    Name,
    Nth,
    Spread,
)
from qaagent_lsp.discovery.syntax.wiring import Binding, Param

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_MAX_HOPS = 6
_HANDING = frozenset({"enumerate", "getattr", "iter", "list", "reversed", "set", "sorted", "str", "tuple"})
"""Builtins that say nothing of where something comes from."""


def unread(why: str, below: str = "") -> TextValue:
    """Make the path of something of which no path is known, but for a prefix; ``why`` is for people."""
    return TextValue(below, 0.0, why)


def is_unread(text: TextValue) -> bool:
    """Tell whether nothing of a path is known."""
    return text.confidence == 0


def unread_path(evaluator: Evaluator, expr: Expr, place: Place) -> tuple[TextValue, ...]:
    """Say that a path is not known; () where there is none to be known.

    What a function hands on that nobody is known to call is no route yet: those who call it give the path.
    """
    found = evaluator.values(expr, place)
    if any(isinstance(value, NoneValue) for value in found) or _is_callers(evaluator, expr, place):
        return ()
    source = _source(evaluator, expr, place)
    why = (
        f"comes from `{source}`, which only a running app can tell"
        if source
        else "is made while the app runs"
    )
    return (unread(f"its path {why}"),)


def unread_list(evaluator: Evaluator, expr: Expr, place: Place) -> str:
    """Say why routes are not known, or not in every case; ``""`` where all are, or where they are a library's."""
    found = evaluator.values(expr, place)
    if not any(isinstance(value, Unknown) for value in found) or _is_callers(evaluator, expr, place):
        return ""
    source = _source(evaluator, expr, place)
    why = (
        f"come from `{source}`, which only a running app can tell"
        if source
        else "are made while the app runs"
    )
    return f"they {why}"


def _is_callers(evaluator: Evaluator, expr: Expr, place: Place) -> bool:
    """Tell whether an expression is, or has for a part, a parameter of a function of which no call is followed."""
    if isinstance(expr, Joined):
        return any(_is_callers(evaluator, part, place) for part in expr.parts)
    if not isinstance(expr, Name) or len(expr.dotted) > 1:
        return False
    found = definition(evaluator.names, expr.dotted[0], place)
    if found is None or not isinstance(found[1], Param):
        return False
    return place.via is None or place.via.find(place.file, found[0], expr.dotted[0]) is None


def _source(evaluator: Evaluator, expr: Expr, place: Place, hops: int = 0) -> str:
    """Name what an expression comes from, as a person would find it in the code; ``""`` where that has no name."""
    match expr:
        case Name(dotted=dotted):
            return _of_name(evaluator, dotted, place, hops)
        case Call(func=Name(dotted=(builtin,)), args=(first, *_)) if builtin in _HANDING:
            return _source(evaluator, first, place, hops) or f"{builtin}()"
        case Member(of=of, name=name):
            return f"{_source(evaluator, of, place, hops) or '…'}.{name}"
        case Joined(parts=parts):
            lacking = next((part for part in parts if not evaluator.texts(part, place)), None)
            return "" if lacking is None else _source(evaluator, lacking, place, hops)
        case Choice(options=(first, *_)) | Conditional(of=first):
            return _source(evaluator, first, place, hops)
        case Each(of=of) | Nth(of=of) | Keyed(of=of) | Spread(of=of):
            return _source(evaluator, of, place, hops)
        case _:
            return _written(expr)


def _of_name(evaluator: Evaluator, dotted: tuple[str, ...], place: Place, hops: int) -> str:
    name = dotted[0]
    found = definition(evaluator.names, name, place) if hops < _MAX_HOPS else None
    if found is None or len(dotted) > 1:
        return ".".join(dotted)
    scope, what = found
    given = place.via.find(place.file, scope, name) if place.via is not None and is_given(what) else None
    said = _source(evaluator, *given, hops + 1) if given is not None else ""
    if not said and isinstance(what, Binding):
        there = Place(place.file, what.read_in, what.line, place.via)
        said = _source(evaluator, what.value, there, hops + 1)
    return said or name


def _written(expr: Expr) -> str:
    match expr:
        case Name(dotted=dotted):
            return ".".join(dotted)
        case Member(of=of, name=name):
            return f"{_written(of) or '…'}.{name}"
        case Call(func=func):
            called = _written(func)
            return f"{called}()" if called else ""
        case _:
            return ""
