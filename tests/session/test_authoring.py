"""From routes to files of tests that run: real apps, real pytest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qaagent_lsp.model.errors import UntrustedWorkspace
from qaagent_lsp.session.authored import write
from qaagent_lsp.session.authoring import briefed, briefs, draft, drafts_of, left_out
from tests.session.conftest import Open

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"

APP = """
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
PETS = {"rex": {"name": "Rex", "age": 3}}


class Pet(BaseModel):
    name: str
    age: int


@app.post("/pets/{key}", status_code=201)
def add(key: str, pet: Pet) -> Pet:
    if key in PETS:
        raise HTTPException(409, "taken")
    PETS[key] = pet.model_dump()
    return pet


@app.get("/pets")
def all_pets() -> dict[str, Pet]:
    return PETS


@app.get("/broken")
def broken() -> int:
    return 1 // 0
"""


async def test_routes_become_a_file_that_runs_green(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    session, _ = await opened(folder)
    route = next(route for route in session.snapshot.routes if route.key.method == "POST")
    found = await briefed(session, [route])
    (brief,) = found[0].briefs
    kinds = {(case.kind, case.statuses) for case in brief.cases}
    assert {("happy", (201,)), ("refused", (409,)), ("validation", (422,))} <= kinds
    after = next(case.after for case in brief.cases if case.after is not None)
    assert after.request.path == "/pets"

    drafts = drafts_of(found)
    assert [(one.file, one.routes, one.notes) for one in drafts] == [
        ("tests/test_app_routes.py", (route.key,), ())
    ]
    assert not (folder / "tests").exists()
    text = drafts[0].text
    assert "app_module.PETS.clear()" in text
    # This environment has Hypothesis.
    assert "test_post_pets_key_happy_any_body" in text
    (authored,) = await write(session, drafts)
    assert authored.outcome == "passed", authored.message
    assert session.links_of_route(route.key)


async def test_a_crash_is_shown_and_not_expected(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    session, _ = await opened(folder)
    route = next(route for route in session.snapshot.routes if route.key.path == "/broken")
    (one,) = await draft(session, [route])
    assert one.notes == (
        "GET /broken: it broke with 500: ZeroDivisionError: integer division or modulo by zero",
    )
    (authored,) = await write(session, [one])
    assert authored.outcome == "failed"


async def test_several_files_of_one_app(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(PROJECTS / "pets_fastapi", folder)
    session, _ = await opened(folder)
    drafts = await draft(session, session.snapshot.routes)
    assert sorted(one.file for one in drafts) == [
        "tests/test_pets_routes.py",
        "tests/test_shop_main_routes.py",
    ]
    assert {outcome.outcome for outcome in await write(session, drafts)} == {"passed"}


async def test_a_route_that_no_client_can_be_made_for_is_told(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "routes.py").write_text(
        "from fastapi import APIRouter\nr = APIRouter()\n\n@r.get('/x')\ndef x(): ...\n"
    )
    session, _ = await opened(folder)
    found = await briefed(session, session.snapshot.routes)
    assert drafts_of(found) == ()
    assert left_out(found) == ("GET /x: which app serves it, so no client could be made",)


async def test_nothing_is_tried_where_the_workspace_is_not_trusted(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    session, _ = await opened(tmp_path / "project", trusted=False)
    with pytest.raises(UntrustedWorkspace):
        await briefs(session, [])
