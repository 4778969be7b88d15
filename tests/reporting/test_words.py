from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.result import Counts, RunStatus
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import (
    AllScope,
    AtScope,
    ChangedScope,
    FailedScope,
    PathScope,
    RouteScope,
    RoutesInFileScope,
    Scope,
    SuiteScope,
    TestScope,
)
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolFinding, ToolResult
from qaagent_lsp.reporting.words import (
    amount,
    counts_words,
    duration_words,
    first_line,
    headline,
    printable,
    scope_words,
    verdict,
)
from tests.reporting.samples import case, failure, run

RED = case("test_a", "failed", failure())
GREEN = case("test_b")


@pytest.mark.parametrize(
    ("status", "word", "sentence"),
    [
        ("failed", "Failed", "1 of 2 tests failed."),
        ("error", "Broken", "The run itself broke. Besides, 1 of 2 tests failed."),
        ("timeout", "Timed out", "The run was stopped at its time limit, after 2 tests, 1 of them failing."),
        ("cancelled", "Cancelled", "The run was cancelled, after 2 tests, 1 of them failing."),
        ("interrupted", "Interrupted", "The run was cut short, after 2 tests, 1 of them failing."),
        ("running", "Running", "The run is still going on: 2 tests, 1 of them failing so far."),
    ],
)
def test_a_red_run_never_sounds_green(status: RunStatus, word: str, sentence: str) -> None:
    result = run(RED, GREEN, status=status)
    assert (verdict(result), headline(result)) == (word, sentence)


def test_a_green_run_says_how_many_passed() -> None:
    assert (
        headline(run(GREEN, case("test_c", "skipped"), status="passed"))
        == "All is well: 1 test passed; 1 skipped."
    )


def test_a_run_of_nothing_is_not_green() -> None:
    empty, skipped = run(status="passed"), run(case("test_c", "skipped"), status="passed")
    assert [verdict(empty), verdict(skipped)] == ["Empty", "Empty"]
    assert headline(empty) == "Nothing was tested."
    assert headline(skipped) == "Nothing was tested: 1 test skipped."


def test_a_tool_that_told_something_is_not_said_to_have_found_nothing() -> None:
    told = ToolFinding("a11y", "low", "region", "outside of a landmark", blocks=False)
    tools = (ToolResult("a11y", "passed", findings=(told,)), ToolResult("ui", "passed"))
    result = replace(run(GREEN, status="passed"), tools=tools)
    assert (
        headline(result) == "All is well: 1 test passed, and a11y and ui found nothing that must be mended."
    )


def test_tools_have_a_word_in_it() -> None:
    red, fine = ToolResult("schemathesis", "failed"), ToolResult("a11y", "passed")
    broken = ToolResult("perf", "timeout")
    assert headline(replace(run(RED, GREEN), tools=(red, fine, broken))) == (
        "1 of 2 tests failed, and schemathesis and perf failed."
    )
    assert headline(replace(run(GREEN), tools=(red,))) == "1 test passed, but schemathesis failed."
    assert (
        headline(replace(run(GREEN, status="error"), tools=(broken,)))
        == "The run itself broke. Besides, perf failed."
    )
    assert headline(replace(run(GREEN, status="passed"), tools=(fine,))) == (
        "All is well: 1 test passed, and a11y found nothing."
    )
    alone = replace(run(status="passed"), tools=(fine,))
    assert (verdict(alone), headline(alone)) == ("Passed", "All is well: a11y found nothing.")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (AllScope(), "all tests"),
        (SuiteScope("unit"), "suite unit"),
        (PathScope(WorkspacePath("")), "the tests in the workspace"),
        (TestScope(TestId("t.py::a")), "test t.py::a"),
        (RouteScope(RouteKey("GET", "/x")), "the tests of GET /x"),
        (RoutesInFileScope(WorkspacePath("a.py")), "the tests of every route in a.py"),
        (FailedScope(), "what failed last time"),
        (ChangedScope(None), "the tests that changes since the last commit may concern"),
        (AtScope(WorkspacePath("a.py"), 3, 1), "the tests of a.py:3"),
    ],
)
def test_scopes_are_told(scope: Scope, expected: str) -> None:
    assert scope_words(scope) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0, "0 ms"), (0.34, "340 ms"), (2.44, "2.4 s"), (200, "3 min 20 s"), (3900, "1 h 5 min")],
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration_words(seconds) == expected


def test_amounts() -> None:
    assert [amount(1, "test"), amount(30_000, "test")] == ["1 test", "30,000 tests"]
    assert counts_words(Counts(2, 1, 0, 3)) == "1 failed, 2 passed, 3 skipped"
    assert counts_words(Counts(1, 2, 3, 4_000)) == "2 failed, 3 with errors, 1 passed, 4,000 skipped"
    assert counts_words(Counts()) == "no tests"


def test_what_steers_a_terminal_is_taken_away() -> None:
    assert printable("\x1b[31mred\x1b[0m\r\nnext\x07 \x1b]8;;http://x\x07link") == "red\nnext\ufffd link"
    assert first_line("\n  \n a \nb") == "a"
