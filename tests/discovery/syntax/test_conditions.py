from __future__ import annotations

import pytest

from qaagent_lsp.discovery.syntax.conditions import (
    Comparison,
    Condition,
    How,
    Where,
    confidence_under,
    opposite,
    reason_under,
)
from qaagent_lsp.model.source import WorkspacePath

MAIN = WorkspacePath("app/main.py")


def where(words: str, line: int = 12) -> Where:
    return Where(MAIN, Condition(line + 1, line + 4, line, words))


def test_a_reason_names_the_condition_and_its_line() -> None:
    assert where("`settings.METRICS` holds").reason == (
        "registered only where `settings.METRICS` holds (app/main.py:12)"
    )


def test_several_conditions_are_all_told_and_do_not_pile_up() -> None:
    both = (where("`a` holds"), where("`b` holds", 20), where("`a` holds"))
    assert confidence_under(both) == 0.8
    assert reason_under(both) == (
        "registered only where `a` holds (app/main.py:12); registered only where `b` holds (app/main.py:20)"
    )


def test_without_conditions_there_is_no_doubt() -> None:
    assert (confidence_under(()), reason_under(())) == (1.0, "")


def test_what_only_a_script_registers_is_less_certain() -> None:
    script = Where(MAIN, Condition(2, 3, 1, "the file is run as a script", verdict="script"))
    assert confidence_under((where("`a` holds"), script)) == 0.5


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("`a` holds", "`a` does not hold"),
        ("`a` does not hold", "`a` holds"),
        ("`a` can be imported", "`a` cannot be imported"),
        ("no `KeyError` is raised", "it is not so that no `KeyError` is raised"),
    ],
)
def test_opposites(words: str, expected: str) -> None:
    assert opposite(where(words).condition).words == expected


@pytest.mark.parametrize(
    ("how", "texts", "true_of"),
    [
        ("is", ("/a", "b"), {"/a"}),
        ("starts", ("/",), {"/a", "/"}),
        ("ends", ("a", "/"), {"/a", "/"}),
        ("given", (), {"/a", "/"}),
        ("none", (), {None}),
    ],
)
def test_what_is_asked_of_a_text(how: How, texts: tuple[str, ...], true_of: set[str | None]) -> None:
    every = {"/a", "/", "", None}
    assert {one for one in every if Comparison(("x",), texts, equal=True, how=how).holds(one)} == true_of
    assert {
        one for one in every if Comparison(("x",), texts, equal=False, how=how).holds(one)
    } == every - true_of
