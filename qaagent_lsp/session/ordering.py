"""From a wish to a run that may start: select, find tools, reserve a place in the store.

Blocks: worker thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, assert_never

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.linking.hits import links_of_case
from qaagent_lsp.linking.select import select
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult, SuiteResult
from qaagent_lsp.model.scope import (
    AllScope,
    AtScope,
    ChangedScope,
    ChosenTests,
    FailedScope,
    Scope,
    Selection,
    SnapshotScope,
    SuiteScope,
    SuitesScope,
    WholeSuite,
)
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.model.test import inside_of
from qaagent_lsp.runs.ports import RunHandle, RunStore
from qaagent_lsp.runs.suites import Work
from qaagent_lsp.runs.supervisor import RunOrder, RunTicket
from qaagent_lsp.session.cache import WorkspaceCache
from qaagent_lsp.session.changes import changed_selection
from qaagent_lsp.session.environment import Surroundings, surroundings_of
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.planning import Found, Ground, Part, Toolbox, jobs_of, plan, suites_on, tools_for
from qaagent_lsp.session.pointing import selection_at
from qaagent_lsp.session.retrying import again_by
from qaagent_lsp.session.rules import Rulebook


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run is to be reserved in a store, and sealed by whoever carries it out."""

    store: RunStore


@dataclass(frozen=True, slots=True)
class CallersRun:
    """The run is there already; its owner seals it."""

    handle: RunHandle


def order_of(
    scope: SuitesScope,
    snapshot: Snapshot,
    index: Index,
    rulebook: Rulebook,
    toolbox: Toolbox,
    place: NewRun | CallersRun,
    cache: WorkspaceCache | None = None,
) -> RunOrder:
    """Make a run ready to start, in a new place of the store or in a run that a caller owns.

    Raises a ``QaAgentError`` before anything is reserved.

    The tools are checked first, so that a missing pytest is a refusal that says what to install and not a red run.
    """
    folder, settings = rulebook.folder, rulebook.settings
    surroundings = surroundings_of(rulebook)
    ground = ground_of(snapshot, index, rulebook, surroundings)
    match scope:
        case ChangedScope():
            selection = changed_selection(scope, folder, snapshot, index, settings.exclude, cache)
        case AtScope():
            selection = selection_at(scope, folder, snapshot, index, settings.exclude, cache)
        case _:
            selection = by_rules(selection_of(scope, snapshot, ground), rulebook)
    jobs = jobs_of(selection.parts, ground)
    found = tools_for(jobs, ground, settings, toolbox)
    handle, owner = reserve(place, scope, folder, settings)
    table = RouteTable(snapshot.routes)

    def enrich(case: CaseResult) -> tuple[Link, ...]:
        return links_of_case(case, snapshot.links_by_test, table)

    def plan_again(part: ChosenTests, artifacts_dir: Callable[[str], str]) -> Sequence[Invocation]:
        return plan(jobs_of((part,), ground), ground, found, settings, artifacts_dir)

    planned = plan(jobs, ground, found, settings, handle.artifacts_dir)
    if isinstance(scope, SuiteScope):
        planned = tuple(invocation for invocation in planned if invocation.suite == scope.suite)
    if isinstance(scope, FailedScope):
        planned = tuple(replace(invocation, from_memory=True) for invocation in planned)
    return RunOrder(
        ticket=RunTicket(handle.run_id, handle.run_dir, scope, selection, _total(selection)),
        handle=handle,
        work=Work(
            planned,
            again_by(plan_again, handle.artifacts_dir),
            str(folder),
            missing=_missing(found, ground),
            workers=rulebook.top.workers or len(planned),
            server=surroundings.server(
                f"{handle.run_dir}/artifacts/server/output.log",
                toolbox.pythons.scripts_of(folder, settings),
            ),
        ),
        enrich=enrich,
        notes=(*selection.notes, *surroundings.notes),
        owner=owner,
    )


