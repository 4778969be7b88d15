"""What runs show of executed functions, kept; and laid beside what changed since. Functions block: worker thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qaagent_lsp.discovery.imports import Code, readers_of
from qaagent_lsp.discovery.units import Units, units_of
from qaagent_lsp.host.git_changes import contents_before
from qaagent_lsp.linking.concerned import Concerned, Text
from qaagent_lsp.linking.executed import CHILD, UNKNOWN, Executed, ExecutedUnit, Seen, merge_executed
from qaagent_lsp.model.change import Changes
from qaagent_lsp.model.event import FunctionsTraced, RunEvent
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import WorkspacePath, digest_of
from qaagent_lsp.model.test import TestFunction, TestId, file_of
from qaagent_lsp.model.trace import CHILD_PROCESS, ExecutedFunction, Trace
from qaagent_lsp.session.cache import WorkspaceCache
from qaagent_lsp.session.reading import decoded, read_text

_MOST_UNITS = 3000
"""Texts that are kept cut into units, so that a run need not read again what an earlier one has loaded."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Traces of a run that is over. ``asked_at`` is when it was asked for, in POSIX seconds; ``tests`` as of then."""

    traces: Sequence[Trace]
    cases: Sequence[CaseResult]
    tests: Mapping[TestId, TestFunction]
    asked_at: float


class Watch:
    """Collects what the runs of a folder tell of executed functions, and keeps it when they are over."""

    def __init__(self, folder: Path, cache: WorkspaceCache) -> None:
        self._folder = folder
        self._cache = cache
        self._runs: dict[str, Ran] = {}

    def begins(self, run_id: str, tests: Mapping[TestId, TestFunction]) -> None:
        """Note a run before it starts; ``tests`` are the functions as they stand now."""
        self._runs[run_id] = Ran((), (), tests, time.time())

    def hears(self, run_id: str, event: RunEvent) -> None:
        """Take in an event."""
        if isinstance(event, FunctionsTraced):
            run = self._runs[run_id]
            self._runs[run_id] = replace(run, traces=(*run.traces, event.trace))

    async def ends(self, run_id: str, cases: Sequence[CaseResult]) -> None:
        """Keep what a run that is over has shown."""
        run = self._runs.pop(run_id)
        if run.traces:
            await asyncio.to_thread(keep_executed, self._folder, self._cache, replace(run, cases=cases))


def keep_executed(folder: Path, cache: WorkspaceCache, ran: Ran) -> None:
    """Add what a run has shown to what is known of the folder."""
    known = cache.load_units()
    texts = _LoadedTexts(folder, ran.asked_at, dict(known))
    blind = frozenset(case.id for case in ran.cases if any(hit.how == "request" for hit in case.hits))
    digests = {test: function.digest for test, function in ran.tests.items()}
    seen = [
        Seen(
            trace,
            tuple(map(texts.unit_of, trace.functions)),
            {**texts.loaded(trace.functions), **texts.features(trace.cases)},
            blind,
            digests,
        )
        for trace in ran.traces
    ]

    def change(executed: Executed) -> Executed:
        told: set[TestId] = set()
        for one in seen:
            executed = merge_executed(executed, one, told)
            told |= one.trace.cases.keys()
        return executed

    cache.change_executed(change)
    if not texts.units.keys() <= known.keys():
        # Newest last, so that texts which nobody has any more are the first to go.
        kept = [item for item in known.items() if item[0] not in texts.units] + [*texts.units.items()]
        cache.keep_units(dict(kept[-max(_MOST_UNITS, len(texts.units)) :]))


class _LoadedTexts:
    """The texts that a run has loaded, as far as they were not written since it was asked for."""

    def __init__(self, folder: Path, asked_at: float, units: dict[str, Units]) -> None:
        self._folder = folder
        self._asked_at = asked_at
        self._known = units
        self._files: dict[WorkspacePath, tuple[str, Units] | None] = {}
        self.units: dict[str, Units] = {}

    def unit_of(self, function: ExecutedFunction) -> ExecutedUnit | None:
        if function == CHILD_PROCESS:
            return CHILD
        text = self._text(function.file)
        if text is None:
            return ExecutedUnit(function.file, UNKNOWN, UNKNOWN)
        unit = text[1].unit_at(function.qualname, function.line)
        return None if unit is None else ExecutedUnit(function.file, unit.key, unit.digest)

    def loaded(self, functions: Iterable[ExecutedFunction]) -> Mapping[WorkspacePath, tuple[str, str]]:
        """Give the digests of all files that these functions stand in, of the whole and of the rest."""
        files = dict.fromkeys(function.file for function in functions if function != CHILD_PROCESS)
        found = ((file, self._text(file)) for file in files)
        return {file: (UNKNOWN, UNKNOWN) if text is None else (text[0], text[1].rest) for file, text in found}

    def features(self, cases: Iterable[TestId]) -> Mapping[WorkspacePath, tuple[str, str]]:
        """Give the digests of feature files: of a background nobody says what it executes, so all of them counts."""
        found: dict[WorkspacePath, tuple[str, str]] = {}
        for file in {file_of(case) for case in cases}:
            if file.endswith(".feature"):
                text = self._unwritten(file)
                digest = UNKNOWN if text is None else digest_of(text)
                found[file] = (digest, digest)
        return found

    def _text(self, file: WorkspacePath) -> tuple[str, Units] | None:
        if file not in self._files:
            self._files[file] = self._read(file)
        return self._files[file]

    def _read(self, file: WorkspacePath) -> tuple[str, Units] | None:
        text = self._unwritten(file)
        if text is None:
            return None
        digest = digest_of(text)
        units = self._known.get(digest) or units_of(text)
        if units is None:
            return None
        self.units[digest] = units
        return digest, units

    def _unwritten(self, file: WorkspacePath) -> str | None:
        """Read a file; None where it is gone, or was written since the run was asked for."""
        path = self._folder / file
        text = read_text(path)
        return None if text is None or path.stat().st_mtime > self._asked_at else text


def concerned_by(
    changes: Changes,
    since: str | None,
    folder: Path,
    cache: WorkspaceCache,
    code: Code,
    tests: Mapping[TestId, str],
) -> Concerned | None:
    """Lay what was executed beside the texts of now and of before; None where nothing was seen."""
    executed = cache.load_executed()
    if not executed.cases:
        return None
    edited = [
        change.file for change in changes.files if change.what == "edited" and change.file.endswith(".py")
    ]
    before = {
        file: Text(decoded(content)) for file, content in contents_before(folder, since, edited).items()
    }
    return Concerned(executed, tests, _texts(folder, code), before.get, _loads(code))


def _texts(folder: Path, code: Code) -> Callable[[WorkspacePath], Text | None]:
    now = {file: Text(text) for file, text in code.texts.items()}

    def text_of(file: WorkspacePath) -> Text | None:
        # Features, and code that is executed but not indexed.
        if file not in now and (text := read_text(folder / file)) is not None:
            now[file] = Text(text)
        return now.get(file)

    return text_of


def _loads(code: Code) -> Callable[[WorkspacePath, WorkspacePath], bool]:
    readers: dict[WorkspacePath, frozenset[WorkspacePath]] = {}

    def loads(test_file: WorkspacePath, file: WorkspacePath) -> bool:
        if file not in readers:
            readers[file] = frozenset(readers_of(code.importers, file))
        return test_file in readers[file]

    return loads
