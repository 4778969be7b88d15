"""What a call hands over decides conditions: ``if kind == "user"``, ``if not prefix.startswith("/")``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.parameters import callers, passed
from qaagent_lsp.discovery.evaluation.values import NoneValue, Place, TextValue, Value
from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.expressions import Name
from qaagent_lsp.discovery.syntax.wiring import Param

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator


def settled(evaluator: Evaluator, condition: Condition, place: Place) -> Condition | None:
    """Decide a condition by what this call hands over: None where it holds, ``never`` where it does not.

    Only what callers give, or the default where nobody gives anything: what a file says of itself may be otherwise by
    the time that it is asked.
    """
    compared = condition.compared
    if compared is None or not condition.scope:
        return condition
    there = replace(place, scope=condition.scope, line=condition.line)
    found = handed(evaluator, compared.name, there)
    match found:
        case (TextValue(text=text, confidence=1),):
            holds = compared.holds(text)
        case (NoneValue(),):
            holds = compared.holds(None)
        case _:
            return condition
    if not holds:
        return replace(condition, verdict="never")
    return None if compared.alone else condition


def left_open(
    evaluator: Evaluator, conditions: Iterable[Condition], place: Place
) -> tuple[Condition, ...] | None:
    """Give those that stay open; None where one of them never holds."""
    found = [one for condition in conditions if (one := settled(evaluator, condition, place)) is not None]
    return None if any(one.verdict == "never" for one in found) else tuple(found)


def handed(evaluator: Evaluator, name: tuple[str, ...], place: Place) -> tuple[Value, ...]:
    """Give what callers make of a name, be it this one or all there are; empty where that is not known."""
    if place.via is not None and place.via.find(place.file, place.scope, name[0]) is not None:
        return evaluator.values(Name(name), place)
    return _of_all_callers(evaluator, name, place)


def _of_all_callers(evaluator: Evaluator, name: tuple[str, ...], place: Place) -> tuple[Value, ...]:
    """Give what a parameter is whoever calls: what all pass, or the default where nobody passes anything."""
    function = evaluator.names.function(place.file, place.scope)
    param = next((one for one in function.params if one.name == name[0]), None) if function else None
    if function is None or param is None or len(name) > 1:
        return ()
    if not isinstance(evaluator.names.own(name[0], place), Param):
        return ()
    given = passed(evaluator, function, param, place.file)
    if given:
        is_always = len(given) == len(callers(evaluator, function, place.file))
        return evaluator.values(Name(name), place) if is_always else ()
    if param.default is None:
        return ()
    return evaluator.values(param.default, Place(place.file, function.parent, function.span.line))
