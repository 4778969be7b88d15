"""Drafts become files: beside what is there, never over it, and what their run found is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from qaagent_lsp.model.brief import Authored, Draft
from qaagent_lsp.model.errors import UntrustedWorkspace
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.authored import free_name, put, put_on_record, write
from qaagent_lsp.session.session import Session

Open = Callable[..., Awaitable[tuple[Session, object]]]

GREEN = "def test_one():\n    assert True\n"
RED = "def test_one():\n    assert 1 == 2\n"


def draft(text: str, file: str = "tests/test_new.py") -> Draft:
    return Draft(WorkspacePath(file), text, "pytest", (), ("look at this",))


async def test_a_draft_is_written_and_run(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    session, _ = await opened(folder)
    (authored,) = await write(session, [draft(GREEN)])
    assert (authored.outcome, authored.message, authored.notes) == ("passed", "1 passed", ("look at this",))
    assert (folder / "tests" / "test_new.py").read_text() == GREEN


async def test_a_file_that_is_there_is_left_alone(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "test_new.py").write_text("# mine\n")
    session, _ = await opened(folder)
    (authored,) = await write(session, [draft(RED)])
    assert authored.file == "tests/test_new_2.py"
    assert authored.outcome == "failed"
    assert authored.message.startswith("1 of 1 did not pass: test_one: ")
    assert (folder / "tests" / "test_new.py").read_text() == "# mine\n"


async def test_what_cannot_be_written_is_told(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "tests").write_text("a file where a folder should be")
    session, _ = await opened(folder)
    (authored,) = await write(session, [draft(GREEN)])
    assert authored.outcome == "not-run"
    assert "tests/test_new.py cannot be written" in authored.message


async def test_a_file_that_cannot_be_imported_is_an_error(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    session, _ = await opened(folder)
    (authored,) = await write(session, [draft("import nothing_of_this_name\n" + GREEN)])
    assert authored.outcome == "error"


async def test_nothing_is_written_where_the_workspace_is_not_trusted(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    session, _ = await opened(folder, trusted=False)
    with pytest.raises(UntrustedWorkspace):
        await write(session, [draft(GREEN)])
    assert not (folder / "tests").exists()


def test_the_number_stands_before_the_endings(tmp_path: Path) -> None:
    (tmp_path / "pets.spec.ts").touch()
    (tmp_path / "pets_2.spec.ts").touch()
    assert free_name(tmp_path, WorkspacePath("pets.spec.ts")) == "pets_3.spec.ts"


async def test_what_is_written_is_known_also_by_who_was_cancelled(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    session, _ = await opened(folder)
    kept: list[Authored] = []
    writing = asyncio.create_task(put_on_record(session, [draft(GREEN)], kept.extend))
    await asyncio.wait({writing}, timeout=0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert [one.file for one in kept] == ["tests/test_new.py"]
    assert (folder / "tests" / "test_new.py").read_text() == GREEN


async def test_text_that_is_no_utf_8_is_written_as_escapes(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    session, _ = await opened(folder)
    (authored,) = await put(session, [draft("# \ud800\n")])
    assert authored.message == ""
    assert (folder / "tests" / "test_new.py").read_text() == "# \\ud800\n"
