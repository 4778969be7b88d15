"""Scenarios and Playwright tests followed through edits of their file."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.moving import moved_case, moves, place_now
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import Runner, TestFunction, TestId

FILE = WorkspacePath("a.feature")


def standing(*placed: str, file: str = "a.feature", runner: Runner = "behave") -> list[TestFunction]:
    """Make tests from ``line name``."""
    found = []
    for text in placed:
        place, _, name = text.partition(" ")
        line = int(place.partition(":")[0])
        span = Span(line, 1, line + 1, 1)
        test_id = TestId(f"{file}:{place}")
        found.append(TestFunction(test_id, WorkspacePath(file), name, "", span, span, "d", runner))
    return found


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["3 a", "9 b"], ["3 a", "9 b"], {}),
        (["3 a", "9 b"], ["4 a", "10 b"], {"3": "4", "9": "10"}),
        (["3 a", "9 b"], ["9 b"], {"3": None}),
        (["3 a", "9 b"], ["3 b"], {"3": None, "9": "3"}),
        (["3 dup", "9 dup"], ["3 dup", "6 new", "12 dup"], {"9": "12"}),
        (["3 a", "9 b"], ["3 renamed", "9 b"], {}),
        (["3 a"], ["3 new", "8 a"], {"3": "8"}),
    ],
)
def test_tests_are_followed_by_name(
    before: list[str], after: list[str], expected: dict[str, str | None]
) -> None:
    found = moves(standing(*before), standing(*after))
    assert {was.rpartition(":")[2]: to and to.rpartition(":")[2] for was, to in found.items()} == expected


def test_node_ids_do_not_move() -> None:
    span = Span(1, 1, 2, 1)
    one = TestFunction(TestId("t.py::a"), WorkspacePath("t.py"), "a", "", span, span, "d")
    assert moves([one], []) == {}


def test_cases_move_with_their_test() -> None:
    to = moves(
        standing("3:1 a", "9:1 b", file="e.spec.ts", runner="playwright"),
        standing("5:1 a", file="e.spec.ts", runner="playwright"),
    )
    assert moved_case(TestId("e.spec.ts:3:1 [chromium]"), to) == "e.spec.ts:5:1 [chromium]"
    assert moved_case(TestId("e.spec.ts:9:1 [chromium]"), to) is None
    assert moved_case(TestId("other.spec.ts:3:1"), to) == "other.spec.ts:3:1"


@pytest.mark.parametrize(
    ("case", "name", "expected"),
    [
        ("a.feature:3", "a", "a.feature:3"),
        ("a.feature:4", "b", "a.feature:9"),
        ("a.feature:3", "b", "a.feature:9"),
        ("a.feature:3", "gone", None),
        ("a.feature:1", "dup", None),
        ("a.feature:20", "dup", "a.feature:20"),
        ("a.feature:30", "pet 7", "a.feature:30"),
    ],
)
def test_a_case_of_an_earlier_session_is_found_again(case: str, name: str, expected: str | None) -> None:
    now = standing("3 a", "9 b", "20 dup", "25 dup", "30 pet ${n}")
    assert place_now(TestId(case), name, now) == expected
