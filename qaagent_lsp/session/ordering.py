"""From a wish to a run that may start: select, find interpreters, reserve a place in the store.

Blocks: worker thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, assert_never

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.interpreter import Wish, choose_interpreter, without_our_own
from qaagent_lsp.host.preflight import Preflight
from qaagent_lsp.linking.links import links_of_case
from qaagent_lsp.linking.select import select
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.plan import Interpreter, Invocation, Limits
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.scope import (
    ChangedScope,
    ChosenTests,
    FailedScope,
    Scope,
    Selection,
    SnapshotScope,
    SuiteScope,
)
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import inside_of
from qaagent_lsp.runners.pytest_runner import Workplace, plan_pytest
from qaagent_lsp.runners.pytest_suites import projects_to_run, suites_of
from qaagent_lsp.runs.ports import RunHandle, RunStore
from qaagent_lsp.runs.suites import Work
from qaagent_lsp.runs.supervisor import RunOrder, RunTicket
from qaagent_lsp.session.changes import changed_selection
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.retrying import again_by

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
        return self.preflight.check(choice, project=project, environ=environ)


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run is to be reserved in a store, and sealed by whoever carries it out."""

    store: RunStore


@dataclass(frozen=True, slots=True)
class CallersRun:
    """The run is there already; its owner seals it."""

    handle: RunHandle


def order_of(
    scope: Scope,
    folder: Path,
    snapshot: Snapshot,
    index: Index,
    settings: Settings,
    pythons: Pythons,
    place: NewRun | CallersRun,
) -> RunOrder:
    """Make a run ready to start, in a new place of the store or in a run that a caller owns.

    Raises a ``QaAgentError`` before anything is reserved.

    The interpreters are checked first, so that a missing pytest is a refusal that says what to install and not
    a red run.
    """
    if isinstance(scope, ChangedScope):
        selection = changed_selection(scope, folder, snapshot, index, settings.exclude)
    else:
        selection = selection_of(scope, snapshot, index)
    interpreters = interpreters_of(selection, folder, snapshot, index, settings, pythons)
    handle, owner = _handle_in(place, scope, folder, settings)
    table = RouteTable(snapshot.routes)

    def enrich(case: CaseResult) -> tuple[Link, ...]:
        return links_of_case(case, snapshot.links_by_test, table)

    workplace = workplace_of(folder, interpreters, handle.artifacts_dir)

    def plan(part: ChosenTests, artifacts_dir: Callable[[str], str]) -> Sequence[Invocation]:
        there = replace(workplace, artifacts_dir=artifacts_dir)
        return invocations_of(Selection(scope, (part,)), snapshot, index, settings, there)

    return RunOrder(
        ticket=RunTicket(handle.run_id, handle.run_dir, scope, selection, _total(selection)),
        handle=handle,
        work=Work(
            tuple(
                replace(invocation, limits=Limits(suite=settings.timeout))
                for invocation in invocations_of(selection, snapshot, index, settings, workplace)
            ),
            again_by(plan, handle.artifacts_dir),
            str(folder),
        ),
        enrich=enrich,
        notes=selection.notes,
        owner=owner,
    )


def _handle_in(
    place: NewRun | CallersRun, scope: Scope, folder: Path, settings: Settings
) -> tuple[RunHandle, Literal["supervisor", "caller"]]:
    match place:
        case CallersRun(handle=handle):
            return handle, "caller"
        case NewRun(store=store):
            new = store.create_run(
                target_name=folder.name,
                target_path=str(folder),
                scope=scope,
                settings=settings.model_dump(mode="json", by_alias=True),
            )
            return new, "supervisor"
        case _:
            assert_never(place)


def selection_of(scope: SnapshotScope, snapshot: Snapshot, index: Index) -> Selection:
    """Turn a scope into tests; the suites that can be named are those that the folder's projects make."""
    names = suites_of(index.projects, snapshot.tests_by_file.keys())
    return select(snapshot, scope, suites=dict.fromkeys(names, "pytest"))


def interpreters_of(
    selection: Selection, folder: Path, snapshot: Snapshot, index: Index, settings: Settings, pythons: Pythons
) -> Mapping[WorkspacePath, Interpreter]:
    """Find and check the interpreter of every project that a selection starts pytest in. Raises ``ToolMissing``."""
    roots = {
        project.root
        for part in selection.parts
        for project in projects_to_run(
            part, projects=index.projects, test_files=snapshot.tests_by_file.keys()
        )
    }
    return {root: pythons.of(root, folder, settings) for root in sorted(roots)}


def workplace_of(
    folder: Path, interpreters: Mapping[WorkspacePath, Interpreter], artifacts_dir: Callable[[str], str]
) -> Workplace:
    """Say where and in what environment the tools are called."""
    return Workplace(
        folder=str(folder),
        interpreters=interpreters,
        probe_dir=str(PROBE_DIR),
        artifacts_dir=artifacts_dir,
        environ=without_our_own(os.environ),
        path_separator=os.pathsep,
    )


def invocations_of(
    selection: Selection, snapshot: Snapshot, index: Index, settings: Settings, workplace: Workplace
) -> tuple[Invocation, ...]:
    """Plan every part of a selection."""
    planned = tuple(
        invocation
        for part in selection.parts
        for invocation in plan_pytest(
            part,
            projects=index.projects,
            test_files=snapshot.tests_by_file.keys(),
            settings=settings,
            workplace=workplace,
        )
    )
    if isinstance(selection.scope, SuiteScope):
        return tuple(invocation for invocation in planned if invocation.suite == selection.scope.suite)
    if isinstance(selection.scope, FailedScope):
        return tuple(replace(invocation, from_memory=True) for invocation in planned)
    return planned


def _total(selection: Selection) -> int | None:
    chosen = [
        len(part.tests) for part in selection.parts if isinstance(part, ChosenTests) and _is_counted(part)
    ]
    return sum(chosen) if len(chosen) == len(selection.parts) else None


def _is_counted(part: ChosenTests) -> bool:
    """Tell whether it is known how many tests a part has: not where a whole file is one of them."""
    return all(inside_of(test.id) for test in part.tests)
