"""What the editor holds against what is on disk: columns, saves, watchers, files that vanish."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from qaagent_lsp.server.documents import Document, Documents
from tests.server.editor import editing

CATS = {"method": "GET", "path": "/cats/{cat_id}"}
LINE = '    greeting = "Привет 🐈"; return {"name": names[cat_id], "greeting": greeting}'


async def test_closing_a_buffer_makes_the_disk_the_truth_again(cats: Path) -> None:
    async with editing(cats) as editor:
        uri = editor.open(cats / "app.py", text="x = 1\n")
        assert await editor.command("qaagent.listRoutes", {}) == []
        editor.text_document_did_close(
            types.DidCloseTextDocumentParams(text_document=types.TextDocumentIdentifier(uri=uri))
        )
        assert len(await editor.command("qaagent.listRoutes", {})) == 1


async def test_lines_come_from_the_buffer_where_one_is_open(tmp_path: Path) -> None:
    documents = Documents()
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("disk\n")
    two.write_bytes(b"\xef\xbb\xbfdisk\r\n")
    documents.put(Document(one, one.as_uri(), 2, "buffer\r\n"))
    documents.put(Document(one, one.as_uri(), 1, "older"))
    lines = await documents.lines_of([one, two, tmp_path / "gone.py"])
    assert lines == {one: ("buffer", ""), two: ("disk", ""), tmp_path / "gone.py": ()}
    assert [document.path for document in await documents.unsaved(tmp_path)] == [one]
    one.write_bytes(b"buffer\n")
    assert await documents.unsaved(tmp_path) == ()
    documents.close(one)
    assert documents.get(one) is None
