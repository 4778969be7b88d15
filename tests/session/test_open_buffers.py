"""Buffers whose files come and go on disk."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.open_buffers import OpenBuffers
from tests.session.conftest import Open

APP, CATS = WorkspacePath("app.py"), WorkspacePath("cats.py")
TEXT = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/pets")
def pets(): ...
"""
TEST = """
from fastapi.testclient import TestClient


def test_pets():
    TestClient(None).get("/pets")
"""


async def test_what_was_never_saved_counts_and_what_is_gone_does_not(tmp_path: Path) -> None:
    counting: dict[WorkspacePath, str] = {}
    buffers = OpenBuffers(tmp_path, counting, _never)
    assert buffers.put(APP, "new")
    assert await buffers.look() == {}
    (tmp_path / APP).write_text("new")
    assert await buffers.look() == {}
    (tmp_path / APP).unlink()
    assert await buffers.look() == {APP: None}
    assert (counting, buffers.is_gone(APP), await buffers.look()) == ({}, True, {})
    assert not buffers.put(APP, "edited")
    (tmp_path / APP).write_text("")
    assert await buffers.look() == {APP: "edited"}
    assert (counting, buffers.is_gone(APP)) == ({APP: "edited"}, False)


async def test_closing_forgets_that_a_file_was_there(tmp_path: Path) -> None:
    buffers = OpenBuffers(tmp_path, {}, [APP].__contains__)
    buffers.put(APP, "")
    assert await buffers.look() == {APP: None}
    buffers.close(APP)
    assert not buffers.is_gone(APP)
    assert buffers.put(APP, "again")


def _never(file: WorkspacePath) -> bool:
    return not file


async def test_routes_and_tests_of_an_open_file_that_is_renamed_stand_once(
    tmp_path: Path, opened: Open
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / APP).write_text(TEXT)
    (tmp_path / "test_app.py").write_text(TEST)
    session, _ = await opened(tmp_path)
    edited = TEXT.replace("...", "return []")
    await session.buffer_changed(APP, edited)
    await session.buffer_changed(WorkspacePath("test_app.py"), TEST + "\n")
    (tmp_path / APP).rename(tmp_path / CATS)
    (tmp_path / "test_app.py").rename(tmp_path / "test_cats.py")
    await session.files_changed([APP, CATS, WorkspacePath("test_app.py"), WorkspacePath("test_cats.py")])
    assert [(row.key, row.file) for row in session.snapshot.routes] == [(RouteKey("GET", "/pets"), CATS)]
    assert [*session.snapshot.tests] == ["test_cats.py::test_pets"]
    assert session.snapshot.hidden == ()

    await session.buffer_changed(APP, edited.replace("/pets", "/dogs"))
    assert len(session.snapshot.routes) == 1
    (tmp_path / APP).write_text(edited)
    await session.files_changed([APP])
    assert {str(row.key) for row in session.snapshot.routes} == {"GET /pets", "GET /dogs"}


async def test_a_folder_that_is_gone_takes_its_open_files_along(tmp_path: Path, opened: Open) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "app.py").write_text(TEXT)
    session, _ = await opened(tmp_path)
    await session.buffer_changed(WorkspacePath("shop/app.py"), TEXT + "\n")
    folder.rename(tmp_path / "store")
    await session.refresh()
    assert [row.file for row in session.snapshot.routes] == ["store/app.py"]
