"""Which folder a command means when it does not say."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.server.editor import Editor, editing

HEALTH = {"method": "GET", "path": "/health"}


async def test_several_folders_are_several_sessions(pets: Path, cats: Path) -> None:
    async with editing(pets, cats) as editor:
        assert await _paths(editor) == {"/pets/", "/pets/{pet_id}", "/health", "/cats/{cat_id}"}
        assert await _paths(editor, uri=cats.as_uri()) == {"/cats/{cat_id}"}
        assert await _paths(editor, uri=(pets / "shop").as_uri()) == {"/pets/", "/pets/{pet_id}", "/health"}

        both = await editor.command("qaagent.runSuite", {"suite": "unit"})
        assert both["runId"] == both["runIds"][0]
        ends = [await editor.finished(run_id) for run_id in both["runIds"]]
        assert {end.folder for end in ends} == {pets.as_uri(), cats.as_uri()}
        one = await editor.command("qaagent.runFailed", {})
        assert set(one) == {"runId"}
        assert (await editor.finished(one["runId"])).folder == cats.as_uri()
        again = await editor.command("qaagent.runSuite", {"suite": "unit", "folder": cats.as_uri()})
        assert (await editor.finished(again["runId"])).folder == cats.as_uri()


async def test_a_route_in_two_folders_must_be_told_apart(pets: Path, tmp_path: Path) -> None:
    twin = Path(shutil.copytree(pets, tmp_path / "twin"))
    async with editing(pets, twin) as editor:
        error = await editor.refused("qaagent.testsForRoute", HEALTH)
        assert (error.code, error.data["kind"]) == (-32803, "ambiguous-route")
        uri = (twin / "shop" / "main.py").as_uri()
        (test,) = await editor.command("qaagent.testsForRoute", {**HEALTH, "uri": uri})
        assert test["uri"] == (twin / "tests" / "test_health.py").as_uri()


async def _paths(editor: Editor, **argument: object) -> set[str]:
    return {row["path"] for row in await editor.command("qaagent.listRoutes", argument)}
