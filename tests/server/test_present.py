from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.commands import (
    Argument,
    Command,
    FileArgument,
    RouteArgument,
    RunArgument,
    TestArgument,
)
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.server.documents import Document
from qaagent_lsp.server.present import file_uri, lsp_command
from tests.server.listener import listened

FILE = WorkspacePath("a b.py")


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        (RouteArgument("GET", "/x", FILE), {"method": "GET", "path": "/x", "uri": "URI"}),
        (TestArgument(FILE, TestId("a b.py::test_x")), {"uri": "URI", "id": "a b.py::test_x"}),
        (FileArgument(FILE), {"uri": "URI"}),
        (RunArgument("20261123_010203Z"), {"runId": "20261123_010203Z"}),
    ],
)
async def test_a_click_says_all_in_the_client_s_words(
    tmp_path: Path, argument: Argument, expected: dict[str, str]
) -> None:
    server, _ = listened()
    folder = server.open_folder(tmp_path, tmp_path.as_uri(), Settings())
    command = lsp_command(folder, server.documents, Command("▶", "qaagent.runRoute", argument))
    uri = f"{tmp_path.as_uri()}/a%20b.py"
    assert command.arguments == [{key: value.replace("URI", uri) for key, value in expected.items()}]
    assert (command.title, command.command) == ("▶", "qaagent.runRoute")
    await server.aclose()


async def test_an_open_file_is_named_as_the_client_named_it(tmp_path: Path) -> None:
    server, _ = listened()
    folder = server.open_folder(tmp_path, tmp_path.as_uri(), Settings())
    server.documents.put(Document(tmp_path / FILE, "file:///its%20own/spelling", 1, ""))
    assert file_uri(folder, server.documents, FILE) == "file:///its%20own/spelling"
    await server.aclose()
