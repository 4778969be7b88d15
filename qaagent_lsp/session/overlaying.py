"""Lays what apps were seen to serve over the index: gives the overlay the files as they are now. Blocks on the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.discovery.facts import FileFacts, facts_of
from qaagent_lsp.linking.described import shape_of, shapes_of
from qaagent_lsp.linking.overlay import Definition, Now, Overlay
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.served import Sighting
from qaagent_lsp.model.source import Source, Span, WorkspacePath
from qaagent_lsp.session.describing import excluded_operations
from qaagent_lsp.session.excluding import is_left_out
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.reading import read_text, source_of

Stamp = tuple[int, int]
"""Modification time in nanoseconds and size: a file is read again when either differs."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that the index leaves out: it holds neither routes nor tests as far as can be told by its text."""

    stamp: Stamp | None
    source: Source


class Overlaying:
    """The overlay of one workspace folder, and what it has read for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._overlay = Overlay()
        self._read: dict[WorkspacePath, _Read] = {}
        self._definitions: dict[WorkspacePath, tuple[str, Mapping[str, Definition]]] = {}

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """What was seen, as it is laid over the index."""
        return self._overlay.sightings

    def see(self, sightings: Sequence[Sighting]) -> None:
        """Lay these from now on."""
        self._overlay = Overlay(sightings)

    def lay(self, index: Index, buffers: Mapping[WorkspacePath, str]) -> tuple[Route, ...]:
        """Give the routes of this moment."""
        if not self._overlay.sightings:
            return index.routes
        digests: dict[WorkspacePath, str | None] = {}

        def digest(file: WorkspacePath) -> str | None:
            if file not in digests:
                digests[file] = self._digest(index, buffers, file)
            return digests[file]

        def definitions(file: WorkspacePath) -> Mapping[str, Definition] | None:
            return self._defined(index, buffers, file)

        return without_excluded(self._overlay.lay(index.routes, Now(digest, definitions)), index)

    def _digest(self, index: Index, buffers: Mapping[WorkspacePath, str], file: WorkspacePath) -> str | None:
        known = index.files.get(file)
        if known is not None:
            return known.digest
        source = self._left_out(buffers, file)
        return None if source is None else source.digest

    def _left_out(self, buffers: Mapping[WorkspacePath, str], file: WorkspacePath) -> Source | None:
        text = buffers.get(file)
        stamp = None if text is not None else _stamp(self._folder / file)
        before = self._read.get(file)
        if before is not None and stamp is not None and before.stamp == stamp:
            return before.source
        if text is None:
            text = read_text(self._folder / file)
        if text is None:
            self._read.pop(file, None)
            return None
        source = source_of(file, text)
        self._read[file] = _Read(stamp, source)
        return source

    def _defined(
        self, index: Index, buffers: Mapping[WorkspacePath, str], file: WorkspacePath
    ) -> Mapping[str, Definition] | None:
        digest = self._digest(index, buffers, file)
        if digest is None:
            return None
        before = self._definitions.get(file)
        if before is not None and before[0] == digest:
            return before[1]
        known = index.files.get(file)
        source = self._left_out(buffers, file) if known is None else None
        facts = known.facts if known is not None else facts_of(source) if source is not None else None
        if facts is None:
            return None
        defined = definitions_of(facts)
        if not facts.parsed and before is not None:
            # What stands in the broken part is still where it was, as far as anybody can tell.
            defined = {**before[1], **defined}
        self._definitions[file] = (digest, defined)
        return defined


def without_excluded(routes: tuple[Route, ...], index: Index) -> tuple[Route, ...]:
    """Leave out the rows that configurations exclude and only a running app knows: by their files, and by their tags.

    A route has the tags of the operation that describes it. Rows of the files are left out with their files.
    """
    conventions = index.conventions
    if not any(profile.exclude.paths or profile.exclude.tags for profile in conventions.profiles.values()):
        return routes
    static = {(row.key, row.file) for row in index.routes}
    excluded = excluded_operations(index.api.descriptions, conventions)
    unwanted = {shape for operation in excluded for shape in shapes_of(operation)}
    kept = tuple(
        row
        for row in routes
        if row.source != "observed"
        or (row.key, row.file) in static
        or not (
            shape_of(row.key.method, row.key.path) in unwanted
            or any(is_left_out(file, conventions) for file in {row.file, row.handler_file} if file)
        )
    )
    return kept if len(kept) < len(routes) else routes


def definitions_of(facts: FileFacts) -> Mapping[str, Definition]:
    """List the functions and classes of a file by ``__qualname__``."""
    found = {}
    for one in facts.wiring.classes:
        start = one.span
        found[one.qualname] = Definition(
            Span(start.line, start.column, start.line, start.column + len(f"class {one.name}")), start
        )
    for function in facts.wiring.functions:
        head = function.def_span
        mark = Span(head.line, head.column, function.name_span.end_line, function.name_span.end_column)
        if function.decorators:
            mark = function.decorators[0].span
        found[function.qualname] = Definition(mark, head)
    return found


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        # Gone: reading it will say so.
        return None
    return status.st_mtime_ns, status.st_size
