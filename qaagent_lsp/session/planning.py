"""From a selection to the calls of its tools: which projects are started, with which interpreter, in which words.

Blocks where interpreters are asked: worker thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.django_project import MANAGE, manages_behave
from qaagent_lsp.host.interpreter import Wish, choose_interpreter, without_our_own
from qaagent_lsp.host.node import NodeCheck, is_installed
from qaagent_lsp.host.node_install import install
from qaagent_lsp.host.preflight import Preflight, PythonTool
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.plan import Interpreter, Invocation, NodeTool
from qaagent_lsp.model.scope import ChosenTests, WholeSuite
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.model.test import Runner, TestId, runner_of
from qaagent_lsp.runners.behave_project import behave_projects_to_run, behave_suites
from qaagent_lsp.runners.behave_runner import BehaveCall, plan_behave
from qaagent_lsp.runners.playwright_project import playwright_projects_to_run, playwright_suites
from qaagent_lsp.runners.playwright_runner import PlaywrightCall, PlaywrightWorkplace, plan_playwright
from qaagent_lsp.runners.pytest_runner import Workplace, plan_pytest
from qaagent_lsp.runners.pytest_suites import projects_to_run, suites_of
from qaagent_lsp.session.conventions import Conventions

if TYPE_CHECKING:
    from qaagent_lsp.config.effective import RunRules, SuiteRules

PROBES = Path(__file__).parents[1] / "probes"
PROBE_DIR = PROBES / "pytest"
"""What goes on the PYTHONPATH of the user's interpreter."""

Root = WorkspacePath
Part = WholeSuite | ChosenTests


@dataclass(frozen=True, slots=True)
class Pythons:
    """Finds the interpreter of a (sub-)project. ``client`` is what the editor's own picker says."""

    preflight: Preflight
    client: str | None = None

    def path_of(self, folder: Path, settings: Settings) -> Path:
        """Name the workspace's interpreter, whatever it holds. Raises ``ToolMissing``."""
        environ = {**os.environ, **settings.env}
        return choose_interpreter(folder, folder, Wish(settings.python, self.client), environ).path

    def scripts_of(self, folder: Path, settings: Settings) -> str | None:
        """Name the folder that holds the scripts of the workspace's interpreter; None where there is none."""
        try:
            return str(self.path_of(folder, settings).parent)
        except ToolMissing:
            return None

    def of(self, root: Root, folder: Path, settings: Settings, tool: PythonTool = "pytest") -> Interpreter:
        """Choose and check the interpreter of the project at ``root``. Raises ``ToolMissing``."""
        project = folder / root
        environ = {**os.environ, **settings.env}
        choice = choose_interpreter(project, folder, Wish(settings.python, self.client), environ)
        return self.preflight.check(choice, project=project, environ=environ, tool=tool)


