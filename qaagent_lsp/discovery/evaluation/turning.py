"""The turns of loops and comprehensions: each is a place of its own, where the targets are one item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.values import Place
from qaagent_lsp.discovery.syntax.expressions import Expr, Items, Nth

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator


def turns(
    evaluator: Evaluator,
    targets: Sequence[str],
    source: Expr,
    place: Place,
    *,
    unpacks: bool,
    scope: str | None = None,
) -> tuple[Place, ...]:
    """Give a place once for each item of ``source``; () where they are not known.

    ``scope`` is that of the targets, if not that of the place.
    """
    found = []
    for turn, (item, there) in enumerate(evaluator.items(source, place)):
        whole = isinstance(item, Items) and len(item.items) == len(targets)
        names = {
            name: (_part(item, index, whole=whole) if unpacks else item, there)
            for index, name in enumerate(targets)
            if name
        }
        frame = evaluator.frames.of_turn(place.scope if scope is None else scope, names, place, turn)
        found.append(Place(place.file, place.scope, place.line, frame))
    return tuple(found)


def _part(item: Expr, index: int, *, whole: bool) -> Expr:
    return item.items[index] if whole and isinstance(item, Items) else Nth(item, index)
