"""Folded tests are the tests that were folded."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from qaagent_lsp.model.folded_tests import FoldedTests, Named, folded_tests, named_but, with_lines
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId

FILE = WorkspacePath("t.py")
PLAIN = TestFunction(
    TestId("t.py::test_a"), FILE, "test_a", "", Span(1, 1, 3, 20), Span(2, 5, 2, 11), "ab" * 16
)
IN_CLASS = TestFunction(
    TestId("t.py::TestPets::TestOld::test_b"),
    FILE,
    "test_b",
    "TestPets::TestOld",
    Span(5, 3, 900, 4),
    Span(5, 8, 5, 13),
    "0f" * 16,
)
PLACED = [
    TestFunction(
        TestId(f"e2e/p.spec.ts:{line}:3"),
        WorkspacePath("e2e/p.spec.ts"),
        "pet :: é \udc80",
        "Pets",
        Span(line, 3, 900, 4),
        Span(line, 8, line, 13),
        "ab" * 16,
        "playwright",
    )
    for line in (5, 6)
]


def test_what_comes_out_is_what_went_in() -> None:
    tests = FoldedTests((PLAIN, IN_CLASS))
    assert tuple(tests) == (PLAIN, IN_CLASS)
    assert (len(tests), tests[1], tests[-2], tests[:1], IN_CLASS in tests) == (
        2,
        IN_CLASS,
        PLAIN,
        (PLAIN,),
        True,
    )
    assert tests == FoldedTests([PLAIN, IN_CLASS]) == (PLAIN, IN_CLASS)
    assert hash(tests) == hash(FoldedTests([PLAIN, IN_CLASS])) == hash((PLAIN, IN_CLASS))
    assert tests != FoldedTests([IN_CLASS, PLAIN])
    assert tests != FoldedTests([PLAIN])
    assert pickle.loads(pickle.dumps(tests)) == tests
    assert "test_a" in repr(tests)
    assert tests[0].id is PLAIN.id
    assert [*FoldedTests(PLACED)] == PLACED
    assert FoldedTests(PLACED) != FoldedTests(PLACED[:1])


def test_a_test_is_found_by_its_id() -> None:
    by_id = FoldedTests((PLAIN, IN_CLASS)).by_id
    assert by_id == {PLAIN.id: PLAIN, IN_CLASS.id: IN_CLASS}
    assert ([*by_id], len(by_id), IN_CLASS.id in by_id) == ([PLAIN.id, IN_CLASS.id], 2, True)
    assert ([*by_id.values()], len(by_id.values())) == ([PLAIN, IN_CLASS], 2)
    assert PLAIN in by_id.values()
    assert by_id.get(TestId("t.py::test_b")) is None
    assert "test_a" in repr(by_id)
    with pytest.raises(KeyError):
        by_id[TestId("t.py::test_b")]


def test_what_is_not_of_one_file_or_has_odd_ids_stays_as_it_is() -> None:
    odd = TestFunction(IN_CLASS.id, FILE, "test_b", "", PLAIN.span, PLAIN.span, "")
    for tests in ((), (PLAIN, odd), (PLAIN, PLACED[0]), (PLAIN, PLAIN)):
        assert folded_tests(tests) is tests


@pytest.mark.parametrize("number", [10, 2000])
def test_each_is_found_however_many_a_file_has(number: int) -> None:
    tests = [replace(PLAIN, id=TestId(f"t.py::test_{n}"), name=f"test_{n}") for n in range(number)]
    by_id = FoldedTests(tests).by_id
    assert [by_id[test.id] for test in tests] == tests
    assert TestId("t.py::test_x") not in by_id


def test_names_are_told_alone() -> None:
    tests = folded_tests((PLAIN, IN_CLASS))
    assert isinstance(tests, FoldedTests)
    assert folded_tests(tests) is tests
    assert [*with_lines(tests)] == [(one, line) for one, line in zip(tests.named(), (1, 5), strict=True)]
    assert [*with_lines([PLAIN])] == [(PLAIN, 1)]
    named = [Named(one.id, one.file, one.name, one.class_name) for one in (PLAIN, IN_CLASS)]
    assert [*tests.named()] == named
    assert named_but(tests, {PLAIN.id}) == named[1:]
    assert named_but(tests, {PLAIN.id, IN_CLASS.id}) == ()
    assert named_but((PLAIN, IN_CLASS), {PLAIN.id}) == [IN_CLASS]
