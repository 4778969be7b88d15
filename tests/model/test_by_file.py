"""A mapping by test, held file by file."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.by_file import ByFile
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

A, B, SPEC = WorkspacePath("a.py"), WorkspacePath("b.py"), WorkspacePath("e2e/x.spec.ts")
ONE, TWO, THREE = TestId("b.py::test_one"), TestId("a.py::T::test_two"), TestId("e2e/x.spec.ts:5:3")


def test_it_is_the_mapping_of_all_its_parts_in_their_order() -> None:
    mapping = ByFile({B: {ONE: 1}, A: {TWO: 2}, SPEC: {THREE: 3}})
    assert mapping == {ONE: 1, TWO: 2, THREE: 3}
    assert list(mapping) == [ONE, TWO, THREE]
    assert (len(mapping), mapping[THREE], mapping.get(TWO), ONE in mapping) == (3, 3, 2, True)
    assert mapping == ByFile({A: {TWO: 2}, SPEC: {THREE: 3}, B: {ONE: 1}})
    assert mapping != ByFile({B: {ONE: 1}})
    assert "test_two" in repr(mapping)


@pytest.mark.parametrize("test_id", [TestId("a.py::test_other"), TestId("c.py::test"), TestId("")])
def test_what_no_part_holds_is_not_there(test_id: TestId) -> None:
    mapping = ByFile({A: {TWO: 2}})
    assert test_id not in mapping
    assert mapping.get(test_id) is None
    with pytest.raises(KeyError):
        mapping[test_id]


def test_values_are_those_of_a_dict() -> None:
    parts = {
        WorkspacePath("a.py"): {TestId("a.py::test_a"): 1},
        WorkspacePath("b.py"): {TestId("b.py::test_b"): 2},
    }
    values = ByFile(parts).values()
    assert ([*values], len(values), 2 in values, 3 in values) == ([1, 2], 2, True, False)
