"""The function that a case belongs to."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.test import TestId, function_id


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
