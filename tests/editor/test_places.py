from __future__ import annotations

from qaagent_lsp.editor.places import function_around, function_at, routes_around, routes_at
from qaagent_lsp.model.source import WorkspacePath
from tests.linking.workspace import routes, snapshot

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
