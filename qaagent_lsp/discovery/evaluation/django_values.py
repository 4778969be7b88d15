"""Texts that Django's paths are made of: ``settings.X``, the prefix of a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_lsp.discovery.evaluation.values import TextValue, Unknown, Value
from qaagent_lsp.discovery.modules import module_path

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


def language_prefix(evaluator: Evaluator, *, default_has_one: bool) -> TextValue:
    """Give what ``i18n_patterns`` puts before a path in the default language."""
    why = "every language has its own prefix; this is the default language's"
    if not default_has_one:
        return TextValue("", 0.9, why)
    known = (value for value in setting(evaluator, "LANGUAGE_CODE") if isinstance(value, TextValue))
    code = next((value.text for value in known), _DEFAULT_LANGUAGE)
    return TextValue(f"{code.lower()}/", 0.9, why)
