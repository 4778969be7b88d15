"""Routes of a real project by their risk: its files, its git, its runs, its configuration."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.ranking import Ranking, ranked
from tests.host.test_git_changes import commit, git
from tests.session.conftest import Open

APP = """
from fastapi import Depends, FastAPI

app = FastAPI()


def get_current_user():
    return "me"


@app.post("/pets")
def make_pet():
    return 1


@app.delete("/pets/{pet_id}")
def delete_pet(pet_id: int, user: str = Depends(get_current_user)):
    return pet_id


@app.get("/health")
def health():
    return {}
"""
TESTS = """
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import app

mine = FastAPI()


@mine.post("/only/here")
def here():
    return 1


def test_health():
    assert TestClient(app).get("/health").json() == "ok"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    (folder / "test_app.py").write_text(TESTS)
    return folder


def told(risks: tuple[RouteRisk, ...]) -> list[str]:
    return [f"{risk.key} {risk.band} {risk.score:g}: {risk.reason}" for risk in risks]


async def test_files_and_tests_decide_where_there_is_no_git(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    assert told(await ranked(session)) == [
        "POST /pets P1 70: changes data without auth; no tests",
        "DELETE /pets/{pet_id} P3 40: no tests; changes data",
        "GET /health P3 0: ",
    ]


async def test_what_git_and_the_runs_know_counts(project: Path, opened: Open) -> None:
    git(project, "init", "-q")
    commit(project)
    (project / "app.py").write_text(APP.replace("return 1", "return 2"))
    session, _ = await opened(project, python=sys.executable)
    await session.wait((await session.run(AllScope())).run_id)
    assert told(await ranked(session)) == [
        "POST /pets P0 85: changes data without auth; no tests; changed since the last commit",
        "DELETE /pets/{pet_id} P2 55: no tests; its file changed today; changes data",
        "GET /health P3 40: 1 test failing; its file changed today",
    ]


async def test_the_configuration_is_followed_and_a_broken_one_does_no_harm(
    project: Path, opened: Open
) -> None:
    config = project / ".qaagent.yaml"
    config.write_text(
        "project: {name: pets}\nrisk_assessment:\n  disable_rules: [SEC-001, not-ours]\n"
        "  severity_thresholds: {P0: 30, critical: 30}\n"
    )
    session, _ = await opened(project)
    ranking = Ranking(session)
    assert told(await ranking.ranked())[0] == "DELETE /pets/{pet_id} P0 40: no tests; changes data"
    config.write_text("project: [")
    await session.files_changed([WorkspacePath(".qaagent.yaml")])
    assert told(await ranking.ranked())[0].startswith("POST /pets P1 70")
