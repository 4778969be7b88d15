"""Where diagnostics stand: columns, versions, edits above them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.diagnostics import diagnostics_of
from tests.server.editor import editing, full_capabilities
from tests.server.listener import listened

CATS = {"method": "GET", "path": "/cats/{cat_id}"}
LINE = '    greeting = "Привет 🐈"; return {"name": names[cat_id], "greeting": greeting}'


@pytest.mark.parametrize(
    ("encoding", "unit"),
    [("utf-16", "utf-16-le"), ("utf-8", "utf-8"), ("utf-32", "utf-32-le")],
)
async def test_columns_are_right_behind_text_that_is_not_ascii(cats: Path, encoding: str, unit: str) -> None:
    capabilities = full_capabilities()
    capabilities.general = types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind(encoding)]
    )
    async with editing(cats, capabilities=capabilities) as editor:
        assert editor.answer.capabilities.position_encoding == encoding
        await editor.run("qaagent.runRoute", CATS)
        mark = next(m for m in editor.marks((cats / "app.py").as_uri()) if m.severity == 1)
    width = len("x".encode(unit))
    before, failing = LINE[: LINE.index("names[")], "names[cat_id]"
    start = len(before.encode(unit)) // width
    assert (mark.range.start.line, mark.range.start.character) == (8, start)
    assert mark.range.end.character == start + len(failing)


async def test_diagnostics_move_with_what_is_typed_above_and_carry_the_version(cats: Path) -> None:
    capabilities = full_capabilities()
    assert capabilities.text_document is not None
    capabilities.text_document.publish_diagnostics = types.PublishDiagnosticsClientCapabilities(
        version_support=True
    )
    async with editing(cats, capabilities=capabilities) as editor:
        uri = editor.open(cats / "app.py")
        await editor.run("qaagent.runRoute", CATS)
        assert {mark.range.start.line for mark in editor.marks(uri)} == {5, 8}
        editor.type(uri, "# one\n# two\n" + (cats / "app.py").read_text("utf-8"))
        await editor.until(
            lambda: {m.range.start.line for m in editor.marks(uri)} == {7, 10}, "marks to move"
        )
        assert editor.publications[-1].version == 2


APP = "from flask import Flask\napp = Flask('a')\n\n@app.get('/x')\ndef x():\n    return ''\n"


async def test_what_has_not_changed_is_not_made_again(tmp_path: Path) -> None:
    file = WorkspacePath("app.py")
    (tmp_path / file).write_text(APP)
    (tmp_path / "test_arithmetic.py").write_text("def test_arithmetic():\n    assert 1\n")
    server, _ = listened()
    folder = server.open_folder(tmp_path, tmp_path.as_uri(), Settings())
    await folder.settled()

    first = await diagnostics_of(folder, server.documents, server.support, {})
    assert [(mark.range.start.line, mark.code) for mark in first[file].diagnostics] == [(3, "untested-route")]
    again = await diagnostics_of(folder, server.documents, server.support, first)
    assert again[file] is first[file]

    (tmp_path / file).write_text(f"# first\n{APP}")
    await folder.session.files_changed([file])
    moved = await diagnostics_of(folder, server.documents, server.support, again)
    assert [mark.range.start.line for mark in moved[file].diagnostics] == [4]

    (tmp_path / "test_arithmetic.py").write_text("def test_x(client):\n    client.get('/x')\n")
    await folder.session.files_changed([WorkspacePath("test_arithmetic.py")])
    assert await diagnostics_of(folder, server.documents, server.support, moved) == {}
    await server.aclose()


async def test_of_a_definition_over_several_lines_the_first_is_underlined(tmp_path: Path) -> None:
    decorator = '@app.get(\n    "/x",\n    strict_slashes=False,\n)\n'
    (tmp_path / "app.py").write_text(APP.replace("@app.get('/x')\n", decorator))
    (tmp_path / "test_app.py").write_text("def test_one():\n    pass\n")
    async with editing(tmp_path) as editor:
        uri = editor.open(tmp_path / "app.py")
        (mark,) = await editor.until(lambda: editor.marks(uri), "the mark")
    assert mark.code == "untested-route"
    assert (mark.range.start.line, mark.range.end.line, mark.range.end.character) == (3, 3, len("@app.get("))
