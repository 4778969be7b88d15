"""References and definitions."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import Editor, editing
from tests.server.small import place, position, small_folder


async def _references(
    editor: Editor, uri: str, at: types.Position, *, declaration: bool = False
) -> list[str]:
    params = types.ReferenceParams(
        types.ReferenceContext(include_declaration=declaration), types.TextDocumentIdentifier(uri), at
    )
    found = await editor.text_document_references_async(params)
    return sorted(place(one.uri, one.range) for one in found or ())


async def _definition(editor: Editor, uri: str, at: types.Position) -> list[str]:
    params = types.DefinitionParams(types.TextDocumentIdentifier(uri), at)
    found = await editor.text_document_definition_async(params)
    assert found is None or isinstance(found, list)
    return sorted(place(one.uri, one.range) for one in found or () if isinstance(one, types.Location))


async def test_from_routes_to_tests_and_back(tmp_path: Path) -> None:
    small_folder(tmp_path)
    async with editing(tmp_path) as editor:
        assert editor.answer.capabilities.references_provider
        assert editor.answer.capabilities.definition_provider
        app = editor.open(tmp_path / "app.py")
        tests = editor.open(tmp_path / "tests" / "test_app.py")
        feature = (tmp_path / "features" / "pets.feature").as_uri()
        of_pet = ["pets.feature:10:9", "pets.feature:11:9", "pets.feature:3:15", "test_app.py:8:5"]

        assert await _references(editor, app, position("app.py", "def get_p‸et")) == of_pet
        assert await _references(editor, app, position("app.py", "@app.g‸et"), declaration=True) == [
            "app.py:7:2",
            *of_pet,
        ]
        assert await _references(editor, app, position("app.py", "pet_id: i‸nt")) == []
        url = position("tests/test_app.py", 'f"/pets‸/{1}"')
        assert await _references(editor, tests, url) == of_pet
        assert await _definition(editor, tests, url) == ["app.py:10:5"]
        name = position("tests/test_app.py", "def test_p‸et")
        assert await _definition(editor, tests, name) == ["app.py:10:5", "app.py:15:11"]
        assert await _references(editor, tests, name) == ["app.py:14:2", "app.py:7:2"]
        step = position("features/pets.feature", "GET /pe‸ts/1")
        assert await _definition(editor, feature, step) == ["app.py:10:5"]
        assert await _definition(editor, app, position("app.py", "def get_p‸et")) == []
        assert await _definition(editor, "untitled:Untitled-1", types.Position(0, 0)) == []
