"""Drafts for any of the tools from what one study of the routes found."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.errors import NothingToWrite, UntrustedWorkspace
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.generating import drafted, untested_in, untested_routes
from qaagent_lsp.session.ranking import ranked
from tests.session.conftest import Open

APP = """
from fastapi import FastAPI, WebSocket

app = FastAPI()
PETS = {1: "Ada"}


@app.get("/pets/{pet_id}")
def get_pet(pet_id: int):
    return {"name": PETS[pet_id]}


@app.delete("/pets/{pet_id}")
def delete_pet(pet_id: int):
    del PETS[pet_id]


@app.get("/health")
def health():
    return "ok"


@app.websocket("/live")
async def live(socket: WebSocket):
    await socket.accept()
"""
TESTS = """
from fastapi.testclient import TestClient
from app import app


def test_health():
    assert TestClient(app).get("/health").status_code == 200
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    (folder / "test_app.py").write_text(TESTS)
    return folder


async def test_what_no_test_reaches_comes_by_its_risk(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    assert [str(route.key) for route in await untested_routes(session)] == [
        "DELETE /pets/{pet_id}",
        "WEBSOCKET /live",
        "GET /pets/{pet_id}",
    ]


async def test_a_route_that_is_gone_since_it_was_ranked_is_passed_over(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    risks = await ranked(session)
    (project / "app.py").write_text(APP.replace('@app.delete("/pets/{pet_id}")', ""))
    await session.files_changed([WorkspacePath("app.py")])
    assert [str(route.key) for route in untested_in(session.snapshot, risks)] == [
        "WEBSOCKET /live",
        "GET /pets/{pet_id}",
    ]


async def test_a_feature_puts_back_what_the_app_keeps_in_memory(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    found = await drafted(session, await untested_routes(session), "behave")
    (feature,) = found.drafts
    assert "Scenario: GET /pets/{pet_id} answers" in feature.text
    assert "import app as app_module\nfrom app import app\n" in feature.companions[0].text
    assert "put_back, app_module.PETS" in feature.companions[0].text
    assert any(sentence.startswith("WEBSOCKET /live: ") for sentence in found.left_out)


async def test_each_tool_has_its_own_words(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    routes = await untested_routes(session)
    (draft,) = (await drafted(session, routes, "pytest")).drafts
    assert draft.framework == "pytest"
    with pytest.raises(NothingToWrite):
        await drafted(session, routes, "playwright")


async def test_nothing_is_tried_where_the_workspace_is_not_trusted(project: Path, opened: Open) -> None:
    session, _ = await opened(project, trusted=False)
    with pytest.raises(UntrustedWorkspace):
        await drafted(session, await untested_routes(session), "pytest")
