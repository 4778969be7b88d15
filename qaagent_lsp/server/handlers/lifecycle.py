"""``initialize``, ``initialized``, ``shutdown``, and workspace folders that come and go."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types

from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.server.client import options_of, support_of
from qaagent_lsp.server.folders import local_path, local_uri
from qaagent_lsp.server.handlers.configuration import pull_settings, register_configuration
from qaagent_lsp.server.handlers.documents import take_in
from qaagent_lsp.server.handlers.watching import register_watchers
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.rpc import invalid_params
from qaagent_lsp.server.settings import read_settings


def initialize(ls: QaAgentServer, params: types.InitializeParams) -> None:
    """Note what the client can and wants. Nothing is read or run yet, so that the answer goes out at once."""
    ls.options, wrong = options_of(params.initialization_options)
    if ls.terms.token is not None and not hmac.compare_digest(
        (ls.options.token or "").encode(), ls.terms.token.encode()
    ):
        raise invalid_params("initializationOptions.token is not the token of this server", "token")
    ls.support = support_of(params.capabilities)
    ls.base_settings, problems = read_settings(ls.options.settings, ls.base_settings)
    ls.wanted_folders = _folders_of(params)
    ls.startup_warnings = tuple(filter(None, (wrong, *problems)))


async def initialized(ls: QaAgentServer, _: types.InitializedParams) -> None:
    """Open the folders. They index in the background; requests wait for them without blocking each other."""
    for warning in ls.startup_warnings:
        ls.warn(warning)
    try:
        await open_folders(ls, ls.wanted_folders)
    finally:
        # Whatever became of the folders, nobody may wait for them for ever.
        ls.folders.opened.set()
    register_watchers(ls)
    register_configuration(ls)


async def shutdown(ls: QaAgentServer, _: None) -> None:
    """End every run before answering, so that nothing is left when the client sends ``exit``."""
    await ls.aclose()


async def did_change_workspace_folders(
    ls: QaAgentServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Open what was added, close what was removed.

    In this order: with no folder in between, a file that is opened just then would become a folder of its own.
    """
    await ls.folders.opened.wait()
    removed = {local_path(folder.uri) for folder in params.event.removed}
    added = [folder.uri for folder in params.event.added]
    await open_folders(ls, [uri for uri in added if local_path(uri) not in removed])
    for path in removed:
        folder = ls.folders.remove(path) if path is not None else None
        if folder is not None:
            await folder.aclose()
            ls.publisher.clear(folder.path)
    await open_folders(ls, [uri for uri in added if local_path(uri) in removed])


async def open_folders(ls: QaAgentServer, uris: Sequence[str]) -> None:
    """Open sessions on folders, each with its own settings; ones that do not exist are named."""
    wanted = []
    for uri in uris:
        path = local_path(uri)
        if path is None or not path.is_dir():
            ls.warn(f"{uri} is not a folder on this machine")
        elif ls.folders.get(path) is None:
            wanted.append((path, uri))
    settings = await pull_settings(ls, [uri for _, uri in wanted])
    for (path, uri), own in zip(wanted, settings, strict=True):
        try:
            folder = ls.open_folder(path, uri, own)
        except QaAgentError as refusal:
            ls.warn(f"{path.name}: {refusal.message}. {refusal.hint}".strip())
            continue
        # What the editor had open before its folder came counts, too.
        for document in ls.documents.below(path):
            take_in(folder, document)


def _folders_of(params: types.InitializeParams) -> tuple[str, ...]:
    if params.workspace_folders:
        return tuple(folder.uri for folder in params.workspace_folders)
    if params.root_uri:
        return (params.root_uri,)
    if params.root_path:
        return (local_uri(Path(params.root_path)),)
    return ()
