"""A place in a file becomes tests: reads the file, what was executed, and who loads it. Blocks: worker thread."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.imports import readers_of
from qaagent_lsp.discovery.units import units_of
from qaagent_lsp.linking.evidence import links_to
from qaagent_lsp.linking.executed import Executed, who_executed
from qaagent_lsp.linking.pointing import Pointed, at_place
from qaagent_lsp.linking.select import by_runner
from qaagent_lsp.model.change import Changes
from qaagent_lsp.model.errors import UnknownPath
from qaagent_lsp.model.scope import AtScope, Chosen, Selection
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import digest_of
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.session.cache import WorkspaceCache
from qaagent_lsp.session.changes import ground_of
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.reading import read_text, source_of


def selection_at(
    scope: AtScope,
    folder: Path,
    snapshot: Snapshot,
    index: Index,
    exclude: Collection[str],
    cache: WorkspaceCache | None,
) -> Selection:
    """Turn a place into tests, each with the reason. Raises ``NothingToRun`` with a hint, and ``UnknownPath``."""
    text = read_text(folder / scope.file)
    if text is None:
        raise UnknownPath(f"{scope.file} cannot be read", "Save the file first.")
    executed = cache.load_executed() if cache is not None else Executed()
    is_python = scope.file.endswith(".py")
    facts = facts_of(source_of(scope.file, text)) if is_python else None
    pointed = Pointed(
        lines=text.count("\n") + 1,
        units=units_of(text) if is_python else None,
        ran=lambda keys: who_executed(executed, scope.file, keys, snapshot.tests),
        loaded_by=lambda: _loaded_by(scope, folder, snapshot, index, exclude),
        classes=tuple(
            (found.qualname, found.span.line, found.span.end_line) for found in facts.wiring.classes
        )
        if facts is not None
        else (),
    )
    chosen = at_place(snapshot, scope, pointed)
    known = executed.files.get(scope.file)
    outdated = any(one.why.startswith("ran ") for one in chosen) and (
        not known or known[-1].content != digest_of(text)
    )
    notes = (f"{scope.file} was edited since tests last ran it: who executes what is as of then",)
    return Selection(scope, by_runner(chosen), notes if outdated else ())


def _loaded_by(
    scope: AtScope, folder: Path, snapshot: Snapshot, index: Index, exclude: Collection[str]
) -> Sequence[Chosen]:
    """Give the tests that can load the file, as imports say, and those of routes that are served with it."""
    ground = ground_of(Changes(""), folder, snapshot, index, exclude)
    readers = readers_of(ground.code.importers, scope.file)
    unseen = "which of its functions it executes was not seen"
    chosen = [
        Chosen(TestId(reader), f"it loads {scope.file}; {unseen}")
        for reader in sorted(readers)
        if reader in ground.test_files
    ]
    whole = {one.id for one in chosen}
    served = {scope.file, *readers}
    linked = {
        link.test: Chosen(link.test, f"{link.why}, and {link.route} is served with {scope.file}", link.how)
        for route in snapshot.routes
        if route.file in served or route.handler_file in served
        for link in links_to(route, snapshot.links_by_route.get(route.key, ()))
        if TestId(file_of(link.test)) not in whole
    }
    return [*chosen, *linked.values()]
