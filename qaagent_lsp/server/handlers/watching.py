"""``workspace/didChangeWatchedFiles``: files that change outside the editor."""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.folders import Folder, local_path
from qaagent_lsp.server.language_server import QaAgentServer

PATTERNS = (
    "**/*.{py,feature,yaml,yml,json}",
    "**/*.{spec,test}.{ts,tsx,mts,cts,js,jsx,mjs,cjs}",
    "**/{pytest.ini,.pytest.ini,pytest.toml,.pytest.toml,pyproject.toml,tox.ini,setup.cfg,behave.ini,.behaverc}",
    "**/playwright.config.{ts,mts,cts,js,mjs,cjs}",
    "**/{.qaagent.toml,.gitignore}",
)
"""Sources, what decides how the tools see them, and what is left out."""


async def did_change_watched_files(ls: QaAgentServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Take in files that were made, changed or deleted on disk, a batch for each folder."""
    await ls.folders.opened.wait()
    batches: dict[Folder, list[WorkspacePath]] = {}
    for change in params.changes:
        path = local_path(change.uri)
        folder = ls.folders.of(path) if path is not None else None
        if path is not None and folder is not None and (file := folder.relative(path)) is not None:
            batches.setdefault(folder, []).append(file)
    for folder, files in batches.items():
        folder.take_in(partial(folder.session.files_changed, files))


def register_watchers(ls: QaAgentServer) -> None:
    """Ask the client to watch, where it lets itself be asked; saves are heard of in any case."""
    if not ls.support.watched_files:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions(
        watchers=[types.FileSystemWatcher(glob_pattern=pattern) for pattern in PATTERNS]
    )
    registration = types.Registration(
        id="qaagent-files", method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES, register_options=options
    )
    ls.protocol.send_request(
        types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations=[registration])
    )
