from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.event import CollectionBroke, ToolStarted
from qaagent_lsp.model.result import CaseResult, Failure
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.behave_errors import behave_errors
from qaagent_lsp.results.events import Seen

STARTED = ToolStarted("behave", "behave", "1.3.3", "3.11.7", "/w")
BROKEN = CollectionBroke("behave", TestId("features/a.feature"), Failure("ParserError: no"), None)


def case(outcome: str, line: int = 3) -> CaseResult:
    return CaseResult(
        id=TestId(f"features/a.feature:{line}"),
        suite="behave",
        runner="behave",
        name="one",
        outcome="passed" if outcome == "passed" else "failed" if outcome == "failed" else "skipped",
        duration=0.0,
        file=WorkspacePath("features/a.feature"),
        line=line,
        attempts=(),
    )


RAN = Seen(
    started=STARTED, collected=(TestId("features/a.feature:3"),), exitstatus=0, cases=(case("passed"),)
)
FAILED = replace(RAN, exitstatus=1, cases=(case("failed"),))


@pytest.mark.parametrize(
    ("seen", "code", "expected"),
    [
        (RAN, 0, []),
        (FAILED, 1, []),
        (replace(RAN, cases=(case("skipped"),)), 0, []),
        (FAILED, 0, ["exit code 0 although 1 scenario(s) did not pass: features/a.feature:3"]),
        (replace(RAN, exitstatus=1), 1, ["exit code 1 although no scenario failed"]),
        (replace(RAN, exitstatus=1, broken=(BROKEN,)), 1, []),
        (replace(RAN, exitstatus=1, faults=("it broke",)), 1, []),
        (replace(RAN, exitstatus=1, missing=(TestId("features/a.feature:9"),)), 1, []),
        (replace(RAN, cases=()), 0, ["exit code 0 although 1 scenario(s) did not run: features/a.feature:3"]),
        (replace(RAN, cases=(), collected=()), 0, ["exit code 0 although no scenario ran"]),
        (replace(RAN, exitstatus=None), 0, ["the process ended with exit code 0 before behave was done"]),
        (replace(RAN, exitstatus=None), 1, ["the process ended with exit code 1 before behave was done"]),
        (replace(RAN, exitstatus=7), 7, ["behave ended in error (exit code 7)"]),
        (replace(FAILED, interrupted="KeyboardInterrupt"), 1, ["interrupted: KeyboardInterrupt"]),
        (Seen(usage_error="ConfigError: No steps directory"), 1, ["ConfigError: No steps directory"]),
        (Seen(usage_error="called wrongly"), 2, ["called wrongly: behave: error: no such option"]),
        (
            Seen(),
            1,
            ["behave ended with exit code 1 before it told of any scenario: behave: error: no such option"],
        ),
        (Seen(broken=(BROKEN,)), 1, []),
    ],
)
def test_errors(seen: Seen, code: int, expected: list[str]) -> None:
    assert behave_errors(seen, code, ["behave: error: no such option"]) == expected
