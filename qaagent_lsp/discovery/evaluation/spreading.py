"""``add_resource(*route)``: a call with what is spread in it put where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.values import ListValue, Place
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Nth, Spread

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator


def laid_out(evaluator: Evaluator, call: Call, place: Place) -> Call:
    """Give the call with the items of ``*name`` in its place, where it is known how many there are."""
    if not any(isinstance(argument, Spread) for argument in call.args):
        return call
    found = [each for argument in call.args for each in _items(evaluator, argument, place)]
    return replace(call, args=tuple(found))


def _items(evaluator: Evaluator, argument: Expr, place: Place) -> Iterator[Expr]:
    if isinstance(argument, Spread):
        match evaluator.values(argument.of, place):
            case (ListValue(items=items),) if not any(isinstance(item, Spread) for item in items):
                yield from (Nth(argument.of, index) for index in range(len(items)))
                return
    yield argument
