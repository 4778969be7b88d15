"""Paths of which a part is not known: a name of another package, what only the environment says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.frames import is_given
from qaagent_lsp.discovery.evaluation.names import definition
from qaagent_lsp.discovery.evaluation.unread import unread_path
from qaagent_lsp.discovery.evaluation.values import Place, TextValue
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Joined, Name
from qaagent_lsp.discovery.syntax.wiring import Binding

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

UNKNOWN_PREFIX = TextValue("", 0.5, "a prefix of this route is not known")
_IN_PART = TextValue("", 0.5, "a part of this path is not known")
HOLE = "{unknown}"
"""A parameter of a template, as most frameworks write it."""


def path_texts(
    evaluator: Evaluator, expr: Expr | None, place: Place, hole: str = HOLE
) -> tuple[TextValue, ...]:
    """Give the texts that a path may be; one that is not known at all (``is_unread``) where there is none.

    Of one that is put together, names of other files and packages may be unknown: first a prefix, amid it a parameter.
    """
    if expr is None:
        return ()
    return (
        evaluator.texts(expr, place)
        or _known_in_part(evaluator, expr, place, hole)
        or unread_path(evaluator, expr, place)
    )


def _known_in_part(evaluator: Evaluator, expr: Expr, place: Place, hole: str) -> tuple[TextValue, ...]:
    if isinstance(expr, Name) and len(expr.dotted) == 1:
        found = definition(evaluator.names, expr.dotted[0], place)
        if found is None or not (isinstance(found[1], Binding) and isinstance(found[1].value, Joined)):
            return ()
        expr, place = found[1].value, Place(place.file, found[1].read_in, found[1].line)
    return _put_together(evaluator, expr.parts, place, hole) if isinstance(expr, Joined) else ()


def _put_together(
    evaluator: Evaluator, parts: tuple[Expr, ...], place: Place, hole: str
) -> tuple[TextValue, ...]:
    told: list[str] = []
    for part in parts:
        texts = evaluator.texts(part, place)
        if not texts and not _is_from_elsewhere(evaluator, part, place):
            return ()
        told.append(texts[0].text if texts else hole)
    segments = "".join(told).split("/")
    if all(segment in {"", hole} for segment in segments) or any(
        hole in segment and segment != hole for segment in segments
    ):
        return ()
    if segments[0] == hole:
        return (replace(UNKNOWN_PREFIX, text="/".join(["", *segments[1:]])),)
    return (replace(_IN_PART, text="/".join(segments)),)


def _is_from_elsewhere(evaluator: Evaluator, part: Expr, place: Place) -> bool:
    """Tell what is imported or assigned and not known, a function that is called as well, from what one is given."""
    name = part.func if isinstance(part, Call) else part
    found = definition(evaluator.names, name.dotted[0], place) if isinstance(name, Name) else None
    return found is not None and not found[0] and not is_given(found[1])


def texts_with_holes(evaluator: Evaluator, expr: Expr, place: Place, hole: str) -> tuple[TextValue, ...]:
    """Give the texts of an expression; where only a part of a text is not known, with ``hole`` in its stead."""
    known = evaluator.texts(expr, place)
    if known:
        return known
    if isinstance(expr, Name) and len(expr.dotted) == 1:
        found = definition(evaluator.names, expr.dotted[0], place)
        if found is None or not isinstance(found[1], Binding) or found[1].line >= place.line:
            return ()
        return texts_with_holes(
            evaluator, found[1].value, Place(place.file, found[1].read_in, found[1].line), hole
        )
    if not isinstance(expr, Joined):
        return ()
    parts = [texts_with_holes(evaluator, part, place, hole)[:1] for part in expr.parts]
    if not any(parts):
        return ()
    text = "".join(part[0].text if part else hole for part in parts)
    return (replace(_IN_PART, text=text),)
