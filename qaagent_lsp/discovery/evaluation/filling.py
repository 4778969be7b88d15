"""Texts made of texts: ``"/{}/x".format(name)``, ``"/%s/x" % name``, ``"|".join(names)``, ``prefix.rstrip("/")``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.values import UNKNOWN, Place, TextValue, Value
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Items, Joined, Member, Name, Spread, Text

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_PERCENT = re.compile(r"%(?:(?P<plain>[sd])|.?)")


_TRIMMED: Mapping[str, tuple[int, Callable[..., str]]] = {
    "strip": (1, str.strip),
    "lstrip": (1, str.lstrip),
    "rstrip": (1, str.rstrip),
    "removeprefix": (1, str.removeprefix),
    "removesuffix": (1, str.removesuffix),
    "replace": (2, str.replace),
    "lower": (0, str.lower),
    "upper": (0, str.upper),
}
"""Methods of a text, each with how many texts it is given."""


def filled(evaluator: Evaluator, call: Call, place: Place) -> tuple[Value, ...] | None:
    """Give what such a call comes to; None for any other call."""
    match call.func:
        case Member(of=Text(value=separator), name="join"):
            return _together(evaluator, separator, call, place)
        case Member(of=of, name=how) if how in _TRIMMED or how in {"format", "__mod__"}:
            template: Expr = of
        case Name(dotted=(*before, how)) if before and (how in _TRIMMED or how == "format"):
            template = Name(tuple(before))
        case _:
            return None
    texts = evaluator.texts(template, place)
    if not texts:
        return None
    if how in _TRIMMED:
        return _trimmed(evaluator, how, texts, call, place)
    fill = _formatted if how == "format" else _remainder
    joined = [fill(text.text, call) for text in texts]
    known = [evaluator.values(Joined(tuple(parts)), place) for parts in joined if parts is not None]
    return tuple(value for found in known for value in found) or UNKNOWN


def _together(evaluator: Evaluator, separator: str, call: Call, place: Place) -> tuple[Value, ...]:
    """``"|".join(words)``, where all the words are known."""
    items = evaluator.items(call.args[0], place) if call.args else ()
    texts = [text for item, there in items for text in evaluator.texts(item, there)[:1]]
    if not items or len(texts) < len(items):
        return UNKNOWN
    least = min(texts, key=lambda text: text.confidence)
    return (TextValue(separator.join(text.text for text in texts), least.confidence, least.reason),)


def _trimmed(
    evaluator: Evaluator, how: str, texts: Sequence[TextValue], call: Call, place: Place
) -> tuple[Value, ...]:
    count, method = _TRIMMED[how]
    given = [text for argument in call.args for text in evaluator.texts(argument, place)[:1]]
    if len(call.args) != count or len(given) != count or call.keywords:
        return UNKNOWN
    words = [text.text for text in given]
    return tuple(TextValue(method(text.text, *words), text.confidence, text.reason) for text in texts)


def _formatted(template: str, call: Call) -> list[Expr] | None:
    """Cut a template of ``str.format``; None where a place asks for more than what is put there."""
    if any(isinstance(argument, Spread) for argument in call.args):
        return None
    given: Mapping[str | int, Expr] = {**dict(enumerate(call.args)), **dict(call.keywords)}
    parts: list[Expr] = []
    following = 0
    try:
        cut = list(Formatter().parse(template))
    except ValueError:  # a brace that nothing closes
        return None
    for before, field, width, conversion in cut:
        parts.append(Text(before))
        if field is None:
            continue
        key: str | int = int(field) if field.isdigit() else field or following
        following += not field
        if width or conversion or key not in given:
            return None
        parts.append(given[key])
    return parts


def _remainder(template: str, call: Call) -> list[Expr] | None:
    """Cut a template of ``%``; None where it holds anything but ``%s`` and ``%d``."""
    (argument,) = call.args
    following: Sequence[Expr] = argument.items if isinstance(argument, Items) else (argument,)
    found = list(_PERCENT.finditer(template))
    if len(found) != len(following) or any(one["plain"] is None for one in found):
        return None
    parts: list[Expr] = []
    start = 0
    for one, value in zip(found, following, strict=True):
        parts += [Text(template[start : one.start()]), value]
        start = one.end()
    return [*parts, Text(template[start:])]
