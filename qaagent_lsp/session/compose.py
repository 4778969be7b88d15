"""The only place where concretes meet: which launcher, which store, which cache a session works with."""

from __future__ import annotations

import os
from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian, recovery_command
from qaagent_lsp.host.node import NodeCheck
from qaagent_lsp.host.preflight import Preflight
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.answer import Answer
from qaagent_lsp.runs.ports import RunStore
from qaagent_lsp.runs.suites import Outside
from qaagent_lsp.session.cache import cache_of, cache_root
from qaagent_lsp.session.observer import Observer
from qaagent_lsp.session.planning import Pythons, Toolbox
from qaagent_lsp.session.session import Parts, Session
from qaagent_lsp.store.layout import runs_root
from qaagent_lsp.store.resource_locks import FileLocks
from qaagent_lsp.store.run_store import RunStoreOnDisk


def open_session(
    folder: Path,
    settings: Settings,
    observer: Observer,
    *,
    runs_dir: str | None = None,
    trusted: bool = True,
    client_python: str | None = None,
) -> Session:
    """Make the session of a workspace folder; ``await session.start()`` brings it to life.

    ``runs_dir`` is the command line's word on the runs root and goes before the setting; ``client_python`` is
    the interpreter that the editor's own picker has chosen.
    """
    folder = folder.resolve()

    def store_at(setting: str | None) -> RunStore:
        return open_store(runs_dir or setting)

    guardian = Guardian(recovery_command(runs_dir or settings.runs_dir))
    parts = Parts(
        launcher=ToolLauncher(guardian),
        files=LocalFiles(),
        outside=Outside(FileLocks(cache_root() / "locks"), _answers),
        store_at=store_at,
        cache=cache_of(folder),
        toolbox=Toolbox(Pythons(Preflight(), client_python), NodeCheck()),
        close=guardian.close,
    )
    return Session(folder, settings, observer, parts, trusted=trusted)


async def _answers(url: str, seconds: float) -> Answer:
    # It brings TLS with it, and most sessions never start a server.
    from qaagent_lsp.host.health import answers

    return await answers(url, seconds)


def open_store(runs_dir: str | None) -> RunStore:
    """Open the run store alone, for commands that need no workspace."""
    return RunStoreOnDisk(runs_root(runs_dir, os.environ))
