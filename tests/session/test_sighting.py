"""Routes that only a running app knows are there after a run, survive a restart, and age where files change."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.session import Session
from tests.session.conftest import Open

APP = """
import json
from fastapi import FastAPI

app = FastAPI()


def pet():
    return "pet"


for name in json.loads('["rex", "tom"]'):
    app.add_api_route(f"/{name}", pet)


@app.get("/health")
def health():
    return "ok"
"""
TESTS = """
from fastapi.testclient import TestClient
from app import app


def test_rex():
    assert TestClient(app).get("/rex").json() == "pet"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "app.py").write_text(APP)
    (folder / "test_app.py").write_text(TESTS)
    return folder


def rows(session: Session) -> list[tuple[str, str, int, float]]:
    return [
        (str(route.key), route.source, route.span.line, route.confidence) for route in session.snapshot.routes
    ]


SEEN = [
    ("GET /rex", "observed", 8, 1.0),
    ("GET /tom", "observed", 8, 1.0),
    ("GET /health", "observed", 16, 1.0),
]


async def test_a_run_brings_the_routes_of_its_apps(project: Path, opened: Open) -> None:
    session, witness = await opened(project)
    assert ("GET /health", "static", 16, 1.0) in rows(session)
    result = await session.wait((await session.run(AllScope())).run_id)
    assert result.status == "passed"
    assert rows(session) == SEEN
    assert [link.how for link in session.links_of_route(RouteKey("GET", "/rex"))] == ["observed"]
    assert witness.told[-1] == "finished passed"

    later, _ = await opened(project)
    assert rows(later) == SEEN
    assert later.warnings == ()

    await later.buffer_changed(WorkspacePath("app.py"), APP.replace("return", "return  "))
    assert rows(later) == [
        ("GET /rex", "observed", 8, 0.9),
        ("GET /tom", "observed", 8, 0.9),
        ("GET /health", "static", 16, 1.0),
    ]
    await later.buffer_changed(WorkspacePath("app.py"), APP.replace("def pet():", "def cat():"))
    assert ("GET /rex", "observed", 8, 0.9) not in rows(later)


async def test_a_broken_memory_is_said_and_begun_anew(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    await session.wait((await session.run(AllScope())).run_id)
    (file,) = (project.parent / "cache").rglob("apps.json")
    file.write_text("{ half")
    later, _ = await opened(project)
    assert ("GET /health", "static", 16, 1.0) in rows(later)
    assert "observed routes could not be read" in later.warnings[0]
    await later.wait((await later.run(AllScope())).run_id)
    assert rows(later) == SEEN


async def test_what_the_code_does_not_tell_is_told_by_a_run(project: Path, opened: Open) -> None:
    """Named until a test has used the app; what is written afterwards is named again."""
    app = project / "app.py"
    session, _ = await opened(project)
    assert [row.span.line for row in session.snapshot.left_out] == [13]
    await session.wait((await session.run(AllScope())).run_id)
    left_out: tuple[Route, ...] = session.snapshot.left_out
    assert left_out == ()
    assert ("GET /rex", "observed", 8, 1.0) in rows(session)
    app.write_text(APP + "\n\napp.add_api_route(json.loads('\"/more\"'), pet)\n")
    await session.files_changed([WorkspacePath("app.py")])
    assert [(row.span.line, row.reason) for row in session.snapshot.left_out] == [
        (21, "its path comes from `json.loads()`, which only a running app can tell")
    ]
