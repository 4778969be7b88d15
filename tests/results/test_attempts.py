"""Several tries at one case as one result."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.attempts import joined

HIT = Hit("GET", "/pets", "app.pets", "/w/app.py", 3, 200, entered=True, when="call")


def tried(*outcomes: CaseOutcome, hits: tuple[Hit, ...] = (), left: tuple[Artifact, ...] = ()) -> CaseResult:
    return CaseResult(
        TestId("t.py::a"),
        "unit",
        "pytest",
        "a",
        outcomes[-1],
        0.5 * len(outcomes),
        WorkspacePath("t.py"),
        1,
        attempts=tuple(Attempt(outcome, 0.5) for outcome in outcomes),
        hits=hits,
        artifacts=left,
    )


@pytest.mark.parametrize(
    ("before", "after", "outcome", "flaky"),
    [
        (("failed",), ("passed",), "passed", True),
        (("error",), ("passed",), "passed", True),
        (("failed",), ("failed",), "failed", False),
        (("failed", "failed"), ("passed",), "passed", True),
        (("failed",), ("failed", "passed"), "passed", True),
        (("failed",), ("skipped",), "skipped", False),
        (("passed",), ("passed",), "passed", False),
    ],
)
def test_the_last_try_decides_and_all_are_kept(
    before: tuple[CaseOutcome, ...], after: tuple[CaseOutcome, ...], outcome: CaseOutcome, flaky: bool
) -> None:
    result = joined(tried(*before), tried(*after))
    assert (result.outcome, result.flaky) == (outcome, flaky)
    assert tuple(attempt.outcome for attempt in result.attempts) == before + after
    assert result.duration == 0.5 * len(before + after)


def test_what_only_an_earlier_try_saw_is_not_lost() -> None:
    shot, trace = Artifact("screenshot", "a.png"), Artifact("trace", "t.zip")
    result = joined(tried("failed", hits=(HIT,), left=(shot,)), tried("passed", left=(shot, trace)))
    assert result.hits == (HIT,)
    assert result.artifacts == (shot, trace)