@dataclass(frozen=True, slots=True)
class Ground:
    """What plans are made on: the projects, the files that are known to hold tests, and the rules of each project."""

    folder: Path
    conventions: Conventions
    test_files: frozenset[WorkspacePath]
    rules_of: Callable[[Root], RunRules]
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables that hold for the whole run: of env files, and the address of the server under test."""

    def config_file_of(self, runner: Runner, root: Root) -> WorkspacePath | None:
        """The file that configures a tool in a project, if any does."""
        match runner:
            case "pytest":
                files = {project.root: project.config_file for project in self.conventions.pytest}
            case "behave":
                files = {project.root: project.config_file for project in self.conventions.behave}
            case "playwright":
                files = {project.root: project.config_file for project in self.conventions.playwright}
            case _:
                assert_never(runner)
        return files.get(root)

    def files_of(self, runner: Runner) -> frozenset[WorkspacePath]:
        """The files that hold tests of a tool."""
        return frozenset(file for file in self.test_files if runner_of(TestId(file)) == runner)


@dataclass(frozen=True, slots=True)
class Job:
    """One project that a part of a selection starts its tool in."""

    part: Part
    root: Root

    @property
    def runner(self) -> Runner:
        """The tool."""
        return self.part.runner


Tool = Interpreter | NodeTool
Place = tuple[Runner, Root]
"""A project as one tool sees it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What runs the tool of each project, and what is missing where."""

    tools: Mapping[Place, Tool] = field(default_factory=dict)
    missing: Mapping[Place, ToolMissing] = field(default_factory=dict)


def suites_on(ground: Ground) -> Mapping[str, tuple[Runner, Root]]:
    """Name the suites that can be run: the tool and the project's folder of each."""
    pytest = suites_of(ground.conventions.pytest, ground.files_of("pytest"))
    behave = behave_suites(ground.conventions.behave)
    playwright = playwright_suites(ground.conventions.playwright)
    return {
        **{name: ("pytest", project.root) for name, project in pytest.items()},
        **{name: ("behave", project.root) for name, project in behave.items()},
        **{name: ("playwright", project.root) for name, project in playwright.items()},
    }


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What finds the tools."""

    pythons: Pythons
    node: NodeCheck


def jobs_of(parts: Sequence[Part], ground: Ground) -> tuple[Job, ...]:
    """Name every project that the parts start, in the order of the parts."""
    # Two of a tool's projects may begin in one folder; a job plans the calls of both.
    return tuple(Job(part, root) for part in parts for root in dict.fromkeys(_roots_of(part, ground)))


def tools_for(jobs: Sequence[Job], ground: Ground, settings: Settings, toolbox: Toolbox) -> Found:
    """Find and check the tool of every project.

    Raises ``ToolMissing`` where no project has its tool; where some have, what is missing elsewhere is told.
    """
    tools: dict[Place, Tool] = {}
    missing: dict[Place, ToolMissing] = {}
    for place in dict.fromkeys((job.runner, job.root) for job in jobs):
        try:
            tools[place] = _tool(*place, ground, settings, toolbox)
        except ToolMissing as error:
            missing[place] = error
    if missing and not tools:
        raise next(iter(missing.values()))
    return Found(tools, missing)


def plan(
    jobs: Sequence[Job],
    ground: Ground,
    found: Found,
    settings: Settings,
    artifacts_dir: Callable[[str], str],
) -> tuple[Invocation, ...]:
    """Plan every job whose tool was found: one invocation each, in their order."""
    return tuple(
        replace(invocation, limits=rules.limits, resources=rules.resources)
        for job in jobs
        if (job.runner, job.root) in found.tools
        for rules in [ground.rules_of(job.root).suites[job.runner]]
        for invocation in _plan(
            job, rules, ground, found.tools[job.runner, job.root], settings, artifacts_dir
        )
    )


def _roots_of(part: Part, ground: Ground) -> tuple[Root, ...]:
    files = ground.files_of(part.runner)
    match part.runner:
        case "pytest":
            running = projects_to_run(part, projects=ground.conventions.pytest, test_files=files)
            return tuple(project.root for project in running)
        case "behave":
            features = behave_projects_to_run(part, projects=ground.conventions.behave, feature_files=files)
            return tuple(project.root for project in features)
        case "playwright":
            specs = playwright_projects_to_run(part, projects=ground.conventions.playwright, spec_files=files)
            return tuple(project.root for project in specs)
        case _:
            assert_never(part.runner)


def _tool(runner: Runner, root: Root, ground: Ground, settings: Settings, toolbox: Toolbox) -> Tool:
    match runner:
        case "pytest" | "behave":
            return toolbox.pythons.of(root, ground.folder, settings, runner)
        case "playwright":
            return _node(root, ground, settings, toolbox)
        case _:
            assert_never(runner)


def _node(root: Root, ground: Ground, settings: Settings, toolbox: Toolbox) -> NodeTool:
    environ = without_our_own({**os.environ, **settings.env})
    project = ground.folder / root
    try:
        return toolbox.node.check(project, ground.folder, wish=settings.node, environ=environ)
    except ToolMissing:
        if ground.rules_of(root).install != "auto" or is_installed(project):
            raise
    install(project, environ)
    return toolbox.node.check(project, ground.folder, wish=settings.node, environ=environ)


def _plan(
    job: Job,
    rules: SuiteRules,
    ground: Ground,
    tool: Tool,
    settings: Settings,
    artifacts_dir: Callable[[str], str],
) -> Sequence[Invocation]:
    """Plan a part, and keep the call of one project: each has rules and a tool of its own."""
    env = {**ground.env, **dict(rules.env)}
    files = ground.files_of(job.runner)
    cwd = str(ground.folder / job.root) if job.root else str(ground.folder)
    planned: Sequence[Invocation]
    match job.runner, tool:
        case "pytest", Interpreter():
            projects = ground.conventions.pytest
            planned = plan_pytest(
                job.part,
                projects=projects,
                test_files=files,
                settings=settings.model_copy(update={"pytest_args": rules.args, "env": env}),
                workplace=_workplace(ground, (project.root for project in projects), tool, artifacts_dir),
            )
        case "behave", Interpreter():
            features = ground.conventions.behave
            planned = plan_behave(
                job.part,
                projects=features,
                feature_files=files,
                call=BehaveCall(rules.args, env, MANAGE if manages_behave(ground.folder / job.root) else ""),
                workplace=_workplace(ground, (project.root for project in features), tool, artifacts_dir),
                probe_dir=str(PROBES / "behave"),
            )
        case "playwright", NodeTool():
            specs = ground.conventions.playwright
            planned = plan_playwright(
                job.part,
                projects=specs,
                spec_files=files,
                call=PlaywrightCall(rules.args, env),
                workplace=PlaywrightWorkplace(
                    str(ground.folder),
                    dict.fromkeys((project.root for project in specs), tool),
                    str(PROBES / "playwright"),
                    artifacts_dir,
                ),
            )
        case _:
            planned = ()
    return [invocation for invocation in planned if invocation.cwd == cwd]


def _workplace(
    ground: Ground, roots: Iterable[Root], python: Interpreter, artifacts_dir: Callable[[str], str]
) -> Workplace:
    """Say where and in what environment a tool is called, as if all projects had the interpreter of one."""
    return Workplace(
        folder=str(ground.folder),
        interpreters={WORKSPACE_FOLDER: python, **dict.fromkeys(roots, python)},
        probe_dir=str(PROBE_DIR),
        artifacts_dir=artifacts_dir,
        environ=without_our_own(os.environ),
        path_separator=os.pathsep,
    )
