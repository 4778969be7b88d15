"""Completion and hover in ``.qaagent.yaml``, as an editor asks for them."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import editing

TEXT = "project: {name: '😀'}\nrun:\n  retry_count: 1\n  tim\n"


async def test_keys_are_offered_and_explained_while_the_file_is_typed(pets: Path) -> None:
    (pets / ".qaagent.yaml").write_text(TEXT, "utf-8")
    async with editing(pets) as editor:
        uri = editor.open(pets / ".qaagent.yaml")
        document = types.TextDocumentIdentifier(uri)
        asked = types.CompletionParams(document, types.Position(3, 5))
        offered = await editor.text_document_completion_async(asked)
        assert isinstance(offered, list)
        labels = [item.label for item in offered]
        assert "timeout" in labels
        assert "retry_count" not in labels
        timeout = offered[labels.index("timeout")]
        assert isinstance(timeout.text_edit, types.TextEdit)
        assert timeout.text_edit.range == types.Range(types.Position(3, 2), types.Position(3, 5))
        assert timeout.detail == "number, default 300"
        hover = await editor.text_document_hover_async(types.HoverParams(document, types.Position(2, 4)))
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert "**run.retry_count** — whole number, default 0" in hover.contents.value
        nothing = types.HoverParams(document, types.Position(2, 16))
        assert await editor.text_document_hover_async(nothing) is None


async def test_nothing_is_offered_in_other_files(pets: Path) -> None:
    async with editing(pets) as editor:
        (pets / "other.yaml").write_text("run:\n")
        uri = editor.open(pets / "other.yaml")
        asked = types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(0, 1))
        assert not await editor.text_document_completion_async(asked)
