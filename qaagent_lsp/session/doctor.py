"""What would be run here, and why: the answer behind ``doctor``.

Nothing is run but one look at what each interpreter holds.
"""

from __future__ import annotations

import asyncio
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import QaAgentError, ToolMissing
from qaagent_lsp.model.plan import Interpreter, Invocation
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.scope import AllScope, PathScope, Selection
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.runners.pytest_project import PytestProject
from qaagent_lsp.runners.pytest_suites import projects_to_run
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.ordering import Pythons, invocations_of, selection_of, workplace_of


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """One folder that pytest is started in.

    ``config_file`` is what configures pytest there, None where nothing does. ``interpreter`` is None where none can
    run the tests; ``trouble`` then says why and what to do. ``invocation`` is how pytest would be called.
    """

    root: WorkspacePath
    config_file: WorkspacePath | None
    interpreter: Interpreter | None
    trouble: str
    invocation: Invocation | None


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """What ``doctor`` tells. ``trouble`` is what keeps a run from being started at all, ``""`` when nothing does."""

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


@dataclass(frozen=True, slots=True)
class Bedside:
    """What the doctor looks at."""

    folder: Path
    snapshot: Snapshot
    index: Index
    settings: Settings
    pythons: Pythons
    runs_root: str
    cache_root: str


async def diagnose(patient: Bedside, path: WorkspacePath | None) -> DoctorReport:
    """Tell how the tests of a file or folder (None: of everything) would be run."""
    return await asyncio.to_thread(_diagnose, patient, path)


def _diagnose(patient: Bedside, path: WorkspacePath | None) -> DoctorReport:
    scope = PathScope(path) if path else AllScope()
    trouble = ""
    projects: tuple[ProjectReport, ...] = ()
    try:
        selection = selection_of(scope, patient.snapshot, patient.index)
    except QaAgentError as error:
        trouble = _told(error)
    else:
        projects = _projects(patient, selection)
    return DoctorReport(
        folder=str(patient.folder),
        runs_root=patient.runs_root,
        cache_root=patient.cache_root,
        qaagent_lsp=version("qaagent-lsp"),
        python=platform.python_version(),
        routes=len(patient.snapshot.routes),
        tests=len(patient.snapshot.tests),
        problems=patient.snapshot.problems,
        projects=projects,
        trouble=trouble,
    )


def _projects(patient: Bedside, selection: Selection) -> tuple[ProjectReport, ...]:
    files = patient.snapshot.tests_by_file.keys()
    found = {
        project.root: project
        for part in selection.parts
        for project in projects_to_run(part, projects=patient.index.projects, test_files=files)
    }
    return tuple(_project(patient, selection, project) for project in found.values())


def _project(patient: Bedside, selection: Selection, project: PytestProject) -> ProjectReport:
    try:
        interpreter = patient.pythons.of(project.root, patient.folder, patient.settings)
    except ToolMissing as missing:
        return ProjectReport(project.root, project.config_file, None, _told(missing), None)
    # Every project is planned with this interpreter, and only the invocation in this project's folder is kept.
    everywhere = {other.root: interpreter for other in patient.index.projects} | {
        WORKSPACE_FOLDER: interpreter
    }
    workplace = workplace_of(
        patient.folder, everywhere, lambda suite: f"{patient.runs_root}/RUN/artifacts/{suite}"
    )
    planned = invocations_of(selection, patient.snapshot, patient.index, patient.settings, workplace)
    here = str(patient.folder / project.root)
    invocation = next((one for one in planned if one.cwd == here), None)
    return ProjectReport(project.root, project.config_file, interpreter, "", invocation)


def _told(error: QaAgentError) -> str:
    return f"{error.message} {error.hint}".strip()
