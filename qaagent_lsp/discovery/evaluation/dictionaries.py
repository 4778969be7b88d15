"""What dictionaries of the code have: under a key, and in a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.values import UNKNOWN, DictValue, ListValue, Place, TextValue, Value
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Keyed, Member, Name
from qaagent_lsp.discovery.syntax.loops import VIEWS, viewed

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator


def under_key(evaluator: Evaluator, expr: Keyed, place: Place) -> tuple[Value, ...]:
    """Give what a dictionary that stands in the code has under a string. Of the same keys the last one counts."""
    keys = evaluator.values(expr.key, place)
    found: list[Value] = []
    for value in evaluator.values(expr.of, place):
        if not isinstance(value, DictValue):
            return UNKNOWN
        items = {text.text: item for key, item in value.pairs for text in evaluator.texts(key, value.place)}
        for key in keys:
            if not isinstance(key, TextValue) or key.text not in items:
                return UNKNOWN
            found += evaluator.values(items[key.text], value.place)
    return tuple(found) or UNKNOWN


def view(evaluator: Evaluator, call: Call, place: Place) -> tuple[Value, ...]:
    """Give what ``VIEWS.items()`` and its like give of a dictionary; () for any other call."""
    match call:
        case Call(func=Name(dotted=(_, *_, how) as dotted), args=(), keywords=()) if how in VIEWS:
            of: Expr = Name(dotted[:-1])
        case Call(func=Member(of=of, name=how), args=(), keywords=()) if how in VIEWS:
            pass
        case _:
            return ()
    values = evaluator.values(of, place)
    found = [
        ListValue(viewed(value.pairs, how), value.place) for value in values if isinstance(value, DictValue)
    ]
    return tuple(found) if len(found) == len(values) else ()
