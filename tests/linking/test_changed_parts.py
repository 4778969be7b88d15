from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.changed_parts import in_a_head, in_handlers, lies_in, parts_of, route_lines
from qaagent_lsp.model.change import FileChange, Hunk
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId
from tests.linking.workspace import function, route, snapshot

FEATURE = WorkspacePath("features/pets.feature")


@pytest.mark.parametrize(
    ("hunk", "expected"),
    [
        (Hunk(5, 8), True),
        (Hunk(6, 6, 8), True),
        (Hunk(6, 6, 4), False),
        (Hunk(6, 6, 5), True),
        (Hunk(4, 5), False),
        (Hunk(8, 9, 8), False),
        (Hunk(1, 20), False),
    ],
)
def test_a_change_lies_in_a_definition_and_in_nothing_else(hunk: Hunk, expected: bool) -> None:
    assert lies_in(hunk, Span(5, 5, 8, 20)) is expected


def scenario(line: int, last: int) -> TestFunction:
    span = Span(line, 3, last, 20)
    return TestFunction(TestId(f"{FEATURE}:{line}"), FEATURE, f"s{line}", "", span, span, "d", "behave")


def feature() -> Snapshot:
    tests = (scenario(5, 7), scenario(9, 11), scenario(16, 16), scenario(17, 17))
    ids = tuple(test.id for test in tests)
    groups = (
        TestGroup(TestId(f"{FEATURE}:1"), "Pets", "feature", Span(1, 1, 17, 9), ids),
        TestGroup(TestId(f"{FEATURE}:13"), "Many", "outline", Span(13, 3, 17, 9), ids[2:]),
    )
    return Snapshot(tests_by_file={FEATURE: tests}, groups_by_file={FEATURE: groups})


@pytest.mark.parametrize(
    ("hunks", "expected"),
    [
        ([Hunk(6, 6, 4)], {5}),
        ([Hunk(6, 6, 4), Hunk(10, 10, 4)], {5, 9}),
        ([Hunk(16, 16, 6)], {16}),
        ([Hunk(14, 14, 4)], {16, 17}),
        ([Hunk(3, 3, 4)], {5, 9, 16, 17}),
        ([Hunk(1, 1, 0)], None),
        ([], None),
    ],
)
def test_scenarios_rows_outlines_and_backgrounds(hunks: list[Hunk], expected: set[int] | None) -> None:
    found = parts_of(FileChange(FEATURE, "edited", tuple(hunks)), feature())
    assert (None if found is None else {int(test.rpartition(":")[2]) for test, _ in found}) == expected


def test_inherited_tests_that_stand_at_one_place_are_all_meant() -> None:
    now = snapshot(tests=["t.py::TestA::test_x", "t.py::TestB::test_x"])
    tests = tuple(function(name, line=5) for name in ("t.py::TestA::test_x", "t.py::TestB::test_x"))
    now = Snapshot(tests=now.tests, tests_by_file={WorkspacePath("t.py"): tests})
    found = parts_of(FileChange(WorkspacePath("t.py"), "edited", (Hunk(6, 6, 4),)), now)
    assert found == (
        ("t.py::TestA::test_x", "it changed itself"),
        ("t.py::TestB::test_x", "it changed itself"),
    )


def test_handlers_that_changed_and_nothing_else() -> None:
    one, two = route("GET /one", line=1), route("GET /two", line=11)
    edited = [
        FileChange(one.file, "edited", hunks)
        for hunks in ((Hunk(3, 3, 4),), (Hunk(3, 3, 4), Hunk(12, 13, 8)))
    ]
    assert [in_handlers(change, (one, two)) for change in edited] == [(one,), (one, two)]
    assert in_handlers(FileChange(one.file, "edited", (Hunk(3, 3, 4), Hunk(5, 5))), (one, two)) is None
    assert in_handlers(FileChange(one.file, "added"), (one, two)) is None
    outside = replace(one, span=one.handler_span)
    assert in_handlers(edited[0], (outside, two)) is None


def test_where_a_handler_is_bound_is_known() -> None:
    one, two = route("GET /one", line=1), route("GET /two", line=11)
    assert route_lines(one.file, one, (one, two)) == (one.span, one.handler_span)
    assert route_lines(WorkspacePath("other.py"), one, (one, two)) == ()


@pytest.mark.parametrize(
    ("hunk", "expected"),
    [
        (Hunk(1, 1), False),
        (Hunk(2, 2), True),
        (Hunk(4, 4), True),
        (Hunk(6, 6), False),
        (Hunk(5, 6), True),
        (Hunk(7, 8), False),
    ],
)
def test_a_head_is_all_of_a_function_before_its_body(hunk: Hunk, *, expected: bool) -> None:
    text = "A = 1\n@get('/')\ndef f(\n    a=1,\n):\n    return a\n\nB = 2\n"
    assert in_a_head(FileChange(WorkspacePath("a.py"), "edited", (hunk,)), text) is expected
    assert not in_a_head(FileChange(WorkspacePath("a.py"), "edited", (hunk,)), "def (")
