from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.results.written_tests import judged
from tests.results.failing import failing

FILE = Authored(WorkspacePath("tests/test_new.py"), "pytest", ())
RED = failing("AssertionError", "assert 1 == 2")
ERROR = replace(RED, outcome="error")
GREEN = replace(RED, outcome="passed", failures=())
SKIPPED = replace(GREEN, outcome="skipped")


@pytest.mark.parametrize(
    ("cases", "trouble", "outcome", "message"),
    [
        ([GREEN], "", "passed", "1 passed"),
        ([GREEN, SKIPPED], "", "passed", "1 passed, 1 skipped"),
        ([SKIPPED, SKIPPED], "", "skipped", "2 skipped"),
        ([], "", "not-run", "no suite of this run collected it"),
        ([GREEN], "pytest ended with exit code 3", "error", "pytest ended with exit code 3"),
        ([], "it cannot be imported", "error", "it cannot be imported"),
        ([GREEN, RED], "", "failed", f"1 of 2 did not pass: {RED.name}: {RED.message}"),
        ([ERROR], "", "error", f"1 of 1 did not pass: {RED.name}: {RED.message}"),
        ([RED], "the suite was stopped", "error", f"1 of 1 did not pass: {RED.name}: {RED.message}"),
    ],
)
def test_a_written_file_is_what_its_worst_case_is(
    cases: list[CaseResult], trouble: str, outcome: str, message: str
) -> None:
    file = judged(FILE, cases, trouble=trouble)
    assert (file.outcome, file.message) == (outcome, message)


def test_of_many_red_tests_the_first_are_named() -> None:
    file = judged(FILE, [RED] * 5)
    assert file.message.count(RED.name) == 3
    assert file.message.endswith("; and 2 more")


def test_why_a_file_was_not_run_stays_its_message() -> None:
    assert judged(replace(FILE, message="cannot be written"), []).message == "cannot be written"
