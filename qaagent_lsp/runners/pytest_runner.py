"""How pytest is called for a selection: once for each sub-project, as its user would call it there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.plan import Interpreter, Invocation
from qaagent_lsp.model.scope import ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.runners.arguments import fits
from qaagent_lsp.runners.pytest_project import PytestProject, is_below, relative_to
from qaagent_lsp.runners.pytest_suites import (
    by_project,
    names_folder,
    projects_to_run,
    suite_name,
    suites_of,
)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a plan needs to know of the machine. Paths are absolute.

    ``interpreters`` holds one for the root of every project that is to run. ``probe_dir`` is the folder of
    the pytest probe. ``artifacts_dir`` gives the folder that a suite's evidence goes to. ``environ`` is the
    environment that the tools inherit; ``path_separator`` is ``;`` on Windows.
    """

    folder: str
    interpreters: Mapping[WorkspacePath, Interpreter]
    probe_dir: str
    artifacts_dir: Callable[[str], str]
    environ: Mapping[str, str] = field(default_factory=dict)
    path_separator: str = ":"


def plan_pytest(
    part: WholeSuite | ChosenTests,
    *,
    projects: Sequence[PytestProject],
    test_files: Collection[WorkspacePath],
    settings: Settings,
    workplace: Workplace,
) -> tuple[Invocation, ...]:
    """Return the invocations of a part, one for each project that has something to run, in their order.

    ``test_files`` are the files known to hold tests. A whole suite is called as a person would call it
    there, without arguments, but for what nested projects run themselves. For chosen tests only their files
    are named; which of their tests run is told to the probe through a file, so that no number of them is
    too large.
    """
    names = suites_of(projects, test_files)

    def call(project: PytestProject, arguments: tuple[str, ...], ids: tuple[TestId, ...] = ()) -> Invocation:
        return _invocation(project, suite_name(names, project), arguments, ids, settings, workplace)

    if isinstance(part, ChosenTests):
        chosen = by_project([test.id for test in part.tests], projects)
        return tuple(
            call(project, _files_of(project, ids), ids)
            for project in projects
            if (ids := chosen.get(project.root))
        )
    if isinstance(part, WholeSuite):
        running = projects_to_run(part, projects=projects, test_files=test_files)
        return tuple(call(project, _whole(part.paths, project, running)) for project in running)
    assert_never(part)


def _whole(
    paths: Sequence[WorkspacePath], project: PytestProject, running: Sequence[PytestProject]
) -> tuple[str, ...]:
    """Arguments of a whole suite: none as a rule, so that the project's own ``testpaths`` hold."""
    inside = [
        other.root
        for other in running
        if other.root != project.root
        and is_below(other.root, project.root)
        and not names_folder(project, other.root)
    ]
    outermost = [root for root in inside if not any(root != top and is_below(root, top) for top in inside)]
    ignored = tuple(f"--ignore={relative_to(root, project.root)}" for root in outermost)
    if any(is_below(project.root, path) for path in paths):
        return ignored
    # What lies in a nested project is run by that one.
    own = (
        path
        for path in paths
        if is_below(path, project.root) and not any(is_below(path, root) for root in outermost)
    )
    return (*ignored, *(_argument(relative_to(path, project.root)) for path in own))


def _files_of(project: PytestProject, ids: Sequence[TestId]) -> tuple[str, ...]:
    """Files of the ids as seen from the project, or their folders, or the project, whichever first fits."""
    files = tuple(dict.fromkeys(_argument(relative_to(file_of(test), project.root)) for test in ids))
    if fits(files):
        return files
    folders = tuple(dict.fromkeys(file.rpartition("/")[0] or "." for file in files))
    return folders if fits(folders) else (".",)


def _argument(path: str) -> str:
    """Return a path that pytest takes literally: ``[``, ``::``, ``-`` and ``@`` mean something to it."""
    while "[" in path or "::" in path:
        path = path.rpartition("/")[0] or "."
    return f"./{path}" if path.startswith(("-", "@")) else path


def _invocation(
    project: PytestProject,
    suite: str,
    arguments: tuple[str, ...],
    chosen: tuple[TestId, ...],
    settings: Settings,
    workplace: Workplace,
) -> Invocation:
    python = workplace.interpreters[project.root]
    artifacts = workplace.artifacts_dir(suite)
    selection = f"{artifacts}/selection.jsonl" if chosen else None
    events = f"{artifacts}/events.jsonl"
    return Invocation(
        suite=suite,
        runner="pytest",
        argv=(
            python.path,
            "-m",
            "pytest",
            "-p",
            "qaagent_probe",
            "--color=no",
            *settings.pytest_args,
            *_one_process(project, chosen, settings, workplace),
            *arguments,
        ),
        cwd=f"{workplace.folder}/{project.root}" if project.root else workplace.folder,
        env=_environment(python, events, selection, settings, workplace),
        events=events,
        junit=f"{artifacts}/junit.xml",
        output=f"{artifacts}/output.log",
        selection=selection,
        chosen=chosen,
    )


def _one_process(
    project: PytestProject, chosen: Sequence[TestId], settings: Settings, workplace: Workplace
) -> tuple[str, ...]:
    """Take xdist back where one test was chosen: starting workers costs more than the test.

    Where nothing asks for workers the option is not added: ``-n`` is unknown where xdist is disabled.
    """
    inherited = settings.env.get("PYTEST_ADDOPTS", workplace.environ.get("PYTEST_ADDOPTS", ""))
    asked = (*project.addopts, *inherited.split(), *settings.pytest_args)
    has_workers = any(word.startswith(("-n", "--numprocesses", "--tx", "--dist")) for word in asked)
    installed = {name.lower().replace("_", "-") for name in workplace.interpreters[project.root].plugins}
    if len(chosen) == 1 and has_workers and "pytest-xdist" in installed and not _disables_xdist(asked):
        return ("-n0",)
    return ()


def _disables_xdist(words: Sequence[str]) -> bool:
    return any(word in ("no:xdist", "-pno:xdist") for word in words)


def _environment(
    python: Interpreter, events: str, selection: str | None, settings: Settings, workplace: Workplace
) -> tuple[tuple[str, str], ...]:
    existing = settings.env.get("PYTHONPATH", workplace.environ.get("PYTHONPATH", ""))
    variables = {
        **activation(python, workplace),
        **settings.env,
        # An empty entry would mean the current folder, so nothing is appended to nothing.
        "PYTHONPATH": workplace.path_separator.join(filter(None, (workplace.probe_dir, existing))),
        "QAAGENT_EVENTS": events,
        "QAAGENT_WORKSPACE": workplace.folder,
        # Set even when empty: a run inside a test of a run must not inherit the outer selection.
        "QAAGENT_SELECTION": selection or "",
    }
    return tuple(variables.items())


def activation(python: Interpreter, workplace: Workplace) -> Mapping[str, str]:
    """What activating the environment would set, so that tests which call its scripts by name find them."""
    if not python.environment:
        return {}
    scripts = python.path[: max(python.path.rfind("/"), python.path.rfind("\\"))]
    path = workplace.environ.get("PATH", "").split(workplace.path_separator)
    others = [entry for entry in path if entry != scripts]
    return {
        "VIRTUAL_ENV": python.environment,
        "PATH": workplace.path_separator.join((scripts, *filter(None, others))),
    }
