"""What would be run here, and why: the answer behind ``doctor``.

Nothing is run but one look at what each interpreter holds.
"""

from __future__ import annotations

import asyncio
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qaagent_lsp import __version__
from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.model.plan import Interpreter, Invocation, NodeTool
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.scope import AllScope, PathScope
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import Runner
from qaagent_lsp.session.environment import Surroundings, surroundings_of
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.ordering import by_rules, ground_of, selection_of
from qaagent_lsp.session.planning import Ground, Job, Toolbox, jobs_of, plan, tools_for
from qaagent_lsp.session.rules import Rulebook

if TYPE_CHECKING:
    from qaagent_lsp.session.inline_tools import InlineTool


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """One folder that a tool is started in.

    ``config_file`` is what configures the tool there, None where nothing does. ``interpreter`` or ``node`` is what
    runs it, None where nothing can; ``trouble`` says why it cannot run and what to do. ``invocation`` is how
    the tool would be called.
    """

    root: WorkspacePath
    config_file: WorkspacePath | None
    interpreter: Interpreter | None
    trouble: str
    invocation: Invocation | None
    runner: Runner = "pytest"
    node: NodeTool | None = None


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """What ``doctor`` tells. ``trouble`` is what keeps a run from being started at all, ``""`` when nothing does.

    ``notes`` say what a run of everything leaves out, and what it runs against.
    """

    folder: str
    runs_root: str
    cache_root: str
    qaagent_lsp: str
    python: str
    routes: int
    tests: int
    problems: tuple[Problem, ...]
    projects: tuple[ProjectReport, ...]
    trouble: str
    notes: tuple[str, ...] = ()
    inline_tools: tuple[InlineTool, ...] = ()
    """What ``plan-run`` would start besides, in its order."""


@dataclass(frozen=True, slots=True)
class Bedside:
    """What the doctor looks at."""

    snapshot: Snapshot
    index: Index
    rulebook: Rulebook
    toolbox: Toolbox
    runs_root: str
    cache_root: str


async def diagnose(patient: Bedside, path: WorkspacePath | None) -> DoctorReport:
    """Tell how the tests of a file or folder (None: of everything) would be run."""
    return await asyncio.to_thread(_diagnose, patient, path)


def _diagnose(patient: Bedside, path: WorkspacePath | None) -> DoctorReport:
    scope = PathScope(path) if path else AllScope()
    trouble = ""
    projects: tuple[ProjectReport, ...] = ()
    notes: tuple[str, ...] = ()
    inline: tuple[InlineTool, ...] = ()
    try:
        surroundings = surroundings_of(patient.rulebook)
        inline = _inline(patient, surroundings)
        ground = ground_of(patient.snapshot, patient.index, patient.rulebook, surroundings)
        selection = by_rules(selection_of(scope, patient.snapshot, ground), patient.rulebook)
    except QaAgentError as error:
        trouble = _told(error)
    else:
        notes = (*selection.notes, *surroundings.notes)
        jobs = jobs_of(selection.parts, ground)
        projects = tuple(report for job in jobs for report in _projects(patient, ground, job))
    return DoctorReport(
        folder=str(patient.rulebook.folder),
        runs_root=patient.runs_root,
        cache_root=patient.cache_root,
        qaagent_lsp=__version__,
        python=platform.python_version(),
        routes=len(patient.snapshot.routes),
        tests=len(patient.snapshot.tests),
        problems=patient.snapshot.problems,
        projects=projects,
        trouble=trouble,
        notes=notes,
        inline_tools=inline,
    )


def _inline(patient: Bedside, surroundings: Surroundings) -> tuple[InlineTool, ...]:
    # Imported here: a server that is never asked for it holds none of it.
    from qaagent_lsp.session.inline_tools import available_to, inline_tools

    return inline_tools(patient.rulebook, available_to(patient.rulebook, patient.toolbox, surroundings.env))


def _projects(patient: Bedside, ground: Ground, job: Job) -> tuple[ProjectReport, ...]:
    """Report on every call that a job makes: two projects of Behave may begin in one folder."""
    config_file = ground.config_file_of(job.runner, job.root)
    settings = patient.rulebook.settings
    try:
        found = tools_for((job,), ground, settings, patient.toolbox)
    except QaAgentError as missing:
        return (ProjectReport(job.root, config_file, None, _told(missing), None, job.runner),)
    artifacts = f"{patient.runs_root}/RUN/artifacts"
    planned = plan((job,), ground, found, settings, lambda suite: f"{artifacts}/{suite}")
    tool = found.tools[job.runner, job.root]
    return tuple(
        ProjectReport(
            job.root,
            config_file,
            tool if isinstance(tool, Interpreter) else None,
            "",
            invocation,
            job.runner,
            tool if isinstance(tool, NodeTool) else None,
        )
        for invocation in planned
    )


def _told(error: QaAgentError) -> str:
    return f"{error.message} {error.hint}".strip()
