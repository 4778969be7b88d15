"""``textDocument/didOpen``, ``didChange``, ``didClose``, ``didSave``: what the editor holds counts."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from qaagent_lsp.server.documents import Document
from qaagent_lsp.server.folders import Folder, local_path, local_uri
from qaagent_lsp.server.language_server import QaAgentServer


async def did_open(ls: QaAgentServer, params: types.DidOpenTextDocumentParams) -> None:
    """Take in an opened buffer; with no folder open, the file's own folder becomes one."""
    opened = params.text_document
    path = local_path(opened.uri)
    if path is None:
        return
    ls.documents.put(Document(path, opened.uri, opened.version, opened.text))
    await ls.folders.opened.wait()
    if not len(ls.folders) and path.parent.is_dir():
        ls.open_folder(path.parent, local_uri(path.parent), ls.base_settings)
    _take_in(ls, path)


async def did_change(ls: QaAgentServer, params: types.DidChangeTextDocumentParams) -> None:
    """Take in a changed buffer."""
    changed = params.text_document
    path = local_path(changed.uri)
    if path is None:
        return
    text = ls.workspace.get_text_document(changed.uri).source
    ls.documents.put(Document(path, changed.uri, changed.version, text))
    await ls.folders.opened.wait()
    _take_in(ls, path)


async def did_close(ls: QaAgentServer, params: types.DidCloseTextDocumentParams) -> None:
    """From now on the disk is the truth of this file."""
    path = local_path(params.text_document.uri)
    if path is None:
        return
    ls.documents.close(path)
    await ls.folders.opened.wait()
    if (folder := ls.folders.of(path)) and (file := folder.relative(path)) is not None:
        folder.take_in(lambda: folder.session.buffer_closed(file))


async def did_save(ls: QaAgentServer, params: types.DidSaveTextDocumentParams) -> None:
    """Take in what is on disk now, also for clients that watch no files."""
    path = local_path(params.text_document.uri)
    await ls.folders.opened.wait()
    if path is not None and (folder := ls.folders.of(path)) and (file := folder.relative(path)) is not None:
        folder.take_in(lambda: folder.session.files_changed([file]))


def take_in(folder: Folder, document: Document) -> None:
    """Let a folder's session see a buffer; one of a file outside does not concern it."""
    file = folder.relative(document.path)
    if file is not None:
        folder.take_in(lambda: folder.session.buffer_changed(file, document.text))


def _take_in(ls: QaAgentServer, path: Path) -> None:
    folder: Folder | None = ls.folders.of(path)
    document = ls.documents.get(path)
    if folder is not None and document is not None:
        take_in(folder, document)
