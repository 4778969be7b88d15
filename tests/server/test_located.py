"""Files that no folder holds."""

from __future__ import annotations

from pathlib import Path

from tests.server.editor import editing

GET_PET = {"method": "GET", "path": "/pets/{pet_id}"}


async def test_files_outside_the_workspace_have_nothing_of_ours(pets: Path, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text('@app.get("/x")\ndef x(): ...\n')
    async with editing(pets) as editor:
        assert await editor.lenses(editor.open(tmp_path / "other.py")) == []
        assert await editor.lenses("untitled:Untitled-1") == []
