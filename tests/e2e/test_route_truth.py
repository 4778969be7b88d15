"""Routes found without running anything equal the tables that the frameworks themselves build."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qaagent_lsp.discovery.assembly.resolve import RouteTable, resolve
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source
from tests.e2e.projects import environment, fastapi_docs, flaskr_project, interpreter_of

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
SCRIPT = Path(__file__).with_name("runtime_routes.py")


def runtime_rows(project: Path, app: str, python: Path | None = None) -> list[tuple[str, str, str]]:
    command = [str(python or interpreter_of(project)), "-B", str(SCRIPT), str(project), app]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True, timeout=120)
    return [(method, path, handler) for method, path, handler, _, _ in json.loads(done.stdout)]


def static_table(project: Path) -> RouteTable:
    files = [path for path in sorted(project.rglob("*.py")) if ".venv" not in path.relative_to(project).parts]
    sources = [source(path.read_text(), path.relative_to(project).as_posix()) for path in files]
    return resolve({item.file: facts_of(item) for item in sources})


def static_rows(table: RouteTable, below: str) -> list[tuple[str, str, str]]:
    assert all(route.confidence == 1 for route in table.routes if route.file.startswith(below))
    return sorted(
        (route.key.method, route.key.path, route.handler)
        for route in table.routes
        if route.file.startswith(WorkspacePath(below))
    )


def test_flaskr(tmp_path: Path) -> None:
    project = flaskr_project(tmp_path / "flaskr")
    expected = runtime_rows(project, "flaskr:create_app()")
    assert len(expected) == 12
    assert static_rows(static_table(project), "flaskr/") == expected


@pytest.mark.parametrize(
    ("name", "app", "count"),
    [("shop_litestar", "shop.app:create_app()", 33), ("shop_aiohttp", "shop.app:init()", 53)],
)
def test_every_construct(name: str, app: str, count: int) -> None:
    """Projects of our own that are written in all the ways that the frameworks know."""
    expected = runtime_rows(PROJECTS / name, app, environment("litestar_aiohttp.txt") / "bin" / "python")
    assert len(expected) == count
    certain = [route for route in static_table(PROJECTS / name).routes if route.confidence == 1]
    assert sorted((route.key.method, route.key.path, route.handler) for route in certain) == expected


def test_bigger_applications(tmp_path: Path) -> None:
    project = fastapi_docs(tmp_path / "docs")
    table = static_table(project)
    expected = runtime_rows(project, "docs_src.bigger_applications.app.main:app")
    assert static_rows(table, "docs_src/bigger_applications/app/") == expected


@pytest.mark.parametrize(
    ("name", "app", "count"),
    [
        ("drf_tutorial", "tutorial.wsgi:application", 27),
        ("shop_django", "shop.wsgi:application", 138),
    ],
)
def test_django(name: str, app: str, count: int) -> None:
    """Django REST framework's tutorial as it stands at its end, and a project written in all the ways there are."""
    expected = runtime_rows(PROJECTS / name, app, environment("django.txt") / "bin" / "python")
    assert len(expected) == count
    found = static_table(PROJECTS / name).routes
    assert sorted((route.key.method, route.key.path, route.handler) for route in found) == expected
    assert {route.app for route in found} == {app}


def test_django_ninja() -> None:
    """Operations of APIs and nested routers, in each way that Ninja puts their paths together."""
    python = environment("django_ninja.txt") / "bin" / "python"
    expected = runtime_rows(PROJECTS / "shop_ninja", "shop.wsgi:application", python)
    assert len(expected) == 18
    found = static_table(PROJECTS / "shop_ninja").routes
    assert sorted((route.key.method, route.key.path, route.handler) for route in found) == expected
    assert {(route.app, route.confidence) for route in found} == {("shop.wsgi:application", 1)}


@pytest.mark.parametrize(
    ("app", "count"),
    [
        ("shop.restful:create_app()", 10),
        ("shop.restx:app", 8),
        ("shop.smorest:create_app()", 5),
        ("shop.apiflask_shop:app", 4),
        ("shop.fastapi_views:create_app()", 19),
    ],
)
def test_classes_whose_methods_answer(app: str, count: int) -> None:
    """Flask-RESTful, -RESTX, -smorest, APIFlask and classes of FastAPI; documentation that they serve is left out."""
    project = PROJECTS / "shop_resources"
    told = runtime_rows(project, app, environment("web_resources.txt") / "bin" / "python")
    expected = [row for row in told if row[2].startswith("shop.")]
    assert len(expected) == count
    found = [route for route in static_table(project).routes if route.app == app]
    assert sorted((route.key.method, route.key.path, route.handler) for route in found) == expected
    assert {route.reason for route in found if route.confidence < 1} <= {"default of parameter prefix"}


@pytest.mark.parametrize(
    ("make", "app"),
    [
        (flaskr_project, "flaskr:create_app()"),
        (fastapi_docs, "docs_src.bigger_applications.app.main:app"),
    ],
)
def test_what_the_app_is_asked_is_what_it_serves(
    make: Callable[[Path], Path], app: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method, path, handler, file and line of every row, after the interpreter was asked directly."""
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    project = make(tmp_path / "project")
    command = [
        sys.executable,
        "-m",
        "qaagent_lsp",
        "routes",
        str(project),
        "--observe",
        app,
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    rows = [
        (row["method"], row["path"], row["handler"], str(project / row["handler_file"]), row["handler_line"])
        for row in json.loads(done.stdout)
    ]
    assert sorted(rows) == sorted(whole_rows(project, app))


def whole_rows(project: Path, app: str) -> list[tuple[str, str, str, str, int]]:
    command = [str(interpreter_of(project)), str(SCRIPT), str(project), app]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True, timeout=300)
    rows: list[tuple[str, str, str, str, int]] = json.loads(done.stdout)
    return [(method, path, handler, file, line) for method, path, handler, file, line in rows]
