"""Hover, code actions, symbols: what an editor without lenses has."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import editing, full_capabilities

CATS = {"method": "GET", "path": "/cats/{cat_id}"}


def _at(uri: str, line: int) -> types.HoverParams:
    return types.HoverParams(
        text_document=types.TextDocumentIdentifier(uri=uri), position=types.Position(line=line, character=3)
    )


async def test_hover_tells_links_results_and_evidence(cats: Path) -> None:
    async with editing(cats) as editor:
        uri = editor.open(cats / "app.py")
        run_id = (await editor.run("qaagent.runRoute", CATS)).runId
        hover = await editor.text_document_hover_async(_at(uri, 5))
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        for said in ("GET /cats/{cat_id}", "test_unknown_cat", "KeyError: 7", run_id):
            assert said in hover.contents.value
        assert hover.range is not None
        assert hover.range.start.line == 5
        test = editor.open(cats / "tests" / "test_cats.py")
        assert await editor.text_document_hover_async(_at(test, 3)) is not None
        assert await editor.text_document_hover_async(_at(uri, 0)) is None
        line, column = next(
            (number, text.index("/cats/"))
            for number, text in enumerate((cats / "tests" / "test_cats.py").read_text("utf-8").split("\n"))
            if "/cats/" in text
        )
        url = types.HoverParams(types.TextDocumentIdentifier(test), types.Position(line, column))
        of_url = await editor.text_document_hover_async(url)
        assert of_url is not None
        assert isinstance(of_url.contents, types.MarkupContent)
        assert f"({test}#L4)" in of_url.contents.value.replace("<", "").replace(">", "")


async def test_an_editor_that_shows_no_markdown_gets_none(cats: Path) -> None:
    capabilities = full_capabilities()
    assert capabilities.text_document is not None
    plain = types.HoverClientCapabilities(content_format=[types.MarkupKind.PlainText])
    capabilities.text_document.hover = plain
    async with editing(cats, capabilities=capabilities) as editor:
        hover = await editor.text_document_hover_async(_at(editor.open(cats / "app.py"), 5))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.kind == types.MarkupKind.PlainText
    assert hover.contents.value.startswith("GET /cats/{cat_id} — app.")
