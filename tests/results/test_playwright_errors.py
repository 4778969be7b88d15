from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.event import CollectionBroke, ToolStarted
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult, Failure
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.events import Seen
from qaagent_lsp.results.playwright_errors import playwright_errors

STARTED = ToolStarted("e2e", "playwright", "1.65.0", "20", "/w")
ID = TestId("a.spec.ts:1:1")


def case(outcome: CaseOutcome, flaky: bool = False) -> CaseResult:
    file = WorkspacePath("a.spec.ts")
    return CaseResult(
        ID, "e2e", "playwright", "a", outcome, 0.1, file, 1, (Attempt(outcome, 0.1),), flaky=flaky
    )


def over(status: int, *cases: CaseResult) -> Seen:
    return Seen(started=STARTED, collected=(ID,), cases=cases, exitstatus=status)


BROKEN = CollectionBroke("e2e", ID, Failure("no"), None)


@pytest.mark.parametrize(
    ("seen", "code", "output", "expected"),
    [
        (over(0, case("passed")), 0, (), []),
        (over(1, case("failed")), 1, (), []),
        (over(1, case("error")), 1, (), []),
        (over(0, case("failed")), 0, (), ["exit code 0 although 1 test(s) did not pass: a.spec.ts:1:1"]),
        (over(0), 0, (), ["exit code 0 although 1 test(s) did not run: a.spec.ts:1:1"]),
        (replace(over(0), collected=()), 0, (), ["exit code 0 although no test ran"]),
        (over(1, case("passed")), 1, (), ["exit code 1 although no test failed"]),
        (over(1, case("passed", flaky=True)), 1, (),
         ["exit code 1 although no test failed: flaky tests are not allowed (failOnFlakyTests)"]),
        (replace(over(1), broken=(BROKEN,)), 1, (), []),
        (replace(over(1), faults=("x",)), 1, (), []),
        (replace(over(0), missing=(ID,), collected=()), 0, (), []),
        (Seen(started=STARTED, usage_error="No tests found", exitstatus=1), 1, (), ["No tests found"]),
        (replace(over(130), interrupted="told"), 130, (), ["interrupted: told"]),
        (over(130), 130, (), ["interrupted (exit code 130)"]),
        (replace(over(1), interrupted="told"), 1, (), ["interrupted: told"]),
        (replace(over(1, case("failed")), exitstatus=None), 1, (),
         ["the process ended with exit code 1 before Playwright was done"]),
        (over(7, case("passed")), 7, (), ["playwright ended in error (exit code 7)"]),
        (Seen(), 1, ("Error: Cannot find module 'x'",),
         ["playwright ended with exit code 1 before it told of any test: Error: Cannot find module 'x'"]),
        (Seen(), 1, (),
         ["playwright ended with exit code 1 before it told of any test; its own words are in the output"]),
        (Seen(broken=(BROKEN,)), 1, (), []),
    ],
)  # fmt: skip
def test_what_the_exit_code_adds(seen: Seen, code: int, output: tuple[str, ...], expected: list[str]) -> None:
    assert playwright_errors(seen, code, output) == expected
