"""Scenarios and rows are found where behave itself finds them, in broken buffers too."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.discovery.gherkin.features import FeatureFacts, gherkin_tests
from qaagent_lsp.model.source import Span
from tests.discovery.tables import source
from tests.probes.behaving import PROJECTS

FILE = "features/pets.feature"
WHOLE = """
@api
Feature: Pets
  Free text, Scenario without a colon.

  Background:
    Given a pet at "/pets/9"

  @smoke @slow # and a comment
  Scenario: GET /pets/{id} succeeds
    When I ask for it
      | id |
      | 1  |

  Scenario Outline: pet <id>
    When I post to "/pets/<id>"

    @few
    Examples: First <id>
      | id |
      | 1  |

    Examples:
      | id | note |
      | 2  | a\\|b |

  Rule: only
    Background:
      Given more

    Scenario: asks nothing
      Given what
"""


def facts(text: str) -> FeatureFacts:
    return gherkin_tests(source(text, FILE))


def rows(text: str) -> list[str]:
    return [f"{test.id.removeprefix(FILE + ':')} {test.name}" for test in facts(text).tests]


def test_scenarios_and_rows() -> None:
    assert rows(WHOLE) == [
        "9 GET /pets/{id} succeeds",
        "20 pet 1 -- @1.1 First 1",
        "24 pet 2 -- @2.1",
        "30 asks nothing",
    ]
    assert {test.runner for test in facts(WHOLE).tests} == {"behave"}


def test_places() -> None:
    first, row, *_ = facts(WHOLE).tests
    assert (first.span, first.name_span) == (Span(8, 3, 12, 13), Span(9, 13, 9, 36))
    assert row.span == row.name_span == Span(20, 7, 20, 13)


def test_what_holds_them() -> None:
    groups = [
        (group.kind, group.id.rpartition(":")[2], group.name, len(group.tests))
        for group in facts(WHOLE).groups
    ]
    assert groups == [
        ("feature", "2", "Pets", 4),
        ("outline", "14", "pet <id>", 2),
        ("rule", "26", "only", 1),
    ]


def test_tags_are_inherited() -> None:
    assert list(facts(WHOLE).tags.values()) == [("api", "smoke", "slow"), ("api", "few"), ("api",), ("api",)]


def test_steps_have_the_values_of_their_row() -> None:
    found = facts(WHOLE)
    assert [step.text for step in found.steps[found.tests[1].id]] == ['I post to "/pets/1"']
    assert [(step.keyword, step.span.line) for step in found.background] == [("Given", 6), ("Given", 28)]


def test_requests_named_in_titles_and_steps() -> None:
    calls = [
        (call.test.rpartition(":")[2], call.method, call.url, call.span.line) for call in facts(WHOLE).calls
    ]
    assert calls == [
        ("9", "GET", "/pets/{}", 9),
        ("20", "POST", "/pets/1", 15),
        ("24", "POST", "/pets/2", 15),
        ("30", "", "/pets/9", 6),
    ]


def test_digests_follow_what_a_row_is_made_of() -> None:
    def digests(text: str) -> list[str]:
        return [test.digest for test in facts(text).tests]

    before = digests(WHOLE)
    other_row = digests(WHOLE.replace("| 1  |\n\n    Examples", "| 7  |\n\n    Examples"))
    step = digests(WHOLE.replace("I post", "I put"))
    assert [old == new for old, new in zip(before, other_row, strict=True)] == [True, False, True, True]
    assert [old == new for old, new in zip(before, step, strict=True)] == [True, False, False, True]


def test_the_names_of_rows_can_be_configured() -> None:
    found = gherkin_tests(source(WHOLE, FILE), annotation_schema="{name} [{examples.name}#{row.index}]")
    assert found.tests[1].name == "pet 1 [First 1#1]"


def test_a_configured_language_holds_where_the_file_names_none() -> None:
    text = "Funktionalität: F\n  Szenario: eins\n    Angenommen etwas\n"
    assert [test.name for test in gherkin_tests(source(text, FILE), language="de").tests] == ["eins"]
    assert rows(f"# language: de\n{text}") == ["3 eins"]
    assert rows(text) == []


FAULTS = [
    ("Scenario: s\n", ["1 s"], "1 no feature stands above this"),
    ("words\nFeature: f\n  Scenario: s\n", ["3 s"], "1 a feature must come first"),
    ("# language: xx\nFeature: f\n  Scenario: s\n", ["3 s"], "1 no such language: xx"),
    ("Feature: f\n  Scenario: a\n    Given x\n    oops\n  Scenario: b\n", ["2 a", "5 b"], "4 neither a step"),
    ("Feature: f\n  Scenario: a\n    Given x\n  Background:\n", ["2 a"], "4 Background is not allowed here"),
    ("Feature: f\n  Scenario: a\n    Given x\n  Examples:\n    | a |\n", ["2 a"], "4 examples belong below"),
    ("Feature: f\n  Scenario: a\n    Given x\n  @t\n  oops\n", ["2 a"], "5 a scenario, rule or examples"),
    ("Feature: f\n  Scenario: a\n    And x\n", ["2 a"], "3 And needs a step above it"),
    ("Feature: f\n  @t words\n  Scenario: a\n", ["3 a"], "2 not a tag: words"),
    (
        'Feature: f\n  Scenario: a\n    Given x\n      """\n  Scenario: b\n',
        ["2 a", "5 b"],
        "5 this stands left of the text",
    ),
    (
        'Feature: f\n  Scenario: a\n    Given x\n  """\n  Scenario: b\n',
        ["2 a"],
        '4 the text that """ begins is never closed',
    ),
    (
        "Feature: f\n  Scenario Outline: a <b>\n    Given <b>\n    Examples:\n    | b |\n    | 1 | 2 |\n    | 3 |\n",
        ["7 a 3 -- @1.1"],
        "6 2 cells where the heading has 1",
    ),
]


@pytest.mark.parametrize(("text", "kept", "problem"), FAULTS, ids=[row[2] for row in FAULTS])
def test_a_broken_line_hides_no_other(text: str, kept: list[str], problem: str) -> None:
    assert rows(text) == kept
    (found,) = facts(text).problems
    assert f"{found.line} {found.message}".startswith(problem)
    assert found.code == ("gherkin-unclosed-text" if "closed" in problem else "gherkin-error")


@pytest.mark.parametrize("end", range(0, len(WHOLE), 7))
def test_every_beginning_of_a_text_can_be_read(end: int) -> None:
    whole = {test.id for test in facts(WHOLE).tests}
    assert {test.id for test in facts(WHOLE[:end]).tests} <= whole


@pytest.mark.parametrize("file", sorted(PROJECTS.rglob("*.feature")), ids=lambda file: file.name)
def test_only_torn_features_have_problems(file: Path) -> None:
    found = gherkin_tests(source(file.read_text(encoding="utf-8"), file.name))
    assert bool(found.problems) == (file.name == "torn.feature")
