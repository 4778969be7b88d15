"""How behave is called for a selection: once for each project, as its user would call it there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from qaagent_lsp.model.plan import Interpreter, Invocation
from qaagent_lsp.model.scope import ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.runners.arguments import fits
from qaagent_lsp.runners.behave_project import (
    BehaveProject,
    behave_ids_by_project,
    behave_projects_to_run,
    behave_suites,
    owns,
)
from qaagent_lsp.runners.pytest_project import is_below, relative_to
from qaagent_lsp.runners.pytest_runner import Workplace, activation


@dataclass(frozen=True, slots=True)
class BehaveCall:
    """What a user adds to every call of behave: arguments and variables.

    ``manage`` is the ``manage.py`` to go through, relative to the project's root, where behave-django is used; ``""``
    for plain behave.
    """

    arguments: tuple[str, ...] = ()
    env: Mapping[str, str] | None = None
    manage: str = ""


def plan_behave(
    part: WholeSuite | ChosenTests,
    *,
    projects: Sequence[BehaveProject],
    feature_files: Collection[WorkspacePath],
    call: BehaveCall,
    workplace: Workplace,
    probe_dir: str,
) -> tuple[Invocation, ...]:
    """Return the invocations of a part, one for each project that has something to run, in their order.

    ``probe_dir`` is the folder of behave's probe, which needs that of pytest's (``workplace.probe_dir``) beside it.
    A whole suite is called as a person would call it there. For chosen scenarios only their files are named; which of
    their scenarios run is told to the probe through a file, so that no number of them is too large.
    """
    running = behave_projects_to_run(part, projects=projects, feature_files=feature_files)
    names = {project: name for name, project in behave_suites(projects).items()}

    def invoke(
        project: BehaveProject, arguments: tuple[str, ...], ids: tuple[TestId, ...] = ()
    ) -> Invocation:
        suite = names[project]
        return _invocation(project, suite, arguments, ids, call, workplace, probe_dir)

    if isinstance(part, ChosenTests):
        chosen = behave_ids_by_project([test.id for test in part.tests], projects)
        return tuple(
            invoke(project, _files_of(project, chosen[project]), chosen[project]) for project in running
        )
    if isinstance(part, WholeSuite):
        return tuple(invoke(project, _whole(part.paths, project, feature_files)) for project in running)
    assert_never(part)


def _whole(
    paths: Sequence[WorkspacePath], project: BehaveProject, feature_files: Collection[WorkspacePath]
) -> tuple[str, ...]:
    """Arguments of a whole suite: none as a rule, so that the project's own ``paths`` hold."""
    own = [file for file in feature_files if owns(project, file)]
    inside = [path for path in paths if any(is_below(file, path) for file in own)]
    if project.root in paths or all(any(is_below(file, path) for path in inside) for file in own):
        return _own_paths(project)
    return tuple(_argument(relative_to(path, project.root)) for path in inside)


def _own_paths(project: BehaveProject) -> tuple[str, ...]:
    return tuple(map(_argument, project.paths)) if project.names_paths else ()


def _files_of(project: BehaveProject, ids: Sequence[TestId]) -> tuple[str, ...]:
    """Files of the ids as seen from the project; what the project runs anyway where they are too many."""
    files = tuple(dict.fromkeys(_argument(relative_to(file_of(test), project.root)) for test in ids))
    return files if fits(files) else _own_paths(project)


def _argument(path: str) -> str:
    """Return a path that behave takes literally: ``-`` and ``@`` mean something to it."""
    return f"./{path}" if path.startswith(("-", "@")) else path


def _invocation(
    project: BehaveProject,
    suite: str,
    arguments: tuple[str, ...],
    chosen: tuple[TestId, ...],
    call: BehaveCall,
    workplace: Workplace,
    probe_dir: str,
) -> Invocation:
    python = workplace.interpreters[project.root]
    artifacts = workplace.artifacts_dir(suite)
    selection = f"{artifacts}/selection.jsonl" if chosen else None
    events = f"{artifacts}/events.jsonl"
    return Invocation(
        suite=suite,
        runner="behave",
        argv=(python.path, "-m", "qaagent_behave", "--no-color", *call.arguments, *arguments),
        cwd=f"{workplace.folder}/{project.root}" if project.root else workplace.folder,
        env=_environment(python, events, selection, call, workplace, probe_dir),
        events=events,
        junit=f"{artifacts}/junit.xml",
        output=f"{artifacts}/output.log",
        selection=selection,
        chosen=chosen,
    )


def _environment(
    python: Interpreter,
    events: str,
    selection: str | None,
    call: BehaveCall,
    workplace: Workplace,
    probe_dir: str,
) -> tuple[tuple[str, str], ...]:
    env = call.env or {}
    existing = env.get("PYTHONPATH", workplace.environ.get("PYTHONPATH", ""))
    folders = (probe_dir, workplace.probe_dir, existing)
    variables = {
        **activation(python, workplace),
        **env,
        "PYTHONPATH": workplace.path_separator.join(filter(None, folders)),
        "QAAGENT_EVENTS": events,
        "QAAGENT_WORKSPACE": workplace.folder,
        # Set even when empty: a run inside a test of a run must not inherit the outer selection.
        "QAAGENT_SELECTION": selection or "",
        "QAAGENT_MANAGE": call.manage,
    }
    return tuple(variables.items())
