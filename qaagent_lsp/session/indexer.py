"""Keeps the index of a folder up to date: one worker, newest wins, changes that pile up are taken in together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qaagent_lsp.discovery.resolve import Resolver
from qaagent_lsp.linking.described import Tying
from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.moving import Moves, moves
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.served import Sighting
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.indexing import Index, build, is_indexed, is_part, update
from qaagent_lsp.session.knowing import dialect_of
from qaagent_lsp.session.long_lived import keep
from qaagent_lsp.session.outlining import Outlines, outlines_of
from qaagent_lsp.session.overlaying import Overlaying
from qaagent_lsp.session.picture import static_picture


class Indexer:
    """Owns what is known statically.

    ``published`` is called on the event loop after every change, with the tests that stand elsewhere now.
    """

    def __init__(self, folder: Path, exclude: tuple[str, ...], published: Callable[[Moves], None]) -> None:
        self.exclude = exclude
        self.index = Index()
        self.observed = Observed()
        self.static = Snapshot()
        self.outlines = Outlines()
        self.buffers: dict[WorkspacePath, str] = {}
        self._folder = folder
        self._resolver = Resolver()
        self._linker = Linker()
        self.overlaying = Overlaying(folder)
        self._tying = Tying()
        self._published = published
        self._changed: dict[WorkspacePath, str | None] = {}
        self._rebuild = False
        self._relink = False
        self._task: asyncio.Task[None] | None = None

    async def take_in(self, changed: Mapping[WorkspacePath, str | None]) -> None:
        """Index changed files: the given text, or the disk's for None. Returns when they are part of ``static``."""
        self._changed.update(changed)
        await self._work_off()

    async def rebuild(self) -> None:
        """Read the whole folder again."""
        self._rebuild = True
        await self._work_off()

    async def observe(self, observed: Observed) -> None:
        """Link anew with what was observed."""
        self.observed = observed
        self._relink = True
        await self._work_off()

    async def see(self, sightings: Sequence[Sighting]) -> None:
        """Lay what apps were seen to serve over the routes."""
        self.overlaying.see(sightings)
        self._relink = True
        await self._work_off()

    async def settled(self) -> None:
        """Wait until every change said so far is taken in."""
        while self._task is not None:
            await asyncio.shield(self._task)

    def concerns(self, file: WorkspacePath) -> bool:
        """Tell whether a change of this file on disk matters: open buffers are not the disk's business."""
        return file not in self.buffers and (
            is_indexed(file) or is_part(self.index, file) or file in self.outlines.functions
        )

    async def _work_off(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(
                self._work(), name=f"index {self._folder.name}"
            )
        await self.settled()

    async def _work(self) -> None:
        try:
            while self._changed or self._rebuild or self._relink:
                changed, self._changed = self._changed, {}
                rebuild, self._rebuild = self._rebuild, False
                self._relink = False
                buffers = dict(self.buffers)
                before = self.index
                self.index, self.static, outlines = await asyncio.to_thread(
                    self._indexed, changed, buffers, rebuild=rebuild
                )
                self.outlines = self.outlines.joined(outlines)
                keep()
                self._published(_moves(before, self.index))
        finally:
            self._task = None

    def _indexed(
        self,
        changed: Mapping[WorkspacePath, str | None],
        buffers: Mapping[WorkspacePath, str],
        *,
        rebuild: bool,
    ) -> tuple[Index, Snapshot, Outlines]:
        if rebuild:
            index = build(self._folder, buffers, self.exclude, self.index, self._resolver)
        elif changed:
            index = update(self._folder, self.index, changed, buffers, self.exclude, self._resolver)
        else:
            index = self.index
        stale = self.outlines.functions.keys() if rebuild else self.outlines.functions.keys() & changed.keys()
        return (
            index,
            replace(
                static_picture(
                    index, self.observed, self._linker, self.overlaying.lay(index, buffers), self._tying
                ),
                sightings=self.overlaying.sightings,
            ),
            outlines_of(self._folder, stale, buffers),
        )


def _moves(before: Index, after: Index) -> Moves:
    """Follow the tests of every changed file that names them by their place."""
    found: dict[TestId, TestId | None] = {}
    for file, known in before.files.items():
        now = after.files.get(file)
        if now is not known and dialect_of(file) != "python":
            found |= moves(known.tests, now.tests if now is not None else ())
    return found
