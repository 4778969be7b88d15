from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.result import Attempt, CaseResult, SuiteResult
from qaagent_lsp.results.diagnosing import diagnose_case, summarize
from tests.results.failing import ROUTE, TEST, failing, hit

BROKEN = SuiteResult("unit", "pytest", ("pytest",), "/p", "error", 4, "exit code 4: usage\nmore")


def test_a_fault_in_a_handler_is_told_with_its_route_and_line() -> None:
    case = failing(
        "ZeroDivisionError", "ZeroDivisionError: division by zero", frames=f"{TEST} app/pets.py:12:get_pet"
    )
    told = diagnose_case(case, routes=[ROUTE])
    assert (told.category, told.confidence, told.fault, told.fault_confidence) == (
        "unknown",
        0.3,
        "handler",
        0.95,
    )
    assert told.root_cause == (
        "ZeroDivisionError: division by zero (app/pets.py:12): "
        "the handler of GET /pets/{pet_id} is on the stack (app/pets.py:12 in get_pet)"
    )
    assert told.suggestion.startswith("Repair the handler")
    assert told.source == "rules"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (failing("AssertionError"), "Compare the expected"),
        (failing("AssertionError", hits=[hit(500, entered=True)]), "The server answered with an error"),
        (failing("ImportError", when="collect"), "Repair the file"),
        (failing("ImportError"), "Install or repair"),
        (failing("StepNotImplemented"), "Write the step"),
        (failing("TypeError"), "Look at the failing line of the test"),
        (failing("", "what", frames=""), "Look at the traceback"),
        (failing("ConnectError"), "Check that the service"),
        (failing("RuntimeError", when="setup"), "Repair the fixture"),
    ],
)
def test_what_to_do(case: CaseResult, words: str) -> None:
    assert diagnose_case(case).suggestion.startswith(words)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (failing("NameError", "name 'clint' is not defined"), "The name is not known there"),
        (failing("AttributeError", "'Response' object has no attribute 'jsn'"), "The object has no such"),
        (failing("TypeError", "f() takes 1 positional argument but 2 were given"), "compare the call with"),
        (failing("RecursionError", "maximum recursion depth exceeded"), "calls itself without an end"),
        (failing("ZeroDivisionError", frames=f"{TEST} app/pets.py:12:get_pet"), "The divisor is zero"),
    ],
)
def test_errors_of_the_language_itself_say_what_to_look_at(case: CaseResult, words: str) -> None:
    told = diagnose_case(case)
    assert told.category == "unknown"
    assert words in told.suggestion


def test_what_was_judged_with_all_bases_at_hand_stands() -> None:
    case = failing("Down")
    (failure,) = case.failures
    told = diagnose_case(replace(case, failures=(replace(failure, category="connection"),)))
    assert (told.category, told.confidence, told.evidence[0]) == (
        "connection",
        0.9,
        "a base of Down tells it",
    )


def test_a_crash_is_sure() -> None:
    case = failing("", "the process was killed by signal 11", frames="")
    told = diagnose_case(replace(case, failures=(replace(case.failures[0], category="crash"),)))
    assert (told.category, told.confidence, told.fault) == ("crash", 0.95, "infrastructure")


def test_a_flaky_case_is_diagnosed_by_its_last_bad_attempt() -> None:
    bad = failing("AssertionError", "assert 1 == 2")
    case = replace(
        bad, outcome="passed", flaky=True, failures=(), attempts=(*bad.attempts, Attempt("passed", 0.1))
    )
    told = diagnose_case(case)
    assert (told.category, told.confidence) == ("flaky", 0.95)
    assert told.root_cause == "assert 1 == 2 (tests/test_pets.py:5)"
    assert "2 attempts" in told.evidence[0]


def test_attempts_that_failed_differently_say_so() -> None:
    first, last = failing("AssertionError"), failing("ReadTimeout")
    told = diagnose_case(replace(last, attempts=(*first.attempts, *last.attempts)))
    assert told.evidence[-1] == "its attempts failed differently: assertion, timeout"


def test_an_error_without_a_failure_still_has_a_cause() -> None:
    case = replace(failing("x"), failures=(), attempts=(Attempt("error", 0.1),), outcome="error")
    assert diagnose_case(case).root_cause == "the test ended as error without a message"


def test_the_summary_counts_kinds_and_faults() -> None:
    told = summarize(
        [diagnose_case(failing(name)) for name in ("AssertionError", "AssertionError", "ConnectError")]
    )
    assert told.startswith(
        "3 test failure(s) detected. Breakdown: assertion 2, connection 1. "
        "Fault: test 2, infrastructure 1. Suggestions: "
    )


def test_the_summary_makes_three_suggestions_at_most() -> None:
    names = ("AssertionError", "ConnectError", "ReadTimeout", "KeyError")
    told = summarize([diagnose_case(failing(name)) for name in names])
    assert "Find what the test waited for" in told
    assert "data which the test looks up" not in told


def test_a_run_in_which_only_a_suite_broke_is_never_said_to_have_passed() -> None:
    told = summarize([], [BROKEN])
    assert told.startswith("1 suite(s) broke: unit: exit code 4: usage. Suggestions: ")
    assert "passed" not in told


def test_where_nothing_went_wrong_nothing_is_said() -> None:
    assert summarize([], [replace(BROKEN, error="")]) == ""
