"""Files that change outside the editor."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import Editor, editing, full_capabilities

CATS = {"method": "GET", "path": "/cats/{cat_id}"}
LINE = '    greeting = "Привет 🐈"; return {"name": names[cat_id], "greeting": greeting}'


async def test_a_saved_file_is_read_again_without_a_watcher(cats: Path) -> None:
    capabilities = full_capabilities()
    assert capabilities.workspace is not None
    capabilities.workspace.did_change_watched_files = None
    async with editing(cats, capabilities=capabilities) as editor:
        await editor.command("qaagent.listRoutes", {})
        assert "workspace/didChangeWatchedFiles" not in [one.method for one in editor.registrations]
        test = cats / "tests" / "test_more.py"
        test.write_text("from app import app\ndef test_more():\n    app.test_client().get('/cats/1')\n")
        editor.text_document_did_save(
            types.DidSaveTextDocumentParams(text_document=types.TextDocumentIdentifier(uri=test.as_uri()))
        )
        assert len(await editor.command("qaagent.testsForRoute", CATS)) == 3
        test.unlink()
        end = await editor.run("qaagent.runRoute", CATS)
        assert end.counts.passed + end.counts.failed == 2


async def test_watched_files_are_asked_for_and_taken_in(cats: Path) -> None:
    async with editing(cats) as editor:
        await editor.until(lambda: len(editor.registrations) == 2, "two registrations")
        watching = next(r for r in editor.registrations if r.method == "workspace/didChangeWatchedFiles")
        assert "**/*.{py,feature,yaml,yml,json}" in str(watching.register_options)
        test = cats / "tests" / "test_cats.py"
        _tell(editor, test, types.FileChangeType.Deleted, write=None)
        assert await editor.command("qaagent.testsForRoute", CATS) == []
        _tell(
            editor,
            test,
            types.FileChangeType.Created,
            write="def test_x(client):\n    client.get('/cats/1')\n",
        )
        (row,) = await editor.command("qaagent.testsForRoute", CATS)
        assert row["id"] == "tests/test_cats.py::test_x"


async def test_an_open_file_that_is_renamed_on_disk_is_not_asked_to_be_saved(cats: Path) -> None:
    async with editing(cats) as editor:
        test = cats / "tests" / "test_cats.py"
        uri = editor.open(test)
        editor.type(uri, "# typed\n" + test.read_text("utf-8"))
        assert await editor.command("qaagent.testsForRoute", CATS)
        renamed = test.with_name("test_kittens.py")
        renamed.write_text(test.read_text("utf-8"))
        _tell(editor, test, types.FileChangeType.Deleted, write=None)
        _tell(editor, renamed, types.FileChangeType.Created, write=renamed.read_text("utf-8"))
        rows = await editor.command("qaagent.testsForRoute", CATS)
        assert {row["id"].partition("::")[0] for row in rows} == {"tests/test_kittens.py"}
        await editor.run("qaagent.runRoute", CATS)
        assert editor.messages == []


def _tell(editor: Editor, file: Path, kind: types.FileChangeType, write: str | None) -> None:
    if write is None:
        file.unlink()
    else:
        file.write_text(write)
    editor.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams(changes=[types.FileEvent(uri=file.as_uri(), type=kind)])
    )
