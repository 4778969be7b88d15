"""From a wish to a run that may start: select, find interpreters, reserve a place in the store. Blocks: worker thread."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.interpreter import Wish, choose_interpreter
from qaagent_lsp.host.preflight import Preflight
from qaagent_lsp.linking.links import links_of_case
from qaagent_lsp.linking.select import select
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.plan import Interpreter, Invocation
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.scope import ChosenTests, Scope, Selection
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.pytest_runner import plan_pytest, projects_of_part
from qaagent_lsp.runs.ports import RunHandle, RunStore
from qaagent_lsp.runs.supervisor import RunOrder, RunTicket
from qaagent_lsp.session.indexing import Index

PROBE_DIR = Path(__file__).parents[1] / "probes" / "pytest"
"""What goes on the PYTHONPATH of the user's interpreter."""


@dataclass(frozen=True, slots=True)
class Pythons:
    """Finds the interpreter of a (sub-)project. ``client`` is what the editor's own picker says."""

    preflight: Preflight
    client: str | None = None

    def of(self, root: WorkspacePath, folder: Path, settings: Settings) -> Interpreter:
        """Choose and check the interpreter of the project at ``root``. Raises ``ToolMissing``."""
        project = folder / root
        environ = {**os.environ, **settings.env}
        choice = choose_interpreter(project, folder, Wish(settings.python, self.client), environ)
        return self.preflight.check(choice, project, environ)


def order_of(
    scope: Scope,
    folder: Path,
    snapshot: Snapshot,
    index: Index,
    settings: Settings,
    pythons: Pythons,
    store: RunStore,
) -> RunOrder:
    """Make a run ready to start. Raises a ``QaAgentError`` before anything is reserved.

    The interpreters are checked first, so that a missing pytest is a refusal that says what to install and not a red run.
    """
    selection = select(snapshot, scope)
    test_files = frozenset(snapshot.tests_by_file)
    interpreters = {
        project.root: pythons.of(project.root, folder, settings)
        for part in selection.parts
        for project in projects_of_part(part, index.projects, test_files)
    }
    handle = store.create_run(
        target_name=folder.name,
        target_path=str(folder),
        scope=scope,
        settings=settings.model_dump(mode="json", by_alias=True),
    )
    table = RouteTable(snapshot.routes)

    def enrich(case: CaseResult) -> tuple[Link, ...]:
        return links_of_case(case, snapshot.links_by_test, table)

    return RunOrder(
        ticket=RunTicket(handle.run_id, handle.run_dir, scope, selection, _total(selection)),
        handle=handle,
        invocations=invocations_of(selection, folder, index, test_files, interpreters, settings, handle),
        enrich=enrich,
        workspace=str(folder),
        timeout=settings.timeout,
    )


def invocations_of(
    selection: Selection,
    folder: Path,
    index: Index,
    interpreters: Mapping[WorkspacePath, Interpreter],
    settings: Settings,
    handle: RunHandle,
) -> tuple[Invocation, ...]:
    """Plan every part of a selection."""
    raise


def _total(selection: Selection) -> int | None:
    chosen = [len(part.tests) for part in selection.parts if isinstance(part, ChosenTests)]
    return sum(chosen) if len(chosen) == len(selection.parts) else None
