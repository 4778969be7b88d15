"""The function that a case belongs to."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.test import TestId, file_of, function_id, inside_of, is_placed, runner_of


@pytest.mark.parametrize(
    ("case", "function"),
    [
        ("t.py::test_a", "t.py::test_a"),
        ("t.py::test_a[1-x]", "t.py::test_a"),
        ("t.py::C::test_a[a::b-[1]]", "t.py::C::test_a"),
        ("app/[id]/t.py::test_a", "app/[id]/t.py::test_a"),
        ("app/[id]/t.py::test_a[1]", "app/[id]/t.py::test_a"),
        ("t.py", "t.py"),
    ],
)
def test_parameters_fold_under_their_function(case: str, function: str) -> None:
    assert function_id(TestId(case)) == function


@pytest.mark.parametrize(
    ("case", "function", "file", "inside", "runner", "placed"),
    [
        ("t/a.py::T::test_b[x::y-[1]]", "t/a.py::T::test_b", "t/a.py", "T::test_b[x::y-[1]]", "pytest", False),
        ("t/test_a.py", "t/test_a.py", "t/test_a.py", "", "pytest", False),
        ("t/conftest.py", "t/conftest.py", "t/conftest.py", "", "pytest", False),
        ("a.py::test_b[x.spec.ts:1:2]", "a.py::test_b", "a.py", "test_b[x.spec.ts:1:2]", "pytest", False),
        ("features/pets.feature:12", "features/pets.feature:12", "features/pets.feature", "12", "behave", True),
        ("features/pets.feature", "features/pets.feature", "features/pets.feature", "", "behave", False),
        ("features/a:3/b.feature:7", "features/a:3/b.feature:7", "features/a:3/b.feature", "7", "behave", True),
        ("e2e/p.spec.ts:5:3", "e2e/p.spec.ts:5:3", "e2e/p.spec.ts", "5:3", "playwright", True),
        ("e2e/p.spec.ts:5:3 [chromium]", "e2e/p.spec.ts:5:3", "e2e/p.spec.ts", "5:3 [chromium]", "playwright", True),
        ("p.test.mjs:5:3 [a] › x :: y [z]", "p.test.mjs:5:3", "p.test.mjs", "5:3 [a] › x :: y [z]", "playwright", True),
        ("e2e/p.spec.tsx:5:3 › title", "e2e/p.spec.tsx:5:3", "e2e/p.spec.tsx", "5:3 › title", "playwright", True),
        ("e2e/p.spec.ts:5:3 [api] #2", "e2e/p.spec.ts:5:3", "e2e/p.spec.ts", "5:3 [api] #2", "playwright", True),
        ("e2e/p.spec.ts", "e2e/p.spec.ts", "e2e/p.spec.ts", "", "playwright", False),
    ],
)  # fmt: skip
def test_what_an_id_says(case: str, function: str, file: str, inside: str, runner: str, placed: bool) -> None:
    test = TestId(case)
    assert function_id(test) == function
    assert (file_of(test), inside_of(test), runner_of(test), is_placed(test)) == (
        file,
        inside,
        runner,
        placed,
    )
