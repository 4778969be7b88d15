"""How Playwright is called for a selection: once for each project, as its user would call it there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from qaagent_lsp.model.plan import Invocation, NodeTool
from qaagent_lsp.model.scope import ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of, inside_of
from qaagent_lsp.runners.arguments import fits
from qaagent_lsp.runners.playwright_project import (
    SUITE,
    PlaywrightProject,
    playwright_ids_by_project,
    playwright_projects_to_run,
    playwright_suites,
    reads,
)
from qaagent_lsp.runners.pytest_project import is_below

REPORTER = "qaagent_reporter.cjs"

_CASE = re.compile(r"\d+:\d+ \[(?P<project>.*?)\](?: › .*| #\d+)?", re.DOTALL)
_SPECIAL = re.compile(r"[\\^$.*+?()[\]{}|]")


@dataclass(frozen=True, slots=True)
class PlaywrightWorkplace:
    """What a plan needs to know of the machine. Paths are absolute.

    ``nodes`` holds one for the root of every project that is to run. ``probe_dir`` is the folder of the reporter.
    ``artifacts_dir`` gives the folder that a suite's evidence goes to.
    """

    folder: str
    nodes: Mapping[WorkspacePath, NodeTool]
    probe_dir: str
    artifacts_dir: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PlaywrightCall:
    """What a user adds to every call of Playwright: arguments and variables."""

    arguments: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)


def plan_playwright(
    part: WholeSuite | ChosenTests,
    *,
    projects: Sequence[PlaywrightProject],
    spec_files: Collection[WorkspacePath],
    call: PlaywrightCall,
    workplace: PlaywrightWorkplace,
) -> tuple[Invocation, ...]:
    """Return the invocations of a part, one for each project that has something to run, in their order.

    ``spec_files`` are the files known to hold tests. A whole suite is called as a person would call it there. Chosen
    tests are named by file and line, and the reporter is told their ids: from Playwright 1.61 on it leaves out what
    shares such a line, or a project that another test asked for; before, those run as well.
    """
    running = playwright_projects_to_run(part, projects=projects, spec_files=spec_files)
    names = {project.root: name for name, project in playwright_suites(projects).items()}

    def invoke(
        project: PlaywrightProject, arguments: tuple[str, ...], ids: tuple[TestId, ...] = ()
    ) -> Invocation:
        return _invocation(project, names.get(project.root, SUITE), arguments, ids, call, workplace)

    if isinstance(part, ChosenTests):
        chosen = playwright_ids_by_project([test.id for test in part.tests], projects)
        return tuple(
            invoke(project, _chosen(chosen[project.root], workplace.folder), chosen[project.root])
            for project in running
        )
    if isinstance(part, WholeSuite):
        return tuple(
            invoke(project, _whole(part.paths, project, spec_files, workplace.folder)) for project in running
        )
    assert_never(part)


def _whole(
    paths: Sequence[WorkspacePath],
    project: PlaywrightProject,
    spec_files: Collection[WorkspacePath],
    folder: str,
) -> tuple[str, ...]:
    """Arguments of a whole suite: none, unless a part of it is meant."""
    own = [file for file in spec_files if reads(project, file)]
    if any(is_below(project.root, path) for path in paths) or all(
        any(is_below(file, path) for path in paths) for file in own
    ):
        return ()
    return tuple(f"^{_literally(f'{folder}/{path}')}{'$' if path in spec_files else '/'}" for path in paths)


def _chosen(ids: Sequence[TestId], folder: str) -> tuple[str, ...]:
    """Name the tests by file and line, by their files alone where they are too many; and their projects if all say."""
    named = [found["project"] if (found := _CASE.fullmatch(inside_of(test))) else None for test in ids]
    projects = () if None in named else tuple(f"--project={name}" for name in dict.fromkeys(named))
    lines = tuple(dict.fromkeys(_location(test, folder) for test in ids))
    if not fits(lines):
        lines = tuple(dict.fromkeys(f"^{_literally(f'{folder}/{file_of(test)}')}$" for test in ids))
    return (*projects, *(lines if fits(lines) else ()))


def _location(test: TestId, folder: str) -> str:
    r"""``^/abs/e2e/pets\.spec\.ts$:5``. Not the column: versions differ in what they count for a test's."""
    file = f"^{_literally(f'{folder}/{file_of(test)}')}$"
    line = inside_of(test).partition(":")[0]
    return f"{file}:{line}" if line else file


def _literally(path: str) -> str:
    """Write a path as a regular expression of JavaScript that means only itself, with either separator."""
    parts = path.replace("\\", "/").split("/")
    separator = r"[\\/]" if "\\" in path or ":" in parts[0] else "/"
    return separator.join(_SPECIAL.sub(r"\\\g<0>", part) for part in parts)


def _invocation(
    project: PlaywrightProject,
    suite: str,
    arguments: tuple[str, ...],
    chosen: tuple[TestId, ...],
    call: PlaywrightCall,
    workplace: PlaywrightWorkplace,
) -> Invocation:
    tool = workplace.nodes[project.root]
    artifacts = workplace.artifacts_dir(suite)
    selection = f"{artifacts}/selection.jsonl" if chosen else None
    events = f"{artifacts}/events.jsonl"
    config = (f"--config={workplace.folder}/{project.config_file}",) if project.config_file else ()
    return Invocation(
        suite=suite,
        runner="playwright",
        argv=(
            tool.node,
            tool.cli,
            "test",
            *config,
            # What a person reads goes to the log; the reporter prints nothing.
            f"--reporter=list,{workplace.probe_dir}/{REPORTER}",
            f"--output={artifacts}/test-results",
            *call.arguments,
            *arguments,
        ),
        cwd=f"{workplace.folder}/{project.root}" if project.root else workplace.folder,
        env=_environment(events, selection, call, workplace),
        events=events,
        junit=f"{artifacts}/junit.xml",
        output=f"{artifacts}/output.log",
        selection=selection,
        chosen=chosen,
    )


def _environment(
    events: str, selection: str | None, call: PlaywrightCall, workplace: PlaywrightWorkplace
) -> tuple[tuple[str, str], ...]:
    variables = {
        # No colours in logs and messages, and no report that waits in a browser for somebody to close it.
        "FORCE_COLOR": "0",
        "PLAYWRIGHT_HTML_OPEN": "never",
        **call.env,
        "QAAGENT_EVENTS": events,
        "QAAGENT_WORKSPACE": workplace.folder,
        # Set even when empty: a run inside a test of a run must not inherit the outer selection.
        "QAAGENT_SELECTION": selection or "",
    }
    return tuple(variables.items())
