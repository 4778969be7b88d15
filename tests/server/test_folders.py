"""Workspace folders: several, none, coming and going."""

from __future__ import annotations

import shutil
from pathlib import Path

from lsprotocol import types

from tests.server.editor import PROJECTS, Editor, editing

HEALTH = {"method": "GET", "path": "/health"}


async def _paths(editor: Editor, **argument: object) -> set[str]:
    return {row["path"] for row in await editor.command("qaagent.listRoutes", argument)}


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


async def test_folders_come_and_go(pets: Path, cats: Path) -> None:
    async with editing(cats) as editor:
        await editor.run("qaagent.runAll", {})
        assert editor.marks((cats / "app.py").as_uri())
        editor.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(
                event=types.WorkspaceFoldersChangeEvent(
                    added=[types.WorkspaceFolder(uri=pets.as_uri(), name="pets")],
                    removed=[types.WorkspaceFolder(uri=cats.as_uri(), name="cats")],
                )
            )
        )
        await editor.until(lambda: not editor.marks((cats / "app.py").as_uri()), "the marks to be taken back")
        uri = editor.open(pets / "shop" / "main.py")
        await editor.until(lambda: editor.heard("qaagent/routesChanged"), "routes")
        assert len(await editor.lenses(uri)) == 2
        assert "/cats/{cat_id}" not in await _paths(editor)


async def test_without_a_folder_the_file_s_own_folder_is_one(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PROJECTS / "pets_flask", tmp_path / "alone"))
    async with editing() as editor:
        assert (await editor.refused("qaagent.runAll", {})).data["kind"] == "unknown-path"
        uri = editor.open(folder / "app.py")
        assert len(await editor.lenses(uri)) == 2
        assert (
            await editor.run("qaagent.runRoute", {"method": "GET", "path": "/cats/{cat_id}"})
        ).outcome == "failed"


async def test_old_clients_name_their_folder_in_older_words(cats: Path) -> None:
    async with editing(root_uri=cats.as_uri()) as editor:
        assert await _paths(editor) == {"/cats/{cat_id}"}
    async with editing(root_path=str(cats)) as editor:
        assert await _paths(editor) == {"/cats/{cat_id}"}


async def test_a_folder_that_is_not_there_is_named_and_the_rest_served(cats: Path, tmp_path: Path) -> None:
    async with editing(tmp_path / "gone", cats) as editor:
        assert await _paths(editor) == {"/cats/{cat_id}"}
        (message,) = editor.messages
        assert "gone is not a folder" in message.message


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
        (argument,) = (await editor.raw_lenses(uri))[0].command.arguments or ()  # type: ignore[union-attr]  # a lens
        end = await editor.run("qaagent.runRoute", argument)
        assert (end.folder, end.outcome) == (inner.as_uri(), "failed")
