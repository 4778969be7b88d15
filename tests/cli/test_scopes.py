from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer

from qaagent_lsp.cli.scopes import ScopeOptions, refuse_doubled, route_key, scope_of, with_values
from qaagent_lsp.model.errors import UnknownPath
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
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

APP = WorkspacePath("app.py")
CASES: list[tuple[dict[str, Any], Scope]] = [
    ({}, AllScope()),
    ({"everything": True}, AllScope()),
    ({"suite": "unit"}, SuiteScope("unit")),
    ({"path": "app.py"}, PathScope(APP)),
    ({"path": "."}, PathScope(WorkspacePath(""))),
    ({"test": "app.py::test_a[x::y]"}, TestScope(TestId("app.py::test_a[x::y]"))),
    ({"test": "gone.py::test_a"}, TestScope(TestId("gone.py::test_a"))),
    ({"route": "get /pets"}, RouteScope(RouteKey("GET", "/pets"))),
    ({"routes_in": "app.py"}, RoutesInFileScope(APP)),
    ({"at": "app.py:3"}, AtScope(APP, 3)),
    ({"at": "app.py:3:14"}, AtScope(APP, 3, 14)),
    ({"failed": True}, FailedScope()),
    ({"changed": ""}, ChangedScope()),
    ({"changed": "main"}, ChangedScope("main")),
]


@pytest.mark.parametrize(("options", "scope"), CASES)
def test_scope(options: dict[str, Any], scope: Scope, tmp_path: Path) -> None:
    (tmp_path / "app.py").touch()
    assert scope_of(ScopeOptions(**options), tmp_path) == scope


def test_two_scopes_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="--all and --failed are different scopes"):
        scope_of(ScopeOptions(everything=True, failed=True), tmp_path)


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownPath, match="There is no gone"):
        scope_of(ScopeOptions(path="gone"), tmp_path)


@pytest.mark.parametrize("text", ["app.py", "app.py:", "app.py:x", "app.py:0", "app.py:1:0", ":3"])
def test_an_unreadable_place_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").touch()
    with pytest.raises(typer.BadParameter, match="FILE:LINE"):
        scope_of(ScopeOptions(at=text), tmp_path)


@pytest.mark.parametrize("text", ["", "/pets", "GET", "GET pets", "G-T /pets"])
def test_an_unreadable_route_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="METHOD /path"):
        route_key(text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        (["--changed"], ["--changed="]),
        (["--changed", "--format", "json"], ["--changed=", "--format", "json"]),
        (["--changed", "main", "--cold"], ["--changed", "main", "--cold"]),
        (["--changed=HEAD~1"], ["--changed=HEAD~1"]),
        (["--path", "a", "--changed"], ["--path", "a", "--changed="]),
        (["runs", "show", "latest", "--html"], ["runs", "show", "latest", "--html="]),
        (["runs", "show", "latest", "--html", "a.html"], ["runs", "show", "latest", "--html", "a.html"]),
        (["run", "--html"], ["run", "--html"]),
    ],
)
def test_the_revision_and_the_file_may_be_left_out(words: list[str], expected: list[str]) -> None:
    assert with_values(words) == expected


@pytest.mark.parametrize(
    "words", [["run", "--route", "GET /a", "--route=GET /b"], ["tests", "--path", "a", "--path", "b"]]
)
def test_a_scope_that_would_be_forgotten_is_refused(words: list[str]) -> None:
    with pytest.raises(typer.BadParameter, match="2 times"):
        refuse_doubled(words)


def test_routes_to_generate_for_may_be_several() -> None:
    refuse_doubled(["generate", "--route", "GET /a", "--route", "GET /b"])
    refuse_doubled(["run", "--route", "GET /a", "--format", "json"])
