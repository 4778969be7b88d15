"""What is offered where ``|`` stands."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.keys import key_at
from qaagent_lsp.config.profile import Profile, Project
from qaagent_lsp.config.profile_app import AppEnvironment
from qaagent_lsp.config.profile_run import Run
from qaagent_lsp.editor.config_completion import Suggestion, detail_of, suggestions


def offered(text: str) -> tuple[Suggestion, ...]:
    before = text.partition("|")[0]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    return suggestions(text.replace("|", "", 1).split("\n"), line, column)


def applied(text: str, label: str) -> str:
    """The line at ``|`` after a suggestion was taken."""
    found = next(one for one in offered(text) if one.label == label)
    line = text.replace("|", "", 1).split("\n")[found.span.line - 1]
    return f"{line[: found.span.column - 1]}{found.insert}{line[found.span.end_column - 1 :]}"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("|", list(Profile.model_fields)),
        ("project:\n  |", list(Project.model_fields)),
        ("project:\n  name: x\n  |\n  type: y", ["version", "description"]),
        ("pro|", list(Profile.model_fields)),
        ("app:\n  |", []),
        ("app:\n  dev:\n    |", list(AppEnvironment.model_fields)),
        ("app:\n  dev:\n    auth:\n      token_env: X\n      |", ["header_name", "prefix"]),
        ("project: {name: x}\nrun:\n  parallel: |", ["true", "false"]),
        ("run:\n  parallel: t|", ["true", "false"]),
        ("run:\n  suite_order: [unit, |]", ["unit", "behave", "e2e"]),
        ("run:\n  suite_order:\n    - |", ["unit", "behave", "e2e"]),
        ("run:\n  suite_order:\n  - u|", ["unit", "behave", "e2e"]),
        ("playwright:\n  install: |", ["never", "auto"]),
        ("app:\n  dev:\n    notes: x\n  qa: {}\nrun:\n  environment: |", ["dev", "qa"]),
        ("app:\n  dev: {}\nprofiles:\n  ci:\n    environment: |", ["dev"]),
        ("run:\n  timeout: |", []),
        ("project:\n  name: |", []),
        ("# |", []),
        ("nothing:\n  |", []),
        ("project: 'x|", []),
        ("run:\n  tim|", list(Run.model_fields)),
    ],
)
def test_what_fits_is_offered_and_nothing_that_is_there(text: str, labels: list[str]) -> None:
    assert [one.label for one in offered(text)] == labels


@pytest.mark.parametrize(
    ("text", "label", "line"),
    [
        ("run:\n  tim|", "timeout", "  timeout: "),
        ("run:\n  t|im: 5", "timeout", "  timeout: 5"),
        ("r|", "run", "run:"),
        ("run:\n  parallel: f|", "false", "  parallel: false"),
        ("run:\n  suite_order: [unit, b|]", "behave", "  suite_order: [unit, behave]"),
        ("run:\n  suite_order:\n    - e|", "e2e", "    - e2e"),
    ],
)
def test_what_was_typed_is_replaced(text: str, label: str, line: str) -> None:
    assert applied(text, label) == line


def test_a_key_says_what_it_wants() -> None:
    (timeout,) = (one for one in offered("run:\n  |") if one.label == "timeout")
    assert (timeout.kind, timeout.detail) == ("key", "number, default 300")
    assert timeout.explanation.startswith("Seconds that a suite may take")
    name, unit = key_at(("project", "name")), key_at(("tests", "unit"))
    assert name is not None
    assert unit is not None
    assert (detail_of(name), detail_of(unit)) == ("text, required", "mapping, or null")
