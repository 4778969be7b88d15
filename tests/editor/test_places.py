from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.editor.places import (
    function_around,
    function_at,
    group_around,
    group_at,
    python_function_around,
    routes_around,
    routes_at,
)
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestGroup, TestId
from tests.linking.workspace import routes, snapshot

PYTHON = """\
LIMIT = 1

@app.get(
    "/"
)
def one(
    number,
):
    x = [
        1,
    ]

    def two():
        return 1

    return x


class Three:
    kind = 3

    async def four(self):
        if True:
            pass

LIMIT = 2
"""

NOW = snapshot(routes("GET /a", "GET /b"), ["t.py::test_a", "t.py::test_b"])
APP, TESTS = WorkspacePath("app/main.py"), WorkspacePath("t.py")


def test_what_a_line_defines() -> None:
    assert [[str(row.key) for row in routes_at(NOW, APP, line)] for line in (1, 2, 3, 11, 40)] == [
        ["GET /a"],
        ["GET /a"],
        [],
        ["GET /b"],
        [],
    ]
    assert [getattr(function_at(NOW, TESTS, line), "name", None) for line in (4, 5, 6, 10)] == [
        None,
        "test_a",
        None,
        "test_b",
    ]


def test_what_is_around_a_line() -> None:
    assert [[str(row.key) for row in routes_around(NOW, APP, line)] for line in (3, 4)] == [["GET /a"], []]
    assert [getattr(function_around(NOW, TESTS, line), "name", None) for line in (8, 9, 13)] == [
        "test_a",
        None,
        "test_b",
    ]
    assert routes_around(NOW, TESTS, 1) == []


FEATURE, SPEC = WorkspacePath("a.feature"), WorkspacePath("a.spec.ts")
GROUPS = {
    FEATURE: (
        TestGroup(TestId(f"{FEATURE}:2"), "Pets", "feature", Span(1, 1, 20, 9), (TestId(f"{FEATURE}:4"),)),
        TestGroup(
            TestId(f"{FEATURE}:8"), "Every pet", "outline", Span(7, 3, 14, 9), (TestId(f"{FEATURE}:13"),)
        ),
        TestGroup(TestId(f"{FEATURE}:16"), "Nothing", "outline", Span(16, 3, 18, 9), ()),
    ),
    SPEC: (TestGroup(TestId(f"{SPEC}:3:1"), "pets", "describe", Span(3, 1, 9, 3), (TestId(f"{SPEC}:4:3"),)),),
}


def test_what_holds_tests() -> None:
    now = replace(NOW, groups_by_file=GROUPS)
    assert [getattr(group_at(now, FEATURE, line), "name", None) for line in (1, 2, 3, 7, 8, 9, 16)] == [
        "Pets",
        "Pets",
        None,
        "Every pet",
        "Every pet",
        None,
        None,
    ]
    assert [getattr(group_at(now, SPEC, line), "name", None) for line in (3, 4)] == ["pets", None]
    assert [getattr(group_around(now, FEATURE, line), "name", None) for line in (3, 10, 17, 21)] == [
        "Pets",
        "Every pet",
        "Pets",
        None,
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        *[(1, ""), (4, ""), (6, "one"), (7, "one"), (9, "one"), (10, "one"), (11, "one"), (12, "one")],
        *[
            (13, "two"),
            (14, "two"),
            (16, "one"),
            (19, ""),
            (20, ""),
            (22, "four"),
            (24, "four"),
            (26, ""),
            (99, ""),
        ],
    ],
)
def test_the_function_around_a_line_is_told_by_indentation(line: int, name: str) -> None:
    assert python_function_around(PYTHON.split("\n"), line) == name
