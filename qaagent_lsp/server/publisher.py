"""Publishes diagnostics: only what differs, file by file, and clears what has vanished."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.diagnostics import Drawn, diagnostics_of
from qaagent_lsp.server.folders import local_uri
from qaagent_lsp.server.throttle import Throttle

if TYPE_CHECKING:
    from qaagent_lsp.server.language_server import QaAgentServer

PUBLISH_SECONDS = 0.05

Shown = Mapping[Path, Sequence[types.Diagnostic]]
Known = Mapping[WorkspacePath, Drawn]


class Publisher:
    """Knows what each folder has been shown."""

    def __init__(self, ls: QaAgentServer) -> None:
        self._ls = ls
        self._shown: dict[Path, Shown] = {}
        self._drawn: dict[Path, Known] = {}
        self._requests: dict[Path, Throttle] = {}
        self._turns: dict[Path, asyncio.Lock] = {}

    def request(self, root: Path) -> None:
        """Ask for a folder's diagnostics to be brought up to date soon."""
        if root not in self._requests:
            self._requests[root] = Throttle(PUBLISH_SECONDS, lambda: self._start(root))
        self._requests[root].request()

    async def publish(self, root: Path) -> None:
        """Bring a folder's diagnostics up to date now; returns when the client has been told."""
        async with self._turns.setdefault(root, asyncio.Lock()):
            folder = self._ls.folders.get(root)
            if folder is not None:
                before = self._drawn.get(root, {})
                now = await diagnostics_of(folder, self._ls.documents, self._ls.support, before)
                self._drawn[root] = now
                self._show(root, {folder.absolute(file): one.diagnostics for file, one in now.items()})

    def clear(self, root: Path) -> None:
        """Take back everything shown of a folder that was closed."""
        if (request := self._requests.pop(root, None)) is not None:
            request.close()
        self._show(root, {})
        self._shown.pop(root, None)
        self._drawn.pop(root, None)

    def close(self) -> None:
        """Publish nothing any more."""
        for request in self._requests.values():
            request.close()

    def _start(self, root: Path) -> None:
        self._ls.spawn(self.publish(root), f"publish {root}")

    def _show(self, root: Path, wanted: Shown) -> None:
        before = self._shown.get(root, {})
        for path in {**before, **wanted}:
            now = wanted.get(path, ())
            if before.get(path, ()) != now:
                self._send(path, now)
        self._shown[root] = wanted

    def _send(self, path: Path, diagnostics: Sequence[types.Diagnostic]) -> None:
        document = self._ls.documents.get(path)
        version = document.version if document is not None and self._ls.support.diagnostic_versions else None
        uri = document.uri if document is not None else local_uri(path)
        self._ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=list(diagnostics), version=version)
        )
