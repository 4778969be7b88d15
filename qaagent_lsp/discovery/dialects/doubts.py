"""Which conditions stand between an app and what is registered on it: at that place, and at the calls that lead there.

Only what holds of a router *beyond* its being there counts: an app that is made under a condition has all that is
declared on it under the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from qaagent_lsp.discovery.dialects.graph import Declared, Included
from qaagent_lsp.discovery.evaluation.parameters import callers
from qaagent_lsp.discovery.evaluation.settling import settled
from qaagent_lsp.discovery.evaluation.values import Frame, Place, RouterValue
from qaagent_lsp.discovery.syntax.conditions import Condition, Where
from qaagent_lsp.discovery.syntax.expressions import Conditional, Expr
from qaagent_lsp.discovery.syntax.wiring import Function
from qaagent_lsp.model.source import Span, WorkspacePath

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_MAX_DEPTH = 4

Item = TypeVar("Item", Declared, Included)


def conditions_at(
    evaluator: Evaluator, place: Place, router: RouterValue | None, depth: int = 0
) -> tuple[Where, ...]:
    """Give the conditions of what is told a router at a place, those of the calls that lead there included.

    ``router`` is None where nobody knows it.
    """
    found = [
        Where(place.file, still)
        for condition in _around(evaluator, place.file, place.line)
        if not _holds(router, place.file, condition.first, condition.last)
        and not _is_given(evaluator, condition, place)
        and (still := settled(evaluator, condition, place))
    ]
    return (*_of_calls(evaluator, place, router, depth), *found)


def conditions_of_making(evaluator: Evaluator, place: Place) -> tuple[Where, ...]:
    """Give the conditions without which there is no app at all; none where it is made in one way or another."""
    return tuple(
        Where(place.file, condition)
        for condition in (_around(evaluator, place.file, place.line) if not place.scope else ())
        if condition.verdict == "open" and not condition.of
    )


def listed(evaluator: Evaluator, expr: Expr, place: Place) -> Iterator[tuple[Expr, Place, tuple[Where, ...]]]:
    """Give the items of a list with the place where each is to be read and the conditions of its being in the list."""
    for item, there in evaluator.items(expr, place):
        bare: Expr = item
        under: tuple[Where, ...] = ()
        while isinstance(bare, Conditional):
            under = (*under, *told_at(there, bare.under))
            bare = bare.of
        if not never(under):
            yield bare, there, under


def told_at(place: Place, conditions: Iterable[Condition]) -> tuple[Where, ...]:
    """Give conditions with the file in which they stand."""
    return tuple(Where(place.file, condition) for condition in conditions)


def never(conditions: Iterable[Where]) -> bool:
    """Tell whether one of them never holds."""
    return any(where.condition.verdict == "never" for where in conditions)


def settle(items: list[Item]) -> None:
    """Take the doubt from what every branch of a statement says."""
    if not any(item.under for item in items):
        return
    branches: dict[object, set[int]] = {}
    for item in items:
        for where in item.under:
            if where.condition.of:
                branches.setdefault(_group(item, where), set()).add(where.condition.number)
    for at, item in enumerate(items):
        left = tuple(
            where
            for where in item.under
            if len(branches.get(_group(item, where), ())) < max(where.condition.of, 1)
        )
        if len(left) < len(item.under):
            items[at] = replace(item, under=left)


def _group(item: Declared | Included, where: Where) -> object:
    """What is the same for one thing that several branches of a statement say."""
    others = frozenset(one for one in item.under if one != where)
    what: object = (
        (item.child, item.prefix, item.how)
        if isinstance(item, Included)
        else (item.methods, item.path, item.handler.name, item.handler.file)
    )
    return what, where.file, where.condition.group, others


def _around(evaluator: Evaluator, file: WorkspacePath, line: int) -> Sequence[Condition]:
    return [one for one in evaluator.names.conditions(file) if one.first <= line <= one.last]


def _of_calls(
    evaluator: Evaluator, place: Place, router: RouterValue | None, depth: int
) -> tuple[Where, ...]:
    """Of several calls that lead to a place, that counts which asks least."""
    function = _function_of(evaluator, place)
    if function is None or depth >= _MAX_DEPTH or _within(router, place.file, function.span):
        return ()
    frame = _frame(place.via, place.file, function.qualname)
    if frame is not None:
        return () if frame.at is None else conditions_at(evaluator, frame.at, router, depth + 1)
    if not any(_around(evaluator, at.file, at.line) for _, at in evaluator.names.calls(function.name)):
        return ()
    ways = [
        conditions_at(evaluator, at, router, depth + 1) for _, at in callers(evaluator, function, place.file)
    ]
    return min(ways, key=len, default=())


def _function_of(evaluator: Evaluator, place: Place) -> Function | None:
    """Give the function that runs what stands at a place."""
    scope = place.scope
    while scope:
        function = evaluator.names.function(place.file, scope)
        if function is not None:
            return function
        owner = evaluator.names.class_(place.file, scope)
        scope = owner.parent if owner is not None else ""
    return None


def _frame(via: Frame | None, file: WorkspacePath, scope: str) -> Frame | None:
    while via is not None:
        if via.file == file and via.scope == scope and via.at is not None:
            return via
        via = via.outer
    return None


def _holds(router: RouterValue | None, file: WorkspacePath, first: int, last: int) -> bool:
    return router is not None and router.file == file and first <= router.span.line <= last


def _within(router: RouterValue | None, file: WorkspacePath, span: Span) -> bool:
    return _holds(router, file, span.line, span.end_line)


def _is_given(evaluator: Evaluator, condition: Condition, place: Place) -> bool:
    """``if app is not None`` holds in a call that hands over an app, and of a name that is nothing but routers.

    What else it takes for the name to be one of them is said of the router that is put into another. No further file
    is wanted for it: most such names are settings, and routers stand in files that are read anyway.
    """
    if not condition.given:
        return False
    wanted = set(evaluator.wanted)
    found = evaluator.name(condition.given, replace(place, scope=condition.scope, line=condition.line))
    evaluator.wanted = wanted
    return bool(found) and all(isinstance(value, RouterValue) for value in found or ())
