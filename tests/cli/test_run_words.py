from __future__ import annotations

import dataclasses

import pytest
from rich.text import Text

from qaagent_lsp.cli.run_words import (
    broken_file_words,
    case_words,
    end_words,
    mark_of,
    start_words,
)
from qaagent_lsp.model.event import CollectionBroke
from qaagent_lsp.model.result import Attempt, Failure, Frame
from qaagent_lsp.model.scope import AllScope, Chosen, ChosenTests, RouteScope, Selection, WholeSuite
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.supervisor import RunTicket
from tests.cli.results import GET_PET, PETS, case, failing, failing_scenario, pet_route, result


def written(lines: list[Text]) -> str:
    return "\n".join(line.plain for line in lines).strip()


def test_a_failing_case_shows_place_message_and_routes() -> None:
    assert written(case_words(failing())) == (
        "✗ tests/test_pets.py::test_get  failed in 0.02 s\n"
        "  app/pets.py:14  AssertionError: assert 404 == 200\n"
        "     +  where 404 = f()\n"
        "  GET /pets/{pet_id}  observed\n"
        "  → fault: dependency (80%)  Repair the code that the test or the handler called, at the line that broke."
    )


def test_a_failing_scenario_shows_its_name_and_its_step() -> None:
    assert written(case_words(failing_scenario())).splitlines()[:3] == [
        "✗ features/pets.feature:7  A pet is shown  failed in 0.02 s",
        '  features/pets.feature:9  Then the answer says "Ada"',
        "  features/steps/pets.py:11  AssertionError: no",
    ]


def test_a_failure_outside_the_workspace_shows_its_message_alone() -> None:
    assert "\n  AssertionError: assert 1\n" in written(case_words(failing(message="assert 1", line=None)))


def test_markup_in_messages_is_text() -> None:
    assert "[red]x[/red]" in written(case_words(failing(message="[red]x[/red]")))


def test_a_long_message_is_cut_and_says_so() -> None:
    shown = written(case_words(failing(message="\n".join(f"line {number}" for number in range(40)))))
    assert "line 11" in shown
    assert "line 12" not in shown
    assert "… 28 more lines in the evidence" in shown


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure("no", when="setup"), "in setup: no"),
        (Failure("no", when="teardown"), "in teardown: no"),
        (Failure("no", subtest="i=1"), "[i=1] no"),
        (Failure("", exception="KeyError"), "KeyError"),
        (Failure(""), "failed"),
        (Failure("KeyError: 'x'", exception="KeyError"), "KeyError: 'x'"),
        (Failure("asked to fail", exception="Failed"), "asked to fail"),
    ],
)
def test_the_first_line_of_a_failure(failure: Failure, expected: str) -> None:
    shown = written(case_words(case("t.py::test", "failed", (failure,)))).splitlines()
    assert shown[1].strip() == expected


def test_green_and_skipped_cases_say_nothing_and_a_flaky_one_a_line() -> None:
    flaky = dataclasses.replace(
        case("t.py::test", "passed"), flaky=True, attempts=(Attempt("failed", 0.1), Attempt("passed", 0.1))
    )
    assert case_words(case("t.py::test", "passed")) == []
    assert case_words(case("t.py::test", "skipped")) == []
    assert written(case_words(flaky)) == "~ t.py::test  passed at attempt 2"


def test_the_start_says_why_each_test_was_chosen() -> None:
    scope = RouteScope(GET_PET)
    chosen = ChosenTests(
        "pytest", (Chosen(TestId("t.py::test"), "observed: hit GET /pets/{pet_id}", "observed"),)
    )
    ticket = RunTicket("20261123_010203Z", "/runs/x", scope, Selection(scope, (chosen,)), 1)
    assert written(start_words(ticket)) == (
        "Running the tests of GET /pets/{pet_id} (1 test)  run 20261123_010203Z\n"
        "  t.py::test  observed: hit GET /pets/{pet_id}"
    )


def test_the_start_of_a_long_selection_is_cut() -> None:
    scope = RouteScope(GET_PET)
    chosen = tuple(Chosen(TestId(f"t.py::test_{number}"), "why", "call") for number in range(13))
    ticket = RunTicket("r", "/runs/r", scope, Selection(scope, (ChosenTests("pytest", chosen),)), 13)
    assert written(start_words(ticket)).endswith("test_9  why\n  … and 3 more")


def test_the_start_of_a_whole_suite_names_no_test() -> None:
    ticket = RunTicket("r", "/runs/r", AllScope(), Selection(AllScope(), (WholeSuite("pytest"),)), None)
    assert written(start_words(ticket)) == "Running all tests  run r"


def test_the_end_counts_per_route_and_names_the_evidence() -> None:
    snapshot = Snapshot(routes=(pet_route(),))
    run = result(failing(), case("tests/test_pets.py::test_other", "passed"))
    assert written(end_words(run, snapshot)) == (
        "✗ GET /pets/{pet_id}  1 of 2 tests fails  app/pets.py:12\n"
        "✗ red  1 failed, 1 passed in 0.50 s\n"
        "  evidence /runs/20261123_010203Z"
    )


def test_the_end_says_what_broke_besides_tests() -> None:
    run = dataclasses.replace(
        result(status="error", error="pytest was killed by signal 9"), notes=("a note",)
    )
    shown = written(end_words(run, Snapshot()))
    assert "✗ unit: pytest was killed by signal 9" in shown
    assert "! a note" in shown
    assert "✗ broken  no tests in" in shown


def test_the_python_that_lacks_a_module_is_named() -> None:
    run = result(
        status="error", error="1 file(s) could not be collected: ModuleNotFoundError: No module named 'x.y'"
    )
    python = run.suites[0].argv[0]
    shown = written(end_words(run, Snapshot()))
    assert f"  {python} has no x.y: install it there, or choose another interpreter." in shown
    assert "qaagent-lsp doctor" in shown


def test_a_file_that_cannot_be_collected() -> None:
    failure = Failure(
        "invalid syntax", "SyntaxError", location=Frame(PETS, Span(3, 1, 3, 2), ""), when="collect"
    )
    event = CollectionBroke("unit", TestId("tests/test_x.py"), failure, None)
    assert written(broken_file_words(event)) == (
        "✗ tests/test_x.py  could not be collected\n  app/pets.py:3  SyntaxError: invalid syntax"
    )


def test_only_green_and_stopped_runs_have_no_cross() -> None:
    assert [
        mark_of(status) for status in ("passed", "cancelled", "running", "failed", "error", "timeout")
    ] == [*"✓■●✗✗✗"]
