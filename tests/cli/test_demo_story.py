from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.cli.demo_editor import Refused, editing
from qaagent_lsp.cli.demo_project import BROKEN_FILE, fixed_text, write_project
from qaagent_lsp.cli.demo_story import Story, play

SERVER = [sys.executable, "-m", "qaagent_lsp", "serve", "--stdio"]


async def missing_of(folder: Path) -> list[str]:
    """Play the demo in a folder, with little patience, and give what was not seen."""
    async with editing(SERVER, folder, Path(sys.executable)) as editor:
        story = Story(editor, folder, lambda _: None, patience=2)
        await play(story)
    return story.missing


async def test_a_bug_that_is_not_there_is_not_seen(tmp_path: Path) -> None:
    write_project(tmp_path)
    (tmp_path / BROKEN_FILE).write_text(fixed_text())
    missing = await missing_of(tmp_path)
    assert "ending failed (it ended passed" in missing[0]
    assert missing[1:4] == [
        "a diagnostic on the failing line (app/pets.py:14)",
        "a diagnostic on the route (app/pets.py:12)",
        "a lens with ✗",
    ]


async def test_without_tests_the_click_is_refused(tmp_path: Path) -> None:
    write_project(tmp_path)
    for file in (tmp_path / "tests").iterdir():
        file.unlink()
    with pytest.raises(Refused, match="no test is known to reach GET /pets"):
        await missing_of(tmp_path)
