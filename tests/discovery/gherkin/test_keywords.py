from __future__ import annotations

import pytest

from qaagent_lsp.discovery.gherkin.keywords import keywords_of, statement_in, step_in


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("en", "Scenario: s", ("scenario", "Scenario")),
        ("en", "Example: s", ("scenario", "Example")),
        ("en", "Scenario Template: s", ("outline", "Scenario Template")),
        ("en", "Scenarios:", ("examples", "Scenarios")),
        ("en", "Rule: r", ("rule", "Rule")),
        ("en", "scenario: s", None),
        ("en", "Scenario s", None),
        ("de", "Szenariogrundriss: s", ("outline", "Szenariogrundriss")),
        ("de", "Scenario: s", None),
    ],
)
def test_statements(language: str, line: str, expected: tuple[str, str] | None) -> None:
    keywords = keywords_of(language)
    assert keywords is not None
    assert statement_in(line, keywords) == expected


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("en", "Given x", "Given "),
        ("en", "given x", "Given "),
        ("en", "* x", "* "),
        ("en", "Givenness", None),
        ("ja", "もしx", "もし"),
    ],
)
def test_steps(language: str, line: str, expected: str | None) -> None:
    keywords = keywords_of(language)
    assert keywords is not None
    assert step_in(line, keywords) == expected


def test_words_that_go_on() -> None:
    english = keywords_of("en")
    assert english is not None
    assert english.following == {"And ", "But "}


def test_an_unknown_language() -> None:
    assert keywords_of("xx") is None
