"""One of several things: which it may be, and that it is not certain.

A name that branches of a statement define, ``a if test else b``, a function with several ways out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.forks import Alternative
from qaagent_lsp.discovery.evaluation.frames import is_given
from qaagent_lsp.discovery.evaluation.joining import doubtful
from qaagent_lsp.discovery.evaluation.names import Definition
from qaagent_lsp.discovery.evaluation.settling import handed, left_open, settled
from qaagent_lsp.discovery.evaluation.values import (
    MOST_VALUES,
    UNKNOWN,
    External,
    Frame,
    FunctionValue,
    ListValue,
    NoneValue,
    Place,
    RouterValue,
    TextValue,
    Unknown,
    Value,
)
from qaagent_lsp.discovery.syntax.conditions import Condition, Where, opposite, reason_under
from qaagent_lsp.discovery.syntax.expressions import Choice, Conditional, Expr, Name, Opaque, Spread

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_Way = tuple[tuple[Value, ...], tuple[Condition, ...]]
"""What it is in one case, and what it takes for that."""
_UNREAD = UNKNOWN[0]


def one_defined(
    evaluator: Evaluator, several: Sequence[Alternative], name: str, place: Place
) -> tuple[Value, ...]:
    """Give what a name may be that branches of a statement define, without ``None``: nothing is served by that.

    Things of other packages are meant to be the same, whichever of them is installed.
    """
    ways: list[_Way] = []
    for what, under in several:
        still = left_open(evaluator, under, place)
        if still is None:
            continue
        ways.append((_defined(evaluator, what, name, place), still))
        if not still:
            break  # whatever stood before, this is what it is
    found: Counter[Value] = Counter(
        value for values, _ in ways for value in values if not isinstance(value, NoneValue | Unknown)
    )
    if not found or all(isinstance(value, External) for value in found):
        return ways[-1 if found else 0][0] if ways else UNKNOWN
    answer: dict[Value, None] = {}
    for values, under in ways:
        wheres = tuple(Where(place.file, condition) for condition in under)
        for value in values:
            if value in found:
                only_here = wheres and found[value] == 1
                answer[_doubted(evaluator, value, wheres) if only_here else value] = None
    return tuple(answer)


def one_written(evaluator: Evaluator, expr: Choice | Conditional, place: Place) -> tuple[Value, ...]:
    """Give what an expression may be that a condition decides on."""
    if isinstance(expr, Conditional):
        why = reason_under(Where(place.file, condition) for condition in expr.under)
        return tuple(doubtful(value, why) for value in evaluator.values(expr.of, place))
    options: tuple[Expr, ...] = expr.options
    if expr.first:
        options = _from_the_first(evaluator, options, place)
    elif expr.under:
        options = tuple(_still_open(evaluator, expr, place))
    found = [value for option in options for value in evaluator.values(option, place)]
    known = tuple(value for value in found if not isinstance(value, Unknown))
    return known if len(found) < 2 else tuple(doubtful(value) for value in known)


def _from_the_first(evaluator: Evaluator, options: tuple[Expr, ...], place: Place) -> tuple[Expr, ...]:
    """Leave out of ``a or b`` what is nothing, and what comes after something."""
    while len(options) > 1 and isinstance(options[0], Name):
        match handed(evaluator, options[0].dotted, place):
            case (NoneValue() | TextValue(text="", confidence=1),):
                options = options[1:]
            case (TextValue(confidence=1) | RouterValue(),):
                return options[:1]
            case _:
                break
    return options


def _still_open(evaluator: Evaluator, expr: Choice, place: Place) -> Iterator[Expr]:
    """Yield what ``a if test else b`` may be; only that where a call decides it."""
    for option, condition in zip(expr.options, expr.under, strict=True):
        here = replace(condition, scope=condition.scope or place.scope, line=place.line)
        still = settled(evaluator, here, place)
        if still is None or still.verdict != "never":
            yield option if still is None else Conditional(option, (condition,))


def returned(evaluator: Evaluator, value: FunctionValue, via: Frame | None = None) -> tuple[Value, ...]:
    """Give what a function of the workspace may return when it is called as ``via`` says; empty when unknown."""
    key = ("returned", value.file, value.function.qualname, via)
    return evaluator.once(key, lambda: _returned(evaluator, value, via))


def _returned(evaluator: Evaluator, value: FunctionValue, via: Frame | None) -> tuple[Value, ...]:
    scope = value.function.qualname
    returns = [(item.line, item.value) for item in evaluator.names.returns(value.file, scope)]
    conditions = evaluator.names.returning(value.file, scope)
    unread = conditions.keys() - {line for line, _ in returns}
    ways: list[_Way] = []
    otherwise: tuple[Condition, ...] = ()
    for line, what in sorted([*returns, *((line, Opaque()) for line in unread)], key=itemgetter(0)):
        there = Place(value.file, scope, line, via)
        still = left_open(evaluator, conditions.get(line, ()), there)
        if still is None:
            continue
        ways.append((evaluator.values(what, there), still or otherwise))
        if not still:
            break  # it goes no further
        otherwise = (*otherwise, opposite(still[-1]))
    found = Counter(each for values, _ in ways for each in dict.fromkeys(values))
    answer = [
        _under(evaluator, each, tuple(Where(value.file, condition) for condition in under))
        if under and found[each] == 1 and _is_other(each, found)
        else each
        for values, under in ways
        for each in values
    ]
    return tuple(dict.fromkeys(each for each in answer if each != _UNREAD))[:MOST_VALUES]


def _is_other(value: Value, found: Collection[Value]) -> bool:
    """Tell whether it matters that a function may return another of these."""
    match value:
        case TextValue():
            return any(each != value and not isinstance(each, NoneValue) for each in found)
        case RouterValue() | ListValue():
            return any(each != value and isinstance(each, type(value)) for each in found)
        case _:
            return False


def _under(evaluator: Evaluator, value: Value, wheres: tuple[Where, ...]) -> Value:
    """Say of one of several values what it takes for it to be the one."""
    match value:
        case ListValue(items=items, place=place):
            under = tuple(where.condition for where in wheres)
            marked = [
                Spread(Conditional(item.of, under)) if isinstance(item, Spread) else Conditional(item, under)
                for item in items
            ]
            return ListValue(tuple(marked), place)
        case RouterValue():
            evaluator.doubts[value] = wheres
    return doubtful(value, reason_under(wheres))


def _doubted(evaluator: Evaluator, value: Value, wheres: tuple[Where, ...]) -> Value:
    if not isinstance(value, TextValue):
        evaluator.doubts[value] = wheres
    return doubtful(value, reason_under(wheres))


def _defined(evaluator: Evaluator, what: Definition, name: str, place: Place) -> tuple[Value, ...]:
    via = place.via
    bound = via.find(place.file, place.scope, name) if via is not None and is_given(what) else None
    if bound is not None:
        return evaluator.given(bound, what, place.file, place.scope)
    key = (place.file, place.scope, name, id(what), via)
    return evaluator.once(key, lambda: evaluator.defined(what, place.file, place.scope, via))
