from __future__ import annotations

import json

import pytest

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import (
    AllScope,
    AtScope,
    ChangedScope,
    FailedScope,
    PathScope,
    RouteScope,
    RoutesInFileScope,
    Scope,
    SuiteScope,
    TestScope,
)
from qaagent_lsp.model.scope_json import scope_from_json, scope_to_json
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

KEY = RouteKey("GET", "/pets/{pet_id}")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (AllScope(), {"kind": "all"}),
        (SuiteScope("unit"), {"kind": "suite", "suite": "unit"}),
        (PathScope(WorkspacePath("tests")), {"kind": "path", "path": "tests"}),
        (TestScope(TestId("t.py::test_a[ü]")), {"kind": "test", "id": "t.py::test_a[ü]"}),
        (RouteScope(KEY), {"kind": "route", "method": "GET", "path": "/pets/{pet_id}", "file": None}),
        (
            RouteScope(KEY, WorkspacePath("app.py")),
            {"kind": "route", "method": "GET", "path": "/pets/{pet_id}", "file": "app.py"},
        ),
        (RoutesInFileScope(WorkspacePath("app.py")), {"kind": "routesInFile", "file": "app.py"}),
        (FailedScope(), {"kind": "failed"}),
        (ChangedScope(), {"kind": "changed", "since": None}),
        (AtScope(WorkspacePath("app.py"), 3, 7), {"kind": "at", "file": "app.py", "line": 3, "column": 7}),
        (ChangedScope("main"), {"kind": "changed", "since": "main"}),
    ],
)
def test_a_scope_goes_to_json_and_back(scope: Scope, expected: dict[str, object]) -> None:
    assert scope_to_json(scope) == expected
    assert scope_from_json(json.loads(json.dumps(expected))) == scope


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({}, "unknown kind"),
        ({"kind": "moon"}, "moon"),
        ({"kind": "route", "method": "GET"}, "path"),
        ({"kind": "at", "file": "a.py", "line": 0}, "line"),
    ],
)
def test_what_is_no_scope_is_refused_with_its_name(value: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        scope_from_json(value)
