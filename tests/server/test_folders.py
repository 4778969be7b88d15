"""Workspace folders: several, none, coming and going."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.server.editor import PROJECTS, Editor, editing

HEALTH = {"method": "GET", "path": "/health"}


async def _paths(editor: Editor, **argument: object) -> set[str]:
    return {row["path"] for row in await editor.command("qaagent.listRoutes", argument)}


async def test_without_a_folder_the_file_s_own_folder_is_one(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PROJECTS / "pets_flask", tmp_path / "alone"))
    async with editing() as editor:
        assert (await editor.refused("qaagent.runAll", {})).data["kind"] == "unknown-path"
        uri = editor.open(folder / "app.py")
        assert len(await editor.lenses(uri)) == 2
        assert (
            await editor.run("qaagent.runRoute", {"method": "GET", "path": "/cats/{cat_id}"})
        ).outcome == "failed"


async def test_a_linked_folder_is_spoken_of_as_the_client_spells_it(cats: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(cats)
    async with editing(link) as editor:
        uri = editor.open(link / "app.py")
        assert len(await editor.lenses(uri)) == 2
        await editor.run("qaagent.runAll", {})
        assert {p.uri for p in editor.publications} == {uri}
        (row,) = await editor.command("qaagent.listRoutes", {"uri": uri})
        assert row["uri"] == uri


async def test_nested_folders_each_answer_for_their_own(pets: Path) -> None:
    inner = Path(shutil.copytree(PROJECTS / "pets_flask", pets / "services" / "cats"))
    async with editing(pets, inner) as editor:
        uri = editor.open(inner / "app.py")
        lens = (await editor.raw_lenses(uri))[0].command
        assert lens is not None
        (argument,) = lens.arguments or ()
        end = await editor.run("qaagent.runRoute", argument)
        assert (end.folder, end.outcome) == (inner.as_uri(), "failed")
