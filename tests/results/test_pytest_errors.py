"""pytest's exit codes against what the probe told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qaagent_lsp.model.event import ToolStarted
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.events import Seen
from qaagent_lsp.results.pytest_errors import pytest_errors

THRESHOLD = "exit code 1 although no test failed: a plugin or a threshold ended the run in red"
UNDONE = "exit code 0 although 1 collected test(s) did not run: t.py::9"
STARTED = ToolStarted("unit", "pytest", "9.2.0", "3.11.7", "/w")


def seen(*outcomes: CaseOutcome, status: int | None = 0, collected: Sequence[str] = ()) -> Seen:
    cases = tuple(
        CaseResult(TestId(f"t.py::{n}"), "unit", "pytest", str(n), outcome, 0.1, WorkspacePath("t.py"), 1,
                   attempts=(Attempt(outcome, 0.1),))
        for n, outcome in enumerate(outcomes)
    )  # fmt: skip
    return Seen(started=STARTED, cases=cases, collected=tuple(map(TestId, collected)), exitstatus=status)


@pytest.mark.parametrize(
    ("told", "code", "errors"),
    [
        (seen("passed"), 0, []),
        (seen("passed", "failed", status=1), 1, []),
        (seen("passed", status=1), 1, [THRESHOLD]),
        (seen("failed"), 0, ["exit code 0 although 1 test(s) did not pass: t.py::0"]),
        (seen("passed", collected=["t.py::0", "t.py::9"]), 0, [UNDONE]),
        (seen(), 0, ["exit code 0 although no test ran"]),
        (seen(status=5), 5, ["no tests were collected (exit code 5)"]),
        (seen("passed", status=None), 0, ["the process ended with exit code 0 before the session was over"]),
        (Seen(), 4, ["pytest was called wrongly (exit code 4): ERROR: not found: x"]),
        (Seen(), 1, ["pytest ended with exit code 1 before it told of any test: ERROR: not found: x"]),
        (Seen(usage_error="no such option"), 4, ["no such option"]),
        (Seen(started=STARTED, interrupted="KeyboardInterrupt", exitstatus=2), 2, ["interrupted: KeyboardInterrupt"]),
    ],
)  # fmt: skip
def test_an_exit_code_that_the_cases_do_not_explain_is_an_error(
    told: Seen, code: int, errors: list[str]
) -> None:
    assert pytest_errors(told, code, ["ERROR: not found: x"]) == errors


def test_a_path_of_addopts_that_is_not_there_is_named_and_not_only_what_was_asked_for() -> None:
    told = Seen(started=STARTED, missing=(TestId("svc/tests/t.py::test_a"),), exitstatus=4)

    elsewhere = ["ERROR: file or directory not found: tests/"]
    asked = ["ERROR: file or directory not found: /w/svc/tests/t.py::test_a"]

    assert pytest_errors(told, 4, elsewhere) == [f"pytest was called wrongly (exit code 4): {elsewhere[0]}"]
    assert pytest_errors(told, 4, asked) == []
