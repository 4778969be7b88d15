from __future__ import annotations

import pytest

from qaagent_lsp.model.result import CaseOutcome, Failure
from qaagent_lsp.results.merge import Phase, PhaseName, PhaseOutcome, merge

NAMES: tuple[PhaseName, ...] = ("setup", "call", "teardown", "subtest", "crash")
MARKS: dict[str, PhaseOutcome] = {"+": "passed", "-": "failed", "?": "skipped", "~": "rerun"}
WORDS = {name + mark: (name, outcome) for name in NAMES for mark, outcome in MARKS.items()}


def phases(text: str) -> list[Phase]:
    """Read ``setup+ call- teardown+``: passed, failed, ``?`` skipped, ``~`` to be rerun."""
    return [
        Phase(
            name,
            outcome,
            0.5,
            Failure(f"{name} broke", when="call") if outcome in ("failed", "rerun") else None,
        )
        for name, outcome in (WORDS[word] for word in text.split())
    ]


@pytest.mark.parametrize(
    ("text", "outcome", "attempts", "failures"),
    [
        ("setup+ call+ teardown+", "passed", ["passed"], []),
        ("setup+ call- teardown+", "failed", ["failed"], ["call broke"]),
        ("setup- teardown+", "error", ["error"], ["setup broke"]),
        ("setup+ call+ teardown-", "error", ["error"], ["teardown broke"]),
        ("setup+ call- teardown-", "error", ["error"], ["call broke", "teardown broke"]),
        ("setup? teardown+", "skipped", ["skipped"], []),
        ("setup+ call? teardown+", "skipped", ["skipped"], []),
        ("setup+ call? teardown-", "error", ["error"], ["teardown broke"]),
        ("setup+ subtest- subtest+ call+ teardown+", "failed", ["failed"], ["subtest broke"]),
        ("setup+ subtest+ call+ teardown+", "passed", ["passed"], []),
        ("setup+ subtest? call+ teardown+", "passed", ["passed"], []),
        ("setup+ call~ setup+ call+ teardown+", "passed", ["failed", "passed"], []),
        ("setup+ call~ setup+ call- teardown+", "failed", ["failed", "failed"], ["call broke"]),
        ("setup~ setup+ call+ teardown+", "passed", ["error", "passed"], []),
        ("setup+ call+ teardown~ setup+ call+ teardown+", "passed", ["error", "passed"], []),
        ("setup+ call- call+ teardown+", "passed", ["failed", "passed"], []),
        ("subtest- setup+ call+ teardown+", "failed", ["failed"], ["subtest broke"]),
        (
            "subtest- setup+ call~ teardown+ subtest- setup+ call+ teardown+",
            "failed",
            ["failed", "failed"],
            ["subtest broke"],
        ),
        (
            "subtest- setup+ call~ teardown+ subtest+ setup+ call+ teardown+",
            "passed",
            ["failed", "passed"],
            [],
        ),
        ("crash-", "error", ["error"], ["crash broke"]),
        ("setup+ crash-", "error", ["error"], ["crash broke"]),
        ("setup+", "error", ["error"], []),
        ("setup+ teardown+", "skipped", ["skipped"], []),
        ("", "error", [], []),
    ],
)
def test_verdict(text: str, outcome: CaseOutcome, attempts: list[CaseOutcome], failures: list[str]) -> None:
    verdict = merge(phases(text))
    assert verdict.outcome == outcome
    assert [attempt.outcome for attempt in verdict.attempts] == attempts
    assert [failure.message for failure in verdict.failures] == failures
    assert verdict.flaky == (outcome == "passed" and len(attempts) > 1)


def test_durations_are_summed_without_those_of_subtests() -> None:
    verdict = merge(phases("setup+ call~ setup+ subtest+ call+ teardown+"))
    assert verdict.duration == 2.5
    assert [attempt.duration for attempt in verdict.attempts] == [1.0, 1.5]


def test_reason_is_the_last_one_told_of_a_case_that_did_not_fail() -> None:
    skip = [Phase("setup", "passed"), Phase("call", "skipped", reason="later"), Phase("teardown", "passed")]
    assert merge(skip).reason == "later"
    assert merge([Phase("setup", "passed"), Phase("call", "failed", reason="xfail was strict")]).reason == ""
