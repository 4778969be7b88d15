"""The workspace folders of one client, one session each, indexed in the background."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

from qaagent_lsp.editor.reach import Reach
from qaagent_lsp.editor.verdicts import Standing, standing_of
from qaagent_lsp.model.errors import QaAgentError, UnknownPath
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.convert import path_of, uri_of
from qaagent_lsp.server.risks import Risks
from qaagent_lsp.session.session import Session

log = logging.getLogger(__name__)


class Folder:
    """One workspace folder.

    ``path`` is spelled as the client spells it; the session knows where it really lies.
    """

    def __init__(
        self,
        path: Path,
        uri: str,
        session: Session,
        *,
        tell: Callable[[str], None],
        running: Callable[[], tuple[str, ...]],
    ) -> None:
        self.path = path
        self.uri = uri
        self.session = session
        self.running = running
        self.risks = Risks(session)
        self._tell = tell
        self._standing: tuple[Snapshot, Standing] | None = None
        self._reach: tuple[Sequence[Route], Reach] | None = None
        self._pending: set[asyncio.Task[None]] = set()
        self._start = asyncio.create_task(self._begin(), name=f"index {path}")

    def relative(self, path: Path) -> WorkspacePath | None:
        """Return the workspace path of a file, None when it lies outside."""
        if path.is_relative_to(self.path):
            relative = path.relative_to(self.path).as_posix()
            return WorkspacePath("" if relative == "." else relative)
        return self.session.relative(path)

    def absolute(self, file: WorkspacePath) -> Path:
        """Return the path of a workspace file as the client would spell it."""
        return self.path / file if file else self.path

    def standing(self) -> Standing:
        """Return the standing of the session's snapshot, worked out once for each snapshot."""
        snapshot = self.session.snapshot
        if self._standing is None or self._standing[0] is not snapshot:
            self._standing = (snapshot, standing_of(snapshot))
        return self._standing[1]

    def reach(self) -> Reach:
        """Return what reads the session's route table, made once for each table."""
        routes = self.session.snapshot.routes
        if self._reach is None or self._reach[0] != routes:
            self._reach = (routes, Reach(routes))
        return self._reach[1]

    async def ready(self) -> None:
        """Wait until the folder has been indexed once."""
        await asyncio.shield(self._start)

    async def settled(self) -> None:
        """Wait until the folder is indexed and every buffer change received so far is taken in."""
        await self.ready()
        if self._pending:
            await asyncio.wait(set(self._pending))

    def take_in(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Carry out a change of what the session sees, after the first index; ``settled`` waits for it."""

        async def after_start() -> None:
            await self.ready()
            await work()

        task = asyncio.create_task(after_start(), name=f"take in {self.path}")
        self._pending.add(task)
        task.add_done_callback(self._taken_in)

    async def aclose(self) -> None:
        """End the folder's runs and everything that was started for it."""
        self._start.cancel()
        for task in self._pending:
            task.cancel()
        await asyncio.gather(self._start, *self._pending, return_exceptions=True)
        await self.risks.aclose()
        await self.session.aclose()

    def _taken_in(self, task: asyncio.Task[None]) -> None:
        self._pending.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("cannot take in a change of %s", self.path, exc_info=fault)

    async def _begin(self) -> None:
        try:
            await self.session.start()
            for warning in self.session.warnings:
                self._tell(f"{self.path.name}: {warning}")
        except QaAgentError as refusal:
            self._tell(f"{self.path.name}: {refusal.message}. {refusal.hint}".strip())
        except Exception as fault:  # a task boundary: without it the folder would stay silent for ever
            log.exception("cannot index %s", self.path)
            self._tell(f"{self.path.name} could not be indexed: {type(fault).__name__}: {fault}")


class Folders:
    """All folders of one client. ``opened`` is set once those of ``initialize`` have their sessions."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self._folders: dict[Path, Folder] = {}

    def __iter__(self) -> Iterator[Folder]:
        return iter(tuple(self._folders.values()))

    def __len__(self) -> int:
        return len(self._folders)

    def add(self, folder: Folder) -> None:
        """Add a folder."""
        self._folders[folder.path] = folder

    def remove(self, path: Path) -> Folder | None:
        """Take a folder out; the caller closes it."""
        return self._folders.pop(path, None)

    def get(self, path: Path) -> Folder | None:
        """Return the folder that is exactly this path."""
        return self._folders.get(path)

    def of(self, path: Path) -> Folder | None:
        """Return the innermost folder that holds a path."""
        inside = [folder for folder in self._folders.values() if folder.relative(path) is not None]
        return max(inside, key=lambda folder: len(folder.path.parts), default=None)

    def locate(self, uri: str) -> tuple[Folder, WorkspacePath]:
        """Return the folder and the workspace path of a URI. Raises ``UnknownPath``."""
        path = local_path(uri)
        if path is None:
            raise UnknownPath(f"{uri} is not a file on this machine", "only file: URIs can be tested")
        folder = self.of(path)
        file = folder.relative(path) if folder is not None else None
        if folder is None or file is None:
            raise UnknownPath(f"{path} is not inside a workspace folder", "open its folder in the editor")
        return folder, file

    async def aclose(self) -> None:
        """Close every folder."""
        folders, self._folders = list(self._folders.values()), {}
        await asyncio.gather(*(folder.aclose() for folder in folders))


def local_path(uri: str) -> Path | None:
    """Return the normalised local path of a ``file:`` URI, None for any other."""
    pure = path_of(uri, windows=os.name == "nt")
    return None if pure is None else Path(os.path.normpath(pure))


def local_uri(path: Path) -> str:
    """Return the URI of a local path."""
    return uri_of(path)
