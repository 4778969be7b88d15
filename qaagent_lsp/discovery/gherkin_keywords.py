"""The words that begin statements and steps in a language, as ``# language: de`` chooses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

StatementKind = Literal["feature", "rule", "background", "outline", "scenario", "examples"]


@dataclass(frozen=True, slots=True)
class Keywords:
    """Keywords of one language, longest first. Those of steps end with a space where the language asks for one."""

    statements: tuple[tuple[StatementKind, tuple[str, ...]], ...]
    steps: tuple[str, ...]


def keywords_of(language: str) -> Keywords | None:
    """Look a language up by its code (``en``, ``zh-CN``); None for one that Gherkin does not know."""
    from gherkin.dialect import (
        Dialect,
    )  # reads a file of 70 languages, which a workspace without features spares

    dialect = Dialect.for_name(language)
    if dialect is None:
        return None
    return Keywords(
        statements=(
            ("feature", _longest_first(dialect.feature_keywords)),
            ("rule", _longest_first(dialect.rule_keywords)),
            ("background", _longest_first(dialect.background_keywords)),
            ("outline", _longest_first(dialect.scenario_outline_keywords)),
            ("scenario", _longest_first(dialect.scenario_keywords)),
            ("examples", _longest_first(dialect.examples_keywords)),
        ),
        steps=_longest_first(
            [
                *dialect.given_keywords,
                *dialect.when_keywords,
                *dialect.then_keywords,
                *dialect.and_keywords,
                *dialect.but_keywords,
            ]
        ),
    )


def statement_in(line: str, keywords: Keywords) -> tuple[StatementKind, str] | None:
    """Tell which statement a stripped line begins, and by which word; None for any other line."""
    for kind, words in keywords.statements:
        for word in words:
            if line.startswith(f"{word}:"):
                return kind, word
    return None


def step_in(line: str, keywords: Keywords) -> str | None:
    """Give the keyword that a stripped line begins a step with, in whatever case; None for any other line."""
    for word in keywords.steps:
        if line.startswith(word) or line.lower().startswith(word.lower()):
            return word
    return None


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(words), key=len, reverse=True))
