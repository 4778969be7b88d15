"""Call hierarchy: from a handler to its tests, from a test to its handlers."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.server.editor import Editor, editing
from tests.server.small import place, position, small_folder


async def _begin(editor: Editor, uri: str, at: types.Position) -> types.CallHierarchyItem:
    params = types.CallHierarchyPrepareParams(types.TextDocumentIdentifier(uri), at)
    (item,) = await editor.text_document_prepare_call_hierarchy_async(params) or ()
    return item


async def test_walking_the_tree(tmp_path: Path) -> None:
    small_folder(tmp_path)
    async with editing(tmp_path) as editor:
        assert editor.answer.capabilities.call_hierarchy_provider
        app = editor.open(tmp_path / "app.py")
        handler = await _begin(editor, app, position("app.py", "def get_p‸et"))
        assert (handler.name, place(handler.uri, handler.selection_range)) == (
            "GET /pets/{pet_id}",
            "app.py:10:5",
        )
        assert handler.range.end.line == 10
        calls = await editor.call_hierarchy_incoming_calls_async(
            types.CallHierarchyIncomingCallsParams(handler)
        )
        assert sorted((one.from_.name, place(one.from_.uri, one.from_ranges[0])) for one in calls or ()) == [
            ("Each -- @1.1", "pets.feature:7:7"),
            ("Each -- @1.2", "pets.feature:7:7"),
            ("One pet", "pets.feature:4:7"),
            ("test_pet", "test_app.py:9:12"),
        ]
        (test,) = [one.from_ for one in calls or () if one.from_.name == "test_pet"]
        back = await editor.call_hierarchy_outgoing_calls_async(types.CallHierarchyOutgoingCallsParams(test))
        assert sorted((one.to.name, one.from_ranges[0].start.line + 1) for one in back or ()) == [
            ("GET /pets", 10),
            ("GET /pets/{pet_id}", 9),
        ]
        up = await editor.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(test))
        assert not up
        nothing = types.CallHierarchyPrepareParams(types.TextDocumentIdentifier(app), types.Position(0, 0))
        assert await editor.text_document_prepare_call_hierarchy_async(nothing) is None
        handler.data = {"what": 1}
        with pytest.raises(JsonRpcException, match=r"item\.data"):
            await editor.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(handler))
