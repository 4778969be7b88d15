"""Texts that Django's paths are made of: ``settings.X``, the prefix of a language, parts that are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.names import definition
from qaagent_lsp.discovery.evaluation.values import Place, TextValue, Unknown, Value
from qaagent_lsp.discovery.modules import module_path
from qaagent_lsp.discovery.syntax.expressions import Expr, Joined, Name
from qaagent_lsp.discovery.syntax.wiring import Binding

if TYPE_CHECKING:
    from qaagent_lsp.discovery.evaluation.evaluate import Evaluator

_WHY = "a setting that another settings module may change"
_DEFAULT_LANGUAGE = "en-us"


def setting(evaluator: Evaluator, name: str) -> tuple[Value, ...]:
    """Give what ``django.conf.settings.name`` is in the first settings module that knows it; () when none does."""
    for file in evaluator.names.settings():
        found = evaluator.module_attribute(module_path(file), name)
        if not all(isinstance(value, Unknown) for value in found):
            return tuple(
                TextValue(value.text, value.confidence * 0.9, value.reason or _WHY)
                if isinstance(value, TextValue)
                else value
                for value in found
            )
    return ()


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
    return (TextValue(text, 0.5, "a part of this path is not known"),)


def language_prefix(evaluator: Evaluator, *, default_has_one: bool) -> TextValue:
    """Give what ``i18n_patterns`` puts before a path in the default language."""
    why = "every language has its own prefix; this is the default language's"
    if not default_has_one:
        return TextValue("", 0.9, why)
    known = (value for value in setting(evaluator, "LANGUAGE_CODE") if isinstance(value, TextValue))
    code = next((value.text for value in known), _DEFAULT_LANGUAGE)
    return TextValue(f"{code.lower()}/", 0.9, why)
