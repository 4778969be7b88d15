"""Editor words → LSP values: commands with their URIs, spans with their ranges."""

from __future__ import annotations

from typing import assert_never

from lsprotocol import types

from qaagent_lsp.editor.commands import (
    Argument,
    Command,
    FileArgument,
    LineArgument,
    RouteArgument,
    RunArgument,
    TestArgument,
)
from qaagent_lsp.editor.markdown import unmarked
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.client import ClientSupport
from qaagent_lsp.server.documents import Documents
from qaagent_lsp.server.folders import Folder, local_uri


def file_uri(folder: Folder, documents: Documents, file: WorkspacePath) -> str:
    """Return the URI of a workspace file, in the client's own spelling where it has the file open."""
    path = folder.absolute(file)
    document = documents.get(path)
    return document.uri if document is not None else local_uri(path)


def lsp_command(folder: Folder, documents: Documents, command: Command) -> types.Command:
    """Return the LSP command of a click."""
    argument = _argument(folder, documents, command.argument)
    return types.Command(title=command.title, command=command.id, arguments=[argument])


def markup(support: ClientSupport, markdown: str) -> types.MarkupContent:
    """Return a text of ours as the client shows it."""
    if support.plain_hovers:
        return types.MarkupContent(kind=types.MarkupKind.PlainText, value=unmarked(markdown))
    return types.MarkupContent(kind=types.MarkupKind.Markdown, value=markdown)


def _argument(folder: Folder, documents: Documents, argument: Argument) -> dict[str, object]:
    match argument:
        case RouteArgument():
            uri = file_uri(folder, documents, argument.file)
            return {"method": argument.method, "path": argument.path, "uri": uri}
        case TestArgument():
            return {"uri": file_uri(folder, documents, argument.file), "id": argument.id}
        case FileArgument():
            return {"uri": file_uri(folder, documents, argument.file)}
        case LineArgument():
            uri = file_uri(folder, documents, argument.file)
            return {"uri": uri, "position": {"line": argument.line - 1, "character": 0}}
        case RunArgument():
            return {"runId": argument.run_id}
        case _:
            assert_never(argument)
