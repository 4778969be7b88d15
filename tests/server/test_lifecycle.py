"""Folders at the start, and folders that come and go."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from tests.server.editor import Editor, editing

HEALTH = {"method": "GET", "path": "/health"}


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


async def test_a_buffer_that_was_open_before_its_folder_came_counts(pets: Path, cats: Path) -> None:
    file = pets / "shop" / "main.py"
    async with editing(cats) as editor:
        uri = editor.open(file, text=file.read_text().replace("/health", "/alive"))
        editor.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(
                event=types.WorkspaceFoldersChangeEvent(
                    added=[types.WorkspaceFolder(uri=pets.as_uri(), name="pets")], removed=[]
                )
            )
        )
        async with asyncio.timeout(60):
            while not await editor.lenses(uri):
                continue  # each question is answered when the server has got round to it
        assert "/alive" in await _paths(editor)


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


async def _paths(editor: Editor, **argument: object) -> set[str]:
    return {row["path"] for row in await editor.command("qaagent.listRoutes", argument)}
