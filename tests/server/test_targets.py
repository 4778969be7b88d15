from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.ways import Target
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.server.targets import texts_of
from tests.server.listener import listened

FILE = WorkspacePath("app.py")


def _range(*at: int) -> types.Range:
    return types.Range(types.Position(at[0], at[1]), types.Position(at[2], at[3]))


async def test_a_handler_is_shown_at_its_name(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("\nasync def ü_pet():\n    return 1\n")
    server, _ = listened()
    folder = server.open_folder(tmp_path, tmp_path.as_uri(), Settings())
    await folder.settled()
    texts = await texts_of(server, folder, [FILE, WorkspacePath("gone.py")])
    whole = Span(2, 1, 3, 13)
    handler = texts.placed(Target(Location(FILE, Span(2, 1, 2, 1)), whole))
    assert (handler.name, handler.whole) == (_range(1, 10, 1, 15), _range(1, 0, 2, 12))
    assert handler.uri == (tmp_path / FILE).as_uri()
    assert texts.location(Target(Location(FILE, Span(3, 5, 3, 11)))).range == _range(2, 4, 2, 10)
    gone = texts.placed(Target(Location(WorkspacePath("gone.py"), Span(1, 1, 1, 1))))
    assert gone.name == _range(0, 0, 0, 0)
    await server.aclose()
