"""The server that handlers are given as ``ls``: it owns what outlives a request, and decides nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from qaagent_lsp import __version__
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.server.announcer import Announcer
from qaagent_lsp.server.client import ClientSupport, InitializationOptions
from qaagent_lsp.server.conversation import Terms
from qaagent_lsp.server.documents import Documents
from qaagent_lsp.server.folders import Folder, Folders
from qaagent_lsp.server.progress import RunProgress
from qaagent_lsp.server.publisher import Publisher
from qaagent_lsp.server.rpc import Connection
from qaagent_lsp.server.throttle import Throttle
from qaagent_lsp.session.compose import open_session

log = logging.getLogger(__name__)

LENS_REFRESH_SECONDS = 0.15


class QaAgentServer(LanguageServer):
    """One client's server. ``support`` and ``options`` are those of ``initialize``."""

    protocol: Connection

    def __init__(self, terms: Terms) -> None:
        super().__init__(
            "qaagent-lsp",
            __version__,
            # Whole texts: pygls applies ranges to lines as ``str.splitlines`` sees them, which are not LSP's.
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Connection,
            converter_factory=default_converter,
        )
        self.terms = terms
        self.support = ClientSupport()
        self.options = InitializationOptions()
        self.base_settings = Settings()
        self.wanted_folders: tuple[str, ...] = ()
        self.startup_warnings: tuple[str, ...] = ()
        self.documents = Documents()
        self.folders = Folders()
        self.run_progress = RunProgress(self.protocol)
        self.publisher = Publisher(self)
        self.lens_refresh = Throttle(LENS_REFRESH_SECONDS, self._refresh_lenses)
        self._tasks: set[asyncio.Task[None]] = set()

    def open_folder(self, path: Path, uri: str, settings: Settings) -> Folder:
        """Open a session on a folder and start indexing it in the background."""
        announcer = Announcer(self, path, uri)
        session = open_session(
            path,
            settings,
            announcer,
            runs_dir=self.terms.runs_dir,
            trusted=not self.options.untrusted_workspace,
            client_python=self.options.python,
        )
        folder = Folder(path, uri, session, tell=self.warn, running=announcer.running)
        self.folders.add(folder)
        return folder

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Start work that no request waits for; it is owned, its fault logged, its end awaited."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def warn(self, message: str) -> None:
        """Show a warning to the user."""
        self._show(message, types.MessageType.Warning)

    def tell_of_broken_run(self, result: RunResult, broken: str) -> None:
        """Tell the user what kept a run from giving verdicts; a cancelled one needs no telling."""
        if result.status != "cancelled":
            self._show(f"{broken} (run {result.run_id})", types.MessageType.Error)

    async def aclose(self) -> None:
        """Cancel every run and wait until nothing of this client is left. Safe to call twice."""
        self.lens_refresh.close()
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.folders.aclose()
        self.publisher.close()

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ARG002 - pygls's signature
        """Log what a notification handler raised, and say so; requests have their own answer."""
        log.error("a notification could not be handled", exc_info=error)
        self._show(f"qaagent-lsp: {error}", types.MessageType.Error)

    def _show(self, message: str, kind: types.MessageType) -> None:
        log.log(logging.ERROR if kind is types.MessageType.Error else logging.WARNING, "%s", message)
        self.window_show_message(types.ShowMessageParams(type=kind, message=message))

    def _refresh_lenses(self) -> None:
        if self.support.lens_refresh:
            self.protocol.send_request(types.WORKSPACE_CODE_LENS_REFRESH)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("%s failed", task.get_name(), exc_info=fault)
