"""One workspace folder: the one mutable object. Everything it knows is in one Snapshot, replaced and never edited."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.linking.moving import Moves
from qaagent_lsp.linking.observed import Observed, merge_all
from qaagent_lsp.linking.select import find_route
from qaagent_lsp.model.errors import UntrustedWorkspace
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import CaseResult, RunResult, RunSummary
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.scope import SuitesScope
from qaagent_lsp.model.served import ServedApp
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.model.test import Runner, TestFunction, TestId
from qaagent_lsp.runs.ports import Files, Launcher, RunHandle, RunStore
from qaagent_lsp.runs.state import Progress
from qaagent_lsp.runs.suites import Outside
from qaagent_lsp.runs.supervisor import RunOrder, RunTicket, Supervisor
from qaagent_lsp.session import memory
from qaagent_lsp.session.absorbing import absorb
from qaagent_lsp.session.cache import WorkspaceCache
from qaagent_lsp.session.digest import Finished, Happened, News, NewsDesk, Queued, Started, files_of
from qaagent_lsp.session.doctor import Bedside, DoctorReport, diagnose
from qaagent_lsp.session.environment import Surroundings
from qaagent_lsp.session.executing import Watch
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.indexer import Indexer
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.long_lived import collector_held, keep
from qaagent_lsp.session.memory import Memory
from qaagent_lsp.session.observer import Observer
from qaagent_lsp.session.observing import ask_until_cancelled
from qaagent_lsp.session.open_buffers import OpenBuffers
from qaagent_lsp.session.opinions import OpinionDesk, Opinions, opinions_on
from qaagent_lsp.session.ordering import CallersRun, NewRun, ground_of, order_of
from qaagent_lsp.session.outlining import outlines_of
from qaagent_lsp.session.picture import with_verdicts
from qaagent_lsp.session.planning import Toolbox, suites_on
from qaagent_lsp.session.recalling import Now, recall
from qaagent_lsp.session.rules import Rulebook, rulebook_of
from qaagent_lsp.session.sighting import Sightings

MANY = 50
"""Pieces of news in one batch from which on a run is large enough for its results to weigh on the collector."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The concretes that ``compose`` chose. ``store_at`` opens the run store at a runs root (None: the default one)."""

    launcher: Launcher
    files: Files
    outside: Outside
    store_at: Callable[[str | None], RunStore]
    cache: WorkspaceCache
    toolbox: Toolbox
    close: Callable[[], None]


