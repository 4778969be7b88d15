from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.known import is_current, is_known, nearest_tests
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import Runner, TestId
from tests.linking.workspace import case, snapshot

BROKEN = Problem(WorkspacePath("bad.py"), Span(1, 1, 1, 2), "no module", "collection-error")
NOW = snapshot(
    tests=["t.py::test_a", "t.py::TestB::test_c", "u.py::test_a"],
    results=[
        case("t.py::TestB::test_inherited[1]", file="base.py"),
        case("t.py::test_deleted"),
        case("gone.py::TestB::test_inherited", file="base.py"),
        case("bad.py", "error"),
    ],
    broken=[BROKEN],
)


@pytest.mark.parametrize(
    ("test_id", "known"),
    [
        ("t.py::test_a", True),
        ("t.py::test_a[1::2-[x]]", True),
        ("t.py::TestB", True),
        ("t.py::TestB::test_c", True),
        ("t.py", True),
        ("bad.py", True),
        ("t.py::TestB::test_inherited[1]", True),
        ("t.py::TestB::test_inherited", True),
        ("t.py::test_deleted", False),
        ("gone.py::TestB::test_inherited", False),
        ("t.py::Test", False),
        ("t.py::test_z", False),
        ("v.py", False),
        ("", False),
    ],
)
def test_what_can_be_run(test_id: str, known: bool) -> None:
    assert is_known(NOW, TestId(test_id)) is known


def test_results_of_what_is_gone_are_not_current() -> None:
    assert [test_id for test_id, last in NOW.results.items() if is_current(NOW, last.case)] == [
        "t.py::TestB::test_inherited[1]",
        "bad.py",
    ]


@pytest.mark.parametrize(
    ("test_id", "hint"),
    [
        ("t.py::test_b", "Nearest: t.py::test_a, t.py::TestB::test_c."),
        ("wrong.py::test_a", "Nearest: t.py::test_a, u.py::test_a."),
        ("x/y/z.py::qqqq", "No tests were found in x/y/z.py."),
        ("zzzzzzzzzzzz", "An id is written as tests/test_pets.py::test_get."),
    ],
)
def test_an_unknown_test_comes_with_a_hint(test_id: str, hint: str) -> None:
    assert nearest_tests(NOW, TestId(test_id)).hint == hint


@pytest.mark.parametrize(
    ("file", "runner", "current"),
    [
        ("features/steps/s.py", "behave", True),
        ("playwright.config.ts", "playwright", True),
        ("e2e/helper.ts", "playwright", True),
        ("e2e/gone.spec.ts", "playwright", False),
        ("features/gone.feature", "behave", False),
        ("tests/gone.py", "pytest", False),
    ],
)
def test_a_file_that_is_loaded_for_all_tests_of_a_tool(file: str, runner: Runner, current: bool) -> None:
    broken = replace(case(file, "error"), runner=runner)
    python = NOW.tests[TestId("t.py::test_a")]
    placed = {WorkspacePath(name): (python,) for name in ("features/a.feature", "e2e/a.spec.ts", "t.py")}
    assert is_current(replace(NOW, tests_by_file=placed), broken) is current
    assert is_current(snapshot(tests=["t.py::test_a"]), broken) is False
