"""Where behave's projects begin, and which feature files are theirs.

behave reads its configuration from the folder it is started in only, and looks for ``features`` there. For a feature
file it climbs to the nearest folder with ``steps`` or ``environment.py``. A feature file with neither above it, nor a
configuration, is some other tool's (pytest-bdd).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.gherkin.rows import ANNOTATION_SCHEMA
from qaagent_lsp.model.scope import ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.runners.behave_config import BEHAVE_FILES, BehaveOptions, behave_options_in
from qaagent_lsp.runners.pytest_project import is_below, relative_to

SUITE = "behave"
FEATURES = "features"
_MARKERS = frozenset((*BEHAVE_FILES, "setup.py", "manage.py"))
_HOOK = re.compile(r"^def (?:before|after)_(?:all|feature|rule|scenario|step|tag)\(", re.MULTILINE)
_IMPORTS_BEHAVE = re.compile(r"^\s*(?:from|import)\s+behave\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BehaveProject:
    """A folder that behave is started in. ``paths`` are what it runs there, relative to ``root``; never empty.

    behave loads the steps of its first path only, so feature folders with steps of their own are projects of their own,
    also where they share a root. ``names_paths`` tells that plain ``behave`` would not find them, so that they are
    named in each call.
    """

    root: WorkspacePath
    paths: tuple[str, ...] = (FEATURES,)
    names_paths: bool = False
    config_file: WorkspacePath | None = None
    language: str = "en"
    annotation_schema: str = ANNOTATION_SCHEMA


def holds_behave_code(file: WorkspacePath, text: str) -> bool:
    """Tell whether a Python file is one of behave's: steps, or an ``environment.py`` with hooks."""
    parts = file.split("/")
    if parts[-1] == "environment.py":
        return bool(_HOOK.search(text) or _IMPORTS_BEHAVE.search(text))
    return parts[-1].endswith(".py") and "steps" in parts[:-1] and bool(_IMPORTS_BEHAVE.search(text))


def behave_projects(
    configs: Mapping[WorkspacePath, str],
    *,
    feature_files: Collection[WorkspacePath],
    code_files: Collection[WorkspacePath],
) -> tuple[BehaveProject, ...]:
    """Return the projects of a workspace that hold a feature file, sorted by root.

    ``configs`` are the texts of all files called as in ``BEHAVE_FILES``; of files called otherwise only the names
    matter. ``code_files`` are those that ``holds_behave_code``.
    """
    configured = {project.root: project for project in _configured(configs)}
    found = list(configured.values())
    markers = {
        WorkspacePath(folder)
        for folder, _, name in (file.rpartition("/") for file in configs)
        if name in _MARKERS
    }
    for file in sorted(feature_files):
        base = _code_above(file, code_files)
        if base is None or any(owns(project, file) for project in found):
            continue
        root = _root_of(base, markers)
        path = relative_to(base, root)
        named = path != FEATURES or root in configured
        found.append(replace(configured.get(root, BehaveProject(root)), paths=(path,), names_paths=named))
    holding = (project for project in found if any(owns(project, file) for file in feature_files))
    return tuple(sorted(holding, key=lambda project: (project.root, project.paths)))


def owns(project: BehaveProject, file: WorkspacePath) -> bool:
    """Tell whether a feature file is among those that a project runs."""
    return is_below(file, project.root) and any(
        is_below(file, _joined(project.root, path)) for path in project.paths
    )


def behave_project_of(file: WorkspacePath, projects: Iterable[BehaveProject]) -> BehaveProject | None:
    """Return the project of a feature file: the innermost that owns it; None for one that is not behave's."""
    owners = [project for project in projects if owns(project, file)]
    return max(owners, key=lambda project: (len(project.root), len(project.paths[0])), default=None)


def behave_suites(projects: Sequence[BehaveProject]) -> Mapping[str, BehaveProject]:
    """Return each suite's name and its project: ``behave`` for the only or outermost one, else ``behave-<path>``."""
    names: dict[str, BehaveProject] = {}
    roots: set[WorkspacePath] = set()
    for project in projects:
        is_second = project.root in roots
        roots.add(project.root)
        is_main = len(projects) == 1 or not (project.root or is_second)
        place = _joined(project.root, project.paths[0]) if is_second else project.root
        name = SUITE if is_main else f"{SUITE}-{_slug(place)}"
        number = 2
        unused = name
        while unused in names:
            unused = f"{name}-{number}"
            number += 1
        names[unused] = project
    return names


def behave_projects_to_run(
    part: WholeSuite | ChosenTests,
    *,
    projects: Sequence[BehaveProject],
    feature_files: Collection[WorkspacePath],
) -> tuple[BehaveProject, ...]:
    """Return the projects that a part starts behave in: those whose interpreters a plan needs."""
    if isinstance(part, ChosenTests):
        wanted = set(behave_ids_by_project([test.id for test in part.tests], projects))
    else:
        below = (file for file in feature_files if any(is_below(file, path) for path in part.paths))
        wanted = {found for file in below if (found := behave_project_of(file, projects)) is not None}
    return tuple(project for project in projects if project in wanted)


def behave_ids_by_project(
    ids: Iterable[TestId], projects: Sequence[BehaveProject]
) -> Mapping[BehaveProject, tuple[TestId, ...]]:
    """Sort ids by their project, each once; ids of files that are no project's are left out."""
    grouped: dict[BehaveProject, list[TestId]] = {}
    for test in dict.fromkeys(ids):
        project = behave_project_of(file_of(test), projects)
        if project is not None:
            grouped.setdefault(project, []).append(test)
    return {project: tuple(tests) for project, tests in grouped.items()}


def _configured(configs: Mapping[WorkspacePath, str]) -> Iterator[BehaveProject]:
    folders: dict[WorkspacePath, dict[str, BehaveOptions]] = {}
    for file, text in configs.items():
        folder, _, name = file.rpartition("/")
        options = behave_options_in(name, text)
        if options is not None:
            folders.setdefault(WorkspacePath(folder), {})[name] = options
    for root, files in folders.items():
        name = next(name for name in BEHAVE_FILES if name in files)
        options = files[name]
        yield BehaveProject(
            root,
            paths=options.paths or (FEATURES,),
            config_file=_joined(root, name),
            language=options.language,
            annotation_schema=options.annotation_schema,
        )


def _code_above(file: WorkspacePath, code_files: Collection[WorkspacePath]) -> WorkspacePath | None:
    """Return the folder that behave would take for the base of a feature file."""
    for folder in _folders_above(file):
        steps, hooks = _joined(folder, "steps"), _joined(folder, "environment.py")
        if hooks in code_files or any(is_below(code, steps) for code in code_files):
            return folder
    return None


def _root_of(base: WorkspacePath, markers: Collection[WorkspacePath]) -> WorkspacePath:
    """Return where a person would start behave: beside the project's own files, else right above ``features``."""
    above = list(_folders_above(base))
    return next((folder for folder in above if folder in markers), above[0] if above else base)


def _folders_above(path: WorkspacePath) -> Iterator[WorkspacePath]:
    while path:
        path = WorkspacePath(path.rpartition("/")[0])
        yield path


def _joined(folder: WorkspacePath, name: str) -> WorkspacePath:
    plain = name.removeprefix("./").rstrip("/")
    if plain in ("", "."):
        return folder
    return WorkspacePath(f"{folder}/{plain}" if folder else plain)


def _slug(root: WorkspacePath) -> str:
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in root)
