"""Workspace symbols."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import editing

CATS = {"method": "GET", "path": "/cats/{cat_id}"}


async def test_symbols_find_routes_and_tests(cats: Path, pets: Path) -> None:
    async with editing(cats, pets) as editor:

        async def find(query: str) -> list[str]:
            answer = await editor.workspace_symbol_async(types.WorkspaceSymbolParams(query=query))
            return [symbol.name for symbol in answer or ()]

        assert await find("GET /pets/{pet_id}") == ["GET /pets/{pet_id}"]
        assert (await find("get /cats"))[0] == "GET /cats/{cat_id}"
        assert await find("test_arithmetic") == ["test_arithmetic"]
        assert set(await find("")) >= {"GET /cats/{cat_id}", "DELETE /pets/{pet_id}", "GET /health"}
        assert await find("no such thing") == []
