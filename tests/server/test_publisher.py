"""Only what differs is published, and what vanished is cleared: with a real session on real files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.server.language_server import QaAgentServer
from tests.server.listener import Listener, listened

SYNTAX = "textDocument/publishDiagnostics"
BROKEN = "from flask import Flask\napp = Flask('a')\n@app.get('/x')\ndef x(:\n"


async def _opened(tmp_path: Path) -> tuple[QaAgentServer, Listener]:
    server, listener = listened()
    folder = server.open_folder(tmp_path, tmp_path.as_uri(), Settings())
    await folder.settled()
    await server.publisher.publish(tmp_path)
    return server, listener


def _said(listener: Listener) -> list[tuple[str, int]]:
    said: list[Any] = listener.heard(SYNTAX)
    return [(params["uri"].rpartition("/")[2], len(params["diagnostics"])) for params in said]


async def test_only_differences_are_published(tmp_path: Path) -> None:
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text(BROKEN)
    two.write_text(BROKEN)
    server, listener = await _opened(tmp_path)
    assert sorted(_said(listener)) == [("one.py", 1), ("two.py", 1)]
    await server.publisher.publish(tmp_path)
    assert len(_said(listener)) == 2

    one.write_text("x = 1\n")
    (folder,) = server.folders
    await folder.session.refresh()
    await server.publisher.publish(tmp_path)
    assert _said(listener)[2:] == [("one.py", 0)]

    server.publisher.clear(tmp_path)
    assert _said(listener)[3:] == [("two.py", 0)]
    await server.aclose()


async def test_a_folder_that_is_gone_publishes_nothing(tmp_path: Path) -> None:
    server, listener = await _opened(tmp_path)
    server.folders.remove(tmp_path)
    (tmp_path / "one.py").write_text(BROKEN)
    await server.publisher.publish(tmp_path)
    assert _said(listener) == []
    await server.aclose()
