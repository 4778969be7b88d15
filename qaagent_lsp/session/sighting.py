"""Apps that runs saw: gathered while a run goes on, compared with what is known when it ends, and remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from qaagent_lsp.linking.sightings import files_of, remember
from qaagent_lsp.model.event import AppSeen
from qaagent_lsp.model.served import ServedApp, Sighting
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.cache import WorkspaceCache
from qaagent_lsp.session.digest import Finished, Happened, News
from qaagent_lsp.session.indexer import Indexer
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.reading import read_text, source_of


class Sightings:
    """What one folder's runs have seen so far, kept in its cache and laid over its index."""

    def __init__(self, folder: Path, cache: WorkspaceCache, indexer: Indexer) -> None:
        self._folder = folder
        self._cache = cache
        self._indexer = indexer
        self._apps: dict[str, list[ServedApp]] = {}

    async def load(self) -> str:
        """Take what earlier sessions saw, and return one sentence when it could not be used."""
        sightings, warning = await asyncio.to_thread(self._cache.load_sightings)
        self._indexer.overlaying.see(sightings)
        return warning

    async def digest(self, batch: Sequence[News]) -> None:
        """Gather what runs saw; lay it over the index where a run is over."""
        for news in batch:
            if isinstance(news, Happened) and isinstance(news.event, AppSeen):
                self._apps.setdefault(news.run.run_id, []).append(news.event.app)
            elif isinstance(news, Finished):
                await self.saw(self._apps.pop(news.run.run_id, ()), news.run.run_id)

    async def saw(self, apps: Sequence[ServedApp], run_id: str = "") -> None:
        """Remember apps as they were just seen, by a run or, without one, by asking the interpreter."""
        distinct = tuple(dict.fromkeys(app for app in apps if app.routes))
        if distinct:
            index = self._indexer.index
            await self._indexer.see(await asyncio.to_thread(self._remembered, distinct, run_id, index))

    def _remembered(self, apps: Sequence[ServedApp], run_id: str, index: Index) -> tuple[Sighting, ...]:
        now = time.time()
        disk: dict[WorkspacePath, str] = {}

        def digest(file: WorkspacePath) -> str:
            if file not in disk:
                text = read_text(self._folder / file)
                disk[file] = "" if text is None else source_of(file, text).digest
            return disk[file]

        def is_current(file: WorkspacePath) -> bool:
            known = index.files.get(file)
            return known is None or known.digest == digest(file)

        seen = [Sighting(app, now, run_id, {file: digest(file) for file in files_of(app)}) for app in apps]
        return self._cache.change_sightings(
            lambda known: remember(known, seen, index.routes, is_current, index.left_out)
        )
