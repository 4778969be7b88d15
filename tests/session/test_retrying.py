"""A further start of a suite: planned anew for its cases, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from qaagent_lsp.model.plan import Invocation, Limits
from qaagent_lsp.model.scope import ChosenTests
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.retrying import again_by

FIRST = Invocation(
    suite="unit",
    runner="pytest",
    argv=("python", "-m", "pytest"),
    cwd="/w",
    env=(("QAAGENT_EVENTS", "/r/unit/events.jsonl"), ("QAAGENT_SELECTION", ""), ("A", "1")),
    events="/r/unit/events.jsonl",
    junit="/r/unit/junit.xml",
    output="/r/unit/output.log",
    limits=Limits(suite=5.0, retries=1),
    resources=("db",),
)
FAILED = (TestId("t.py::a"), TestId("t.py::b[1]"))


def planned(suite: str) -> Callable[[ChosenTests, Callable[[str], str]], Sequence[Invocation]]:
    def plan(part: ChosenTests, artifacts_dir: Callable[[str], str]) -> Sequence[Invocation]:
        folder = artifacts_dir(suite)
        return [
            Invocation(
                suite, "pytest", ("python", "t.py"), "/w", (), f"{folder}/events.jsonl", f"{folder}/junit.xml",
                f"{folder}/output.log", f"{folder}/selection.jsonl", tuple(test.id for test in part.tests),
            )
        ]  # fmt: skip

    return plan


@pytest.mark.parametrize(
    ("suite", "argv"),
    [("unit", ("python", "t.py")), ("another project's", ("python", "-m", "pytest"))],
)
def test_a_further_start_has_its_own_folder_and_the_limits_of_the_first(
    suite: str, argv: tuple[str, ...]
) -> None:
    again = again_by(planned(suite), lambda name: f"/r/{name}")
    further = again(FIRST, FAILED, 2)
    assert further.argv == argv
    assert further.chosen == FAILED
    assert (further.events, further.output) == (
        "/r/unit/attempt-2/events.jsonl",
        "/r/unit/attempt-2/output.log",
    )
    assert further.selection == "/r/unit/attempt-2/selection.jsonl"
    assert further.junit == "/r/unit/junit.xml"
    assert (further.limits, further.resources, further.attempt) == (FIRST.limits, ("db",), 2)


def test_where_planning_would_divide_the_tests_the_first_call_is_repeated_with_another_selection() -> None:
    further = again_by(planned("elsewhere"), lambda name: f"/r/{name}")(FIRST, FAILED, 3)
    assert dict(further.env) == {
        "QAAGENT_EVENTS": "/r/unit/attempt-3/events.jsonl",
        "QAAGENT_SELECTION": "/r/unit/attempt-3/selection.jsonl",
        "A": "1",
    }
