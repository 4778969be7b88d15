"""Document symbols."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import Editor, editing, full_capabilities
from tests.server.small import small_folder


async def _symbols(editor: Editor, file: Path) -> list[types.DocumentSymbol | types.SymbolInformation]:
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(file.as_uri()))
    return list(await editor.text_document_document_symbol_async(params) or ())


async def test_a_tree_where_the_client_takes_one(tmp_path: Path) -> None:
    small_folder(tmp_path)
    async with editing(tmp_path) as editor:
        routes = await _symbols(editor, tmp_path / "app.py")
        assert [one.name for one in routes] == ["GET /pets/{pet_id}", "GET /pets", "POST /pets"]
        (feature,) = await _symbols(editor, tmp_path / "features" / "pets.feature")
        assert isinstance(feature, types.DocumentSymbol)
        (rule,) = feature.children or ()
        assert [(one.name, len(one.children or ())) for one in rule.children or ()] == [
            ("One pet", 0),
            ("Each", 2),
        ]
        assert await _symbols(editor, tmp_path / "tests" / "test_app.py") == []


async def test_a_list_where_it_does_not(tmp_path: Path) -> None:
    small_folder(tmp_path)
    capabilities = full_capabilities()
    assert capabilities.text_document is not None
    capabilities.text_document.document_symbol = None
    async with editing(tmp_path, capabilities=capabilities) as editor:
        found = await _symbols(editor, tmp_path / "features" / "pets.feature")
        assert [
            (one.name, one.container_name) for one in found if isinstance(one, types.SymbolInformation)
        ] == [
            ("Pets", None),
            ("Ids", "Pets"),
            ("One pet", "Ids"),
            ("Each", "Ids"),
            ("Each -- @1.1", "Each"),
            ("Each -- @1.2", "Each"),
        ]