def _missing(found: Found, ground: Ground) -> tuple[SuiteResult, ...]:
    """Give the suites their verdict whose tools are not there: the others run, and the run is red."""
    names = {place: name for name, place in suites_on(ground).items()}
    return tuple(
        SuiteResult(
            names.get((runner, root), runner),
            runner,
            (),
            str(ground.folder / root) if root else str(ground.folder),
            "error",
            error=f"{error.message} {error.hint}".strip(),
        )
        for (runner, root), error in found.missing.items()
    )


def ground_of(snapshot: Snapshot, index: Index, rulebook: Rulebook, surroundings: Surroundings) -> Ground:
    """Put together what plans are made on."""
    return Ground(
        rulebook.folder,
        index.conventions,
        frozenset(snapshot.tests_by_file),
        rulebook.rules_of,
        dict(surroundings.env),
    )


def selection_of(scope: SnapshotScope, snapshot: Snapshot, ground: Ground) -> Selection:
    """Turn a scope into tests; the suites that can be named are those that the folder's projects make."""
    suites = suites_on(ground)
    selection = select(snapshot, scope, suites={name: runner for name, (runner, _) in suites.items()})
    if not isinstance(scope, SuiteScope):
        return selection
    runner, root = suites[scope.suite]
    return replace(selection, parts=(WholeSuite(runner, (root,)),))


def by_rules(selection: Selection, rulebook: Rulebook) -> Selection:
    """Order the suites of a whole run as the configuration says, without those that it leaves out.

    Raises ``NothingToRun`` when it leaves out all of them. What is asked for by name is run whatever it says.
    """
    rules = rulebook.top
    order = {runner: number for number, runner in enumerate(rules.order)}
    parts = sorted(selection.parts, key=lambda part: order.get(part.runner, len(order)))
    if not isinstance(selection.scope, AllScope):
        return replace(selection, parts=tuple(parts))
    left_out: dict[str, str] = {}
    for part in parts:
        suite = rules.suites[part.runner].suite
        if rules.suites[part.runner].standing == "off":
            left_out[suite] = "tests say that it is off"
        elif part.runner not in order:
            left_out[suite] = "run.suite_order does not name it"
    kept = [part for part in parts if rules.suites[part.runner].suite not in left_out]
    notes = tuple(f"suite {suite} is left out: {why} in .qaagent.yaml" for suite, why in left_out.items())
    if not kept:
        raise NothingToRun("the configuration leaves out every suite that has tests", "; ".join(notes))
    return replace(
        selection,
        parts=tuple(_within_paths(part, rulebook) for part in kept),
        notes=(*selection.notes, *notes),
    )


def _within_paths(part: Part, rulebook: Rulebook) -> Part:
    """Keep a whole suite to the paths that the configuration names for it."""
    if isinstance(part, ChosenTests):
        return part
    configured = rulebook.nearest(WORKSPACE_FOLDER)
    start = configured.folder if configured else rulebook.folder
    named = ((start / path).resolve() for path in rulebook.top.suites[part.runner].paths)
    inside = {path.relative_to(rulebook.folder) for path in named if path.is_relative_to(rulebook.folder)}
    outermost = sorted(path for path in inside if inside.isdisjoint(path.parents))
    paths = tuple(WorkspacePath("" if path == Path() else path.as_posix()) for path in outermost)
    return replace(part, paths=paths or part.paths)


def reserve(
    place: NewRun | CallersRun, scope: Scope, folder: Path, settings: Settings
) -> tuple[RunHandle, Literal["supervisor", "caller"]]:
    """Reserve the place of a run where it is not a caller's, and say who seals it. Raises ``StoreUnavailable``."""
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


def _total(selection: Selection) -> int | None:
    chosen = [
        len(part.tests) for part in selection.parts if isinstance(part, ChosenTests) and _is_counted(part)
    ]
    return sum(chosen) if len(chosen) == len(selection.parts) else None


def _is_counted(part: ChosenTests) -> bool:
    """Tell whether it is known how many tests a part has: not where a whole file is one of them."""
    return all(inside_of(test.id) for test in part.tests)
