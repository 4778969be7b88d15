"""Keeps the index of a folder up to date: one worker, newest wins, changes that pile up are taken in together."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qaagent_lsp.discovery.assembly.resolve import Resolver
from qaagent_lsp.linking.answers import Answering
from qaagent_lsp.linking.described import Tying
from qaagent_lsp.linking.left_out import still_left_out
from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.moving import Moves, moves
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.linking.shadowing import Shadows
from qaagent_lsp.model.served import Sighting
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.indexing import Index, build, is_indexed, is_part, update
from qaagent_lsp.session.kept import KeptFiles
from qaagent_lsp.session.knowing import dialect_of
from qaagent_lsp.session.long_lived import keep
from qaagent_lsp.session.outlining import Outlines, outlines_of
from qaagent_lsp.session.overlaying import Overlaying
from qaagent_lsp.session.picture import static_picture

log = logging.getLogger(__name__)


class Indexer:
    """Owns what is known statically.

    ``published`` is called on the event loop after every change, with the tests that stand elsewhere now. ``kept_at``
    is the file that keeps from session to session what files said; None to keep nothing.
    """

    def __init__(
        self,
        folder: Path,
        exclude: tuple[str, ...],
        published: Callable[[Moves], None],
        kept_at: Path | None = None,
    ) -> None:
        self.exclude = exclude
        self.index = Index()
        self.observed = Observed()
        self.static = Snapshot()
        self.outlines = Outlines()
        self.buffers: dict[WorkspacePath, str] = {}
        self._folder = folder
        self._resolver = Resolver()
        self._linker = Linker()
        self._shadows = Shadows()
        self.overlaying = Overlaying(folder)
        self._tying = Tying()
        self._answering = Answering()
        self._published = published
        self._kept_at = kept_at
        self._keeping: asyncio.Task[None] | None = None
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

    async def aclose(self) -> None:
        """Wait until what files said is kept for the next session."""
        if self._keeping is not None:
            await self._keeping

    def concerns(self, file: WorkspacePath) -> bool:
        """Tell whether a change of this file on disk matters: open buffers are not the disk's business."""
        return file not in self.buffers and (
            is_indexed(file) or is_part(self.index, file) or file in self.outlines.functions
        )

    def has_read(self, file: WorkspacePath) -> bool:
        """Tell whether a file is part of the index, or is known to be there."""
        return file in self.index.files or file in self.index.python_files

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
                began = time.time_ns()
                kept = await self._kept() if rebuild and not before.files else None
                self.index, self.static, outlines = await asyncio.to_thread(
                    self._indexed, changed, buffers, kept, rebuild=rebuild
                )
                self.outlines = self.outlines.joined(outlines)
                keep()
                self._published(_moves(before, self.index))
                if kept is not None:
                    self._keeping = asyncio.get_running_loop().create_task(
                        asyncio.to_thread(_keep, kept, self.index, began), name=f"keep {self._folder.name}"
                    )
        finally:
            self._task = None

    async def _kept(self) -> KeptFiles | None:
        return None if self._kept_at is None else await asyncio.to_thread(KeptFiles, self._kept_at)

    def _indexed(
        self,
        changed: Mapping[WorkspacePath, str | None],
        buffers: Mapping[WorkspacePath, str],
        kept: KeptFiles | None,
        *,
        rebuild: bool,
    ) -> tuple[Index, Snapshot, Outlines]:
        if rebuild:
            index = build(self._folder, buffers, self.exclude, self.index, self._resolver, kept)
        elif changed:
            index = update(self._folder, self.index, changed, buffers, self.exclude, self._resolver)
        else:
            index = self.index
        stale = self.outlines.functions.keys() if rebuild else self.outlines.functions.keys() & changed.keys()
        shown = self.overlaying.lay(index, buffers)
        picture = static_picture(index, self.observed, self._linker, shown, self._tying, self._answering)
        hidden = self._shadows.of(picture.routes)
        return (
            index,
            replace(
                picture,
                sightings=self.overlaying.sightings,
                hidden=hidden,
                left_out=still_left_out(index.left_out, self.overlaying.sightings),
            ),
            outlines_of(self._folder, stale, buffers),
        )


def _keep(kept: KeptFiles, index: Index, began: int) -> None:
    try:
        kept.save(index.files, began)
    except OSError:
        # The next session reads every file, as this one did.
        log.warning("what files said could not be kept", exc_info=True)


def _moves(before: Index, after: Index) -> Moves:
    """Follow the tests of every changed file that names them by their place."""
    found: dict[TestId, TestId | None] = {}
    for file, known in before.files.items():
        now = after.files.get(file)
        if now is not known and dialect_of(file) != "python":
            found |= moves(known.tests, now.tests if now is not None else ())
    return found