class Session:
    """What is known of a folder, and its runs. All methods belong to one event loop; none of them blocks it."""

    def __init__(
        self, folder: Path, settings: Settings, observer: Observer, parts: Parts, *, trusted: bool
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.trusted = trusted
        self.warnings: tuple[str, ...] = ()
        self._observer = observer
        self._parts = parts
        self._store = parts.store_at(settings.runs_dir)
        self._memory = Memory()
        self._snapshot = Snapshot()
        self._indexer = Indexer(folder, settings.exclude, self._follow, parts.cache.files_path)
        self.buffers = OpenBuffers(folder, self._indexer.buffers, self._indexer.has_read)
        self._sightings = Sightings(folder, parts.cache, self._indexer)
        self._news = NewsDesk(self._digest)
        self._supervisor = Supervisor(parts.launcher, parts.files, parts.outside, self._news)
        self._opinions = OpinionDesk(self._opinions_on, self._swap)
        self._ended: dict[str, asyncio.Future[RunResult]] = {}
        self._tests_at: dict[str, Mapping[TestId, TestFunction]] = {}
        self._executing = Watch(folder, parts.cache)

    @property
    def snapshot(self) -> Snapshot:
        """All that is known at this moment."""
        return self._snapshot

    @property
    def index(self) -> Index:
        """What the files of the folder say."""
        return self._indexer.index

    # Life

    async def start(self) -> None:
        """Heal the store after a crash, load what was known, and index the folder."""
        await asyncio.to_thread(self._store.recover)
        observed, warning = await asyncio.to_thread(self._parts.cache.load_observed)
        self.warnings = tuple(filter(None, (warning, await self._sightings.load())))
        self._indexer.observed = observed
        await self.refresh()
        await self._remember()

    async def aclose(self) -> None:
        """Cancel every run, wait until all are sealed and shown, and end every task."""
        await self._supervisor.aclose()
        await self._news.settled()
        await self._opinions.aclose()
        await self.settled()
        await self._indexer.aclose()
        await asyncio.to_thread(self._parts.close)

    # Files

    def relative(self, path: Path) -> WorkspacePath | None:
        """Name a file as the workspace does (``""`` is the folder itself); None when it lies outside."""
        for candidate in (path, path.resolve()):
            if candidate.is_relative_to(self.folder):
                name = candidate.relative_to(self.folder).as_posix()
                return WorkspacePath("" if name == "." else name)
        return None

    def absolute(self, file: WorkspacePath) -> Path:
        """Locate a file of the workspace."""
        return self.folder / file

    async def buffer_changed(self, file: WorkspacePath, text: str) -> None:
        """The editor holds this text for a file, whatever the disk says. Returns when it is part of the snapshot."""
        if self.buffers.put(file, text):
            await self._indexer.take_in({file: text})

    async def buffer_closed(self, file: WorkspacePath) -> None:
        """The disk is the truth of this file again."""
        self.buffers.close(file)
        await self._indexer.take_in({file: None})

    async def files_changed(self, files: Sequence[WorkspacePath]) -> None:
        """Files were made, changed or deleted on disk. Open buffers count before it, but for files that are gone."""
        stand_otherwise = await self.buffers.look()
        if any(Path(file).name == ".gitignore" for file in files):
            await self.refresh()
            return
        on_disk = {file: None for file in files if self._indexer.concerns(file)}
        if changed := {**on_disk, **stand_otherwise}:
            await self._indexer.take_in(changed)

    async def refresh(self) -> None:
        """Read the whole folder again."""
        await self.buffers.look()
        await self._indexer.rebuild()

    async def settled(self) -> None:
        """Wait until everything said about files so far is part of the snapshot."""
        await self._indexer.settled()

    async def configure(self, settings: Settings) -> None:
        """Take new settings; what they decide is done anew."""
        before, self.settings = self.settings, settings
        if before.runs_dir != settings.runs_dir:
            self._store = self._parts.store_at(settings.runs_dir)
            self._memory = memory.forgotten(self._memory)
            await self._remember()
        if before.exclude != settings.exclude:
            self._indexer.exclude = settings.exclude
            await self.refresh()

    # Answers

    def route(self, key: RouteKey, file: WorkspacePath | None = None) -> Route:
        """Find a route. Raises ``UnknownRoute`` naming the nearest ones, or ``AmbiguousRoute``."""
        return find_route(self._snapshot, key, file)

    def links_of_route(self, key: RouteKey) -> Sequence[Link]:
        """Give the tests of a route, best evidence first."""
        return self._snapshot.links_by_route.get(key, ())

    async def suites(self) -> Mapping[str, tuple[Runner, WorkspacePath]]:
        """Name the suites that can be run: the tool and the folder of each."""
        await self.settled()
        return await asyncio.to_thread(self._suites)

    def _suites(self) -> Mapping[str, tuple[Runner, WorkspacePath]]:
        nothing = Surroundings(self.folder)
        return suites_on(
            ground_of(self._snapshot, self._indexer.index, Rulebook(self.folder, self.settings), nothing)
        )

    # Runs

    async def run(self, scope: SuitesScope, handle: RunHandle | None = None) -> RunTicket:
        """Reserve a run and start it when its turn comes. Returns at once.

        With a ``handle`` nothing is reserved: counts and records are added to that run, which its owner seals.
        Raises a ``QaAgentError`` when the request cannot be carried out; then nothing was reserved.
        """
        self._need_trust()
        await self.settled()
        snapshot = self._snapshot
        rulebook = await asyncio.to_thread(self._rulebook)
        place = self.new_run() if handle is None else CallersRun(handle)
        toolbox, cache = self._parts.toolbox, self._parts.cache
        order = await asyncio.to_thread(
            order_of, scope, snapshot, self.index, rulebook, toolbox, place, cache
        )
        return self.submit(order, snapshot)

    def new_run(self) -> NewRun:
        """Give the place of a run that is still to be reserved."""
        return NewRun(self._store)

    def submit(self, order: RunOrder, snapshot: Snapshot) -> RunTicket:
        """Take on a run that was made ready on a snapshot; it starts when its turn comes."""
        run_id = order.ticket.run_id
        self.follows(run_id, snapshot)
        self._ended[run_id] = asyncio.get_running_loop().create_future()
        return self._supervisor.submit(order)

    def follows(self, run_id: str, snapshot: Snapshot) -> None:
        """Take what a run says of tests for what it says of those of a snapshot: it may have written some itself."""
        self._tests_at[run_id] = snapshot.tests
        self._executing.begins(run_id, snapshot.tests)

    async def wait(self, run_id: str) -> RunResult:
        """Wait for the end of a run that was started here; a run that is over is read from the store."""
        ended = self._ended.get(run_id)
        return await self.show_run(run_id) if ended is None else await asyncio.shield(ended)

    async def opinions(self, run_id: str) -> Opinions:
        """Wait for what a language model says of a run's failures; nothing where none is configured."""
        return await self._opinions.of(run_id)

    def progress(self, run_id: str) -> Progress | None:
        """Tell how far a run has come; None when it is over or unknown."""
        return self._supervisor.progress(run_id)

    async def cancel(self, run_id: str) -> bool:
        """Stop a run: interrupt, terminate, kill. False when it is not running."""
        return self._supervisor.cancel(run_id)

    async def clear_results(self) -> None:
        """Forget every verdict shown, here and after a restart; the evidence stays in the store."""
        self._memory = memory.forgotten(self._memory)
        self._swap()
        await asyncio.to_thread(self._parts.cache.clear_results, time.time())

    async def list_runs(
        self, *, limit: int = 50, test: TestId | None = None, route: RouteKey | None = None
    ) -> Sequence[RunSummary]:
        """List runs of the store, newest first."""
        return await asyncio.to_thread(self._store.list_runs, limit=limit, test=test, route=route)

    @property
    def store(self) -> RunStore:
        """The run store of the folder's settings; all that it does blocks."""
        return self._store

    async def show_run(self, run_id: str) -> RunResult:
        """Read a run back. Raises ``UnknownRun``."""
        return await asyncio.to_thread(self._store.load_run, run_id)

    async def diagnose(self, path: WorkspacePath | None = None) -> DoctorReport:
        """Tell how the tests of a file or folder (None: of everything) would be run, and why so."""
        await self.settled()
        patient = Bedside(
            snapshot=self._snapshot,
            index=self._indexer.index,
            rulebook=await asyncio.to_thread(self._rulebook),
            toolbox=self._parts.toolbox,
            runs_root=str(self._store.root),
            cache_root=str(self._parts.cache.root),
        )
        return await diagnose(patient, path)

    def _rulebook(self) -> Rulebook:
        return rulebook_of(self.folder, self.settings, self.index.conventions)

    async def observe(self, target: str, path: WorkspacePath = WORKSPACE_FOLDER) -> ServedApp:
        """Import an app (``MODULE:APP``) in the project's interpreter, started in a folder, and take its table.

        Raises ``UntrustedWorkspace``, ``UnknownApp``, ``AppBroke``, ``ToolMissing``.
        """
        ground = await self.groundwork()
        app = await ask_until_cancelled(target, path, ground)
        await self._sightings.saw((app,))
        return app

    async def groundwork(self) -> Groundwork:
        """Give what work outside of a run stands on that asks the interpreter. Raises ``UntrustedWorkspace``."""
        self._need_trust()
        await self.settled()
        rulebook = await asyncio.to_thread(self._rulebook)
        return Groundwork(self._snapshot, self._indexer.index, rulebook, self._parts.toolbox)

    def _need_trust(self) -> None:
        if not self.trusted:
            msg = "This workspace is not trusted, so none of its code is run."
            raise UntrustedWorkspace(msg, "Trust the workspace in your editor, then run again.")

    # How knowledge moves

    def _follow(self, moves: Moves) -> None:
        self._memory = memory.moved(self._memory, moves)
        self._swap()

    def _swap(self) -> None:
        before = self._snapshot
        outlines = self._indexer.outlines
        self._snapshot = with_verdicts(
            self._indexer.static, self._memory, outlines.functions, outlines.digests, before.version + 1
        )
        opinions = self._opinions.on(self._memory.results)
        if opinions:
            self._snapshot = replace(self._snapshot, opinions=opinions)
        self._observer.snapshot_changed(before, self._snapshot)

    async def _remember(self) -> None:
        """Show the verdicts of earlier sessions. One of a file that was written since then is shown as outdated."""
        with collector_held():
            await self._recall()
        keep()
        self._swap()

    async def _recall(self) -> None:
        cleared = await asyncio.to_thread(self._parts.cache.cleared_at)
        last = await asyncio.to_thread(self._store.last_results, str(self.folder))
        tools = await asyncio.to_thread(self._store.last_tools, str(self.folder))
        now = Now(self.folder, self._indexer.static, self._indexer.buffers)
        recalled = await asyncio.to_thread(recall, last, tools, cleared, now)
        self._memory = memory.remembered(self._memory, recalled.results, recalled.found)
        self._indexer.outlines = self._indexer.outlines.joined(recalled.outlines)

    async def _digest(self, batch: Sequence[News]) -> None:
        """Lay what runs said over what is known, swap the snapshot once, then tell in order."""
        failing = files_of(batch)
        ran = await asyncio.to_thread(outlines_of, self.folder, failing, {})
        shown = await asyncio.to_thread(outlines_of, self.folder, failing, self._indexer.buffers)
        self._indexer.outlines = self._indexer.outlines.joined(shown)
        after = absorb(self._memory, batch, self._indexer.index.tests, ran, time.time())
        changed, self._memory = after is not self._memory, after
        await self._sightings.digest(batch)
        for news in batch:
            if isinstance(news, Happened):
                self._executing.hears(news.run.run_id, news.event)
            if isinstance(news, Finished):
                await self._executing.ends(news.run.run_id, news.result.cases)
                await self._keep_observed(news.run.run_id, news.result.cases)
        if changed:
            self._swap()
        if len(batch) >= MANY:
            keep()
        for news in batch:
            self._tell(news)

    def _tell(self, news: News) -> None:
        match news:
            case Queued(run=run):
                self._observer.run_queued(run)
            case Started(run=run, invocations=invocations):
                self._observer.run_started(run, invocations)
            case Happened(run=run, event=event):
                self._observer.run_event(run, event)
            case Finished(run=run, result=result):
                self._opinions.ask(result)
                self._observer.run_finished(run, result)
                self._ended.pop(run.run_id).set_result(result)
            case _:
                assert_never(news)

    async def _opinions_on(self, result: RunResult) -> Opinions:
        return await opinions_on(result, await asyncio.to_thread(self._rulebook), self._snapshot.routes)

    async def _keep_observed(self, run_id: str, cases: Sequence[CaseResult]) -> None:
        """Remember which routes the tests reached, for the tests as they stood when the run was asked for."""
        tests = self._tests_at.pop(run_id)

        def change(observed: Observed) -> Observed:
            return merge_all(observed, cases, tests)

        if any(case.hits for case in cases):
            observed = await asyncio.to_thread(self._parts.cache.change_observed, change)
            await self._indexer.observe(observed)
