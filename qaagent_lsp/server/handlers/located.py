"""Finds what a document request is about, once everything said before it is taken in."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.documents import Lines
from qaagent_lsp.server.folders import Folder, local_path
from qaagent_lsp.server.language_server import QaAgentServer


@dataclass(frozen=True, slots=True)
class Place:
    """A file of a folder, and its text as the user sees it."""

    folder: Folder
    file: WorkspacePath
    lines: Lines


async def located(ls: QaAgentServer, uri: str) -> Place | None:
    """Return the place of a URI, None when no folder holds it: such a file simply has nothing of ours."""
    path = local_path(uri)
    await ls.folders.opened.wait()
    folder = ls.folders.of(path) if path is not None else None
    file = folder.relative(path) if folder is not None and path is not None else None
    if path is None or folder is None or file is None:
        return None
    await folder.settled()
    lines = await ls.documents.lines_of([path])
    return Place(folder, file, lines[path])
