"""Where Playwright's projects begin: the folders with a ``playwright.config``, as the tool is started in them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import normpath

from qaagent_lsp.discovery.playwright.files import SpecPatterns, is_spec_file
from qaagent_lsp.model.scope import ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.runners.playwright_config import PLAYWRIGHT_FILES, parts_in
from qaagent_lsp.runners.pytest_project import is_below

PLAYWRIGHT_CONFIG_NAMES = (*PLAYWRIGHT_FILES, "package.json")
"""All files that have a say in where a project begins."""

SUITE = "e2e"
PACKAGES = ("@playwright/test", "playwright")


@dataclass(frozen=True, slots=True)
class PlaywrightProject:
    """A folder that Playwright is started in. ``config_file`` is None where only ``package.json`` names Playwright.

    ``names`` are those of its projects (browsers, mostly) as far as they are written out; ``specs`` tells which files
    they read.
    """

    root: WorkspacePath
    config_file: WorkspacePath | None = None
    names: tuple[str, ...] = ()
    specs: tuple[SpecPatterns, ...] = ()


def playwright_projects_of(configs: Mapping[WorkspacePath, str]) -> tuple[PlaywrightProject, ...]:
    """Return the projects of a workspace, sorted by root; () where nothing names Playwright.

    ``configs`` are the texts of all files called as in ``PLAYWRIGHT_CONFIG_NAMES``; other files are ignored.
    """
    folders: dict[WorkspacePath, dict[str, str]] = defaultdict(dict)
    for file, text in configs.items():
        folder, _, name = file.rpartition("/")
        if "node_modules" not in folder.split("/"):
            folders[WorkspacePath(folder)][name] = text
    found = {root: _configured(root, files) for root, files in folders.items() if _config_name(files)}
    configured = tuple(found)
    for root, files in sorted(folders.items()):
        # A package at the top of a monorepo often only installs what the packages below configure.
        is_apart = not any(is_below(root, other) or is_below(other, root) for other in configured)
        if is_apart and not any(is_below(root, other) for other in found) and names_playwright(files):
            found[root] = PlaywrightProject(root, specs=(SpecPatterns(root),))
    return tuple(found[root] for root in sorted(found))


def playwright_project_of(
    file: WorkspacePath, projects: Iterable[PlaywrightProject]
) -> PlaywrightProject | None:
    """Return the project that reads a file, the nearest above it first; None where none does.

    A project may look for its tests outside of its own folder (``testDir: '../e2e'``).
    """
    nearest = sorted(projects, key=lambda project: (not is_below(file, project.root), -len(project.root)))
    return next((project for project in nearest if reads(project, file)), None)


def reads(project: PlaywrightProject, file: WorkspacePath) -> bool:
    """Tell whether Playwright, started in a project, would read a file."""
    return any(is_spec_file(file, patterns) for patterns in project.specs)


def playwright_projects_to_run(
    part: WholeSuite | ChosenTests,
    *,
    projects: Sequence[PlaywrightProject],
    spec_files: Collection[WorkspacePath],
) -> tuple[PlaywrightProject, ...]:
    """Return the projects that a part starts Playwright in: those whose Node a plan needs."""
    if isinstance(part, ChosenTests):
        files = {file_of(test.id) for test in part.tests}
    else:
        files = {file for file in spec_files if any(is_below(file, path) for path in part.paths)}
    roots = {found.root for file in files if (found := _owner(file, projects))}
    return tuple(project for project in projects if project.root in roots)


def playwright_ids_by_project(
    ids: Iterable[TestId], projects: Sequence[PlaywrightProject]
) -> Mapping[WorkspacePath, tuple[TestId, ...]]:
    """Sort ids by the root of their project, each once."""
    grouped: dict[WorkspacePath, list[TestId]] = {}
    for test in dict.fromkeys(ids):
        project = _owner(file_of(test), projects)
        if project is not None:
            grouped.setdefault(project.root, []).append(test)
    return {root: tuple(tests) for root, tests in grouped.items()}


def playwright_suites(projects: Sequence[PlaywrightProject]) -> Mapping[str, PlaywrightProject]:
    """Return each suite's name and its project: ``e2e`` for the only or outermost one, else ``e2e-<path>``."""
    names: dict[str, PlaywrightProject] = {}
    for project in projects:
        is_main = not project.root or len(projects) == 1
        slug = "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in project.root)
        name = unused = SUITE if is_main else f"{SUITE}-{slug}"
        number = 2
        while unused in names:
            unused = f"{name}-{number}"
            number += 1
        names[unused] = project
    return names


def names_playwright(files: Mapping[str, str]) -> bool:
    """Tell whether a folder's ``package.json`` asks for Playwright's test runner."""
    try:
        package = json.loads(files.get("package.json", "null"))
    except ValueError:
        return False
    if not isinstance(package, dict):
        return False
    tables = (package.get(key) for key in ("dependencies", "devDependencies"))
    return any(isinstance(table, dict) and PACKAGES[0] in table for table in tables)


def _owner(file: WorkspacePath, projects: Sequence[PlaywrightProject]) -> PlaywrightProject | None:
    """Return the project of a file, also where what is written of its patterns does not say that it is one."""
    found = playwright_project_of(file, projects)
    if found is not None:
        return found
    above = [project for project in projects if is_below(file, project.root)]
    return max(above, key=lambda project: len(project.root), default=None)


def _config_name(files: Mapping[str, str]) -> str | None:
    return next((name for name in PLAYWRIGHT_FILES if name in files), None)


def _configured(root: WorkspacePath, files: Mapping[str, str]) -> PlaywrightProject:
    name = _config_name(files) or PLAYWRIGHT_FILES[0]
    parts = parts_in(files[name], name)
    specs = tuple(
        SpecPatterns(_inside(root, part.test_dir), part.test_match, part.test_ignore) for part in parts
    )
    file = WorkspacePath(f"{root}/{name}" if root else name)
    return PlaywrightProject(root, file, tuple(part.name for part in parts if part.name), specs)


def _inside(root: WorkspacePath, folder: str) -> WorkspacePath:
    """Join a folder to a root; the root itself where that would lead out of the workspace."""
    path = normpath(f"{root}/{folder}" if root else folder)
    return root if path.startswith("..") else WorkspacePath("" if path == "." else path)
