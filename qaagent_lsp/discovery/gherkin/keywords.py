"""The words that begin statements and steps in a language, as ``# language: de`` chooses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StatementKind = Literal["feature", "rule", "background", "outline", "scenario", "examples"]


@dataclass(frozen=True, slots=True)
class Keywords:
    """Keywords of one language, in the order in which Behave tries them.

    Those of steps end with a space where the language asks for one. ``following`` are those of steps that go on with
    the kind of the step above (``And ``).
    """

    statements: tuple[tuple[StatementKind, tuple[str, ...]], ...]
    steps: tuple[str, ...]
    following: frozenset[str]


def keywords_of(language: str) -> Keywords | None:
    """Look a language up by its code (``en``, ``zh-CN``); None for one that Gherkin does not know."""
    from gherkin.dialect import (
        Dialect,
    )  # reads a file of 70 languages, which a workspace without features spares

    dialect = Dialect.for_name(language)
    if dialect is None:
        return None
    leading = (*dialect.given_keywords, *dialect.when_keywords, *dialect.then_keywords)
    following = (*dialect.and_keywords, *dialect.but_keywords)
    return Keywords(
        statements=(
            ("feature", tuple(dialect.feature_keywords)),
            ("rule", tuple(dialect.rule_keywords)),
            ("scenario", tuple(dialect.scenario_keywords)),
            ("outline", tuple(dialect.scenario_outline_keywords)),
            ("examples", tuple(dialect.examples_keywords)),
            ("background", tuple(dialect.background_keywords)),
        ),
        steps=tuple(dict.fromkeys((*leading, *following))),
        following=frozenset(following).difference(leading),
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
