"""What tests are written from is collected from the workspace and from the app."""

from __future__ import annotations

import shutil
from pathlib import Path

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.materials import materials_for
from tests.session.conftest import Open

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"


async def test_a_project_with_an_app_that_describes_itself(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(PROJECTS / "pets_fastapi", folder)
    session, _ = await opened(folder)
    ground = await session.groundwork()
    found = {one.file: one for one in materials_for(ground, session.snapshot.routes)}
    assert sorted(found) == ["tests/test_pets_routes.py", "tests/test_shop_main_routes.py"]
    pets = found[WorkspacePath("tests/test_pets_routes.py")]
    assert "/pets/{pet_id}" in pets.document["paths"]
    assert pets.literals.values["pet_id"] == (1, 2)
    assert pets.head.trouble == ""
    assert pets.notes == ()


async def test_the_profile_says_where_tests_go(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(PROJECTS / "pets_flask", folder)
    (folder / ".qaagent.yaml").write_text("tests:\n  unit:\n    output_dir: checks/api\n")
    session, _ = await opened(folder)
    (found,) = materials_for(await session.groundwork(), session.snapshot.routes)
    assert (found.folder, found.file) == ("checks/api", "checks/api/test_app_routes.py")
    assert found.document == {}


async def test_a_written_document_is_read_where_the_app_makes_none(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(PROJECTS / "pets_flask", folder)
    (folder / "openapi.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: Cats, version: '1'}\npaths:\n  /cats/{cat_id}:\n    get:\n"
        "      parameters:\n      - {name: cat_id, in: path, required: true, schema: {type: integer}}\n"
        "      responses: {'200': {description: a cat, content: {application/json: {example: {born: 2024-02-30}}}}}\n"
    )
    session, _ = await opened(folder)
    routes = [route for route in session.snapshot.routes if route.framework == "flask"]
    (found,) = materials_for(await session.groundwork(), routes)
    assert "/cats/{cat_id}" in found.document["paths"]


async def test_an_app_that_breaks_is_told(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(
        "from fastapi import FastAPI\nimport not_there\napp = FastAPI()\n\n@app.get('/x')\ndef x(): ...\n"
    )
    session, _ = await opened(folder)
    (found,) = materials_for(await session.groundwork(), session.snapshot.routes)
    assert found.document == {}
    assert "not_there" in found.notes[0]
