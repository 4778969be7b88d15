from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from qaagent_lsp.results.junit_cases import Told, told_by
from qaagent_lsp.results.junit_tries import tries_joined, twins_joined

PLAIN = ""
FAILED = "<failure message='assert 0'/>"
BROKEN = "<error message='failed on setup with &quot;OSError: x&quot;'/>"
TORN = "<error message='failed on teardown with &quot;OSError: y&quot;'/>"
SKIPPED = "<skipped/>"


def all_told(*elements: str) -> list[Told]:
    return [told_by(ET.fromstring(f"<testcase name='a' time='1'>{inside}</testcase>")) for inside in elements]


@pytest.mark.parametrize(
    ("elements", "outcomes"),
    [
        ([FAILED, TORN], [["error"]]),
        ([BROKEN, TORN], [["error"]]),
        ([TORN], [["error"]]),
        ([PLAIN, TORN], [["passed"], ["error"]]),
        ([FAILED, TORN, TORN], [["error"], ["error"]]),
        ([FAILED, FAILED], [["failed"], ["failed"]]),
        ([FAILED, BROKEN], [["failed"], ["error"]]),
    ],
)
def test_twins(elements: list[str], outcomes: list[list[str]]) -> None:
    joined = twins_joined(all_told(*elements))
    assert [[attempt.outcome for attempt in told.attempts] for told in joined] == outcomes


def test_a_failed_call_and_a_broken_teardown_keep_both_failures() -> None:
    (both,) = twins_joined(all_told(FAILED, TORN))
    assert [(one.when, one.message) for one in both.last.failures] == [
        ("call", "assert 0"),
        ("teardown", "OSError: y"),
    ]
    assert both.last.duration == 2


@pytest.mark.parametrize(
    ("elements", "outcomes"),
    [
        ([PLAIN], [["passed"]]),
        ([PLAIN, PLAIN, PLAIN], [["failed", "failed", "passed"]]),
        ([PLAIN, FAILED], [["failed", "failed"]]),
        ([PLAIN, BROKEN], [["failed", "error"]]),
        ([PLAIN, SKIPPED], [["failed", "skipped"]]),
        ([FAILED, PLAIN], [["failed"], ["passed"]]),
        ([SKIPPED, PLAIN], [["skipped"], ["passed"]]),
    ],
)
def test_tries(elements: list[str], outcomes: list[list[str]]) -> None:
    tests = tries_joined(all_told(*elements))
    assert [[attempt.outcome for attempt in told.attempts] for told in tests] == outcomes
    assert all(attempt.failures for told in tests for attempt in told.attempts[:-1])
