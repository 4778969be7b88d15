"""One call of a function at a time: what its parameters are there, so that a path stays with its own handler.

Where a function registers routes from what it is given, each of its callers is followed by itself; a loop over things
that stand elsewhere is followed once for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.names import definition
from qaagent_lsp.discovery.evaluation.parameters import callers
from qaagent_lsp.discovery.evaluation.turning import turns
from qaagent_lsp.discovery.evaluation.values import FunctionValue, Place
from qaagent_lsp.discovery.syntax.expressions import Call, Expr
from qaagent_lsp.discovery.syntax.roots import roots
from qaagent_lsp.discovery.syntax.wiring import Binding, Function, Loop, Param

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

MOST_PLACES = 4096
"""So many ways to one call are followed."""
_MAX_DEPTH = 3
_MAX_HOPS = 6


def places(
    evaluator: Evaluator, call: Call, place: Place, loops: Sequence[Loop] = (), depth: int = 0
) -> tuple[Place, ...]:
    """Give the place of a call once for each way to get there that makes a difference to it; never empty."""
    found = [place]
    mentioned = (call, *(loop.source for loop in loops))
    for function in _enclosing(evaluator, place):
        if depth < _MAX_DEPTH and any(_depends(evaluator, expr, place, function) for expr in mentioned):
            found = _called(evaluator, found, function, depth) or found
    for loop in loops:
        inner = chain.from_iterable(_turns(evaluator, loop, there) for there in found)
        found = list(islice(inner, MOST_PLACES))
    return tuple(found)


def _called(evaluator: Evaluator, found: list[Place], function: Function, depth: int) -> list[Place]:
    value = FunctionValue(found[0].file, function)
    ways = (
        Place(there.file, there.scope, there.line, frame)
        for call, caller in callers(evaluator, function, found[0].file)
        for at in places(evaluator, call, caller, (), depth + 1)
        for there in found
        if (frame := evaluator.frames.of_call(value, call, at, there.via)) is not None
    )
    return list(islice(ways, MOST_PLACES))


def _turns(evaluator: Evaluator, loop: Loop, place: Place) -> Iterator[Place]:
    """Give the place once for each item that the loop runs over; once as it is when they are not known."""
    found = turns(evaluator, loop.targets, loop.source, place, unpacks=loop.unpacks, scope=loop.scope)
    yield from found or (place,)


def _enclosing(evaluator: Evaluator, place: Place) -> list[Function]:
    """Give the functions around a place that have parameters, the outermost first."""
    found: list[Function] = []
    scope = place.scope
    while scope:
        function = evaluator.names.function(place.file, scope)
        if function is not None:
            if len(function.params) > function.in_class:
                found.insert(0, function)
            scope = function.parent
            continue
        owner = evaluator.names.class_(place.file, scope)
        scope = owner.parent if owner is not None else ""
    return found


def _depends(evaluator: Evaluator, expr: Expr, place: Place, function: Function, hops: int = 0) -> bool:
    """Tell whether an expression comes to something else when a function is called with something else."""
    if hops > _MAX_HOPS:
        return False
    for name in dict.fromkeys(roots(expr)):
        found = definition(evaluator.names, name, place)
        if found is None or not found[0]:
            continue
        scope, what = found
        if isinstance(what, Param) and scope == function.qualname:
            if not (function.in_class and function.params[0].name == name):
                return True
            continue  # the instance itself: what else is mentioned decides
        if isinstance(what, Binding):
            there = Place(place.file, what.read_in, what.line)
            if _depends(evaluator, what.value, there, function, hops + 1):
                return True
    return False
