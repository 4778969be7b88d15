"""Which projects a part of a selection starts pytest in, and what their suites are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from qaagent_lsp.model.scope import ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.runners.pytest_project import PytestProject, is_below, project_of, relative_to

SUITE = "unit"


def projects_to_run(
    part: WholeSuite | ChosenTests,
    *,
    projects: Sequence[PytestProject],
    test_files: Collection[WorkspacePath],
) -> tuple[PytestProject, ...]:
    """Return the projects that a part starts pytest in: those whose interpreters a plan needs."""
    if isinstance(part, ChosenTests):
        roots = set(by_project([test.id for test in part.tests], projects))
        return tuple(project for project in projects if project.root in roots)
    holding = _holding(projects, test_files)

    def is_run(project: PytestProject, path: WorkspacePath) -> bool:
        if project.root in holding and is_below(project.root, path):
            return True
        return project == project_of(path, projects) and _is_needed(
            path, project, projects, holding, test_files
        )

    return tuple(project for project in projects if any(is_run(project, path) for path in part.paths))


def suites_of(
    projects: Sequence[PytestProject], test_files: Collection[WorkspacePath]
) -> Mapping[str, PytestProject]:
    """Return each suite's name and its project: ``unit`` for the only or outermost one, else ``unit-<path>``.

    To run a suite by name, plan the whole suite and keep the invocation of that name.
    """
    holding = _holding(projects, test_files)
    candidates = [project for project in projects if project.root in holding] or list(projects[:1])
    names: dict[str, PytestProject] = {}
    for project in candidates:
        is_main = not project.root or len(candidates) == 1
        name = SUITE if is_main else f"{SUITE}-{_slug(project.root)}"
        names[_unused(name, names)] = project
    return names


def suite_name(names: Mapping[str, PytestProject], project: PytestProject) -> str:
    """Return the name of a project's suite, also where it holds no test that is known."""
    for name, named in names.items():
        if named.root == project.root:
            return name
    return SUITE if not project.root else _unused(f"{SUITE}-{_slug(project.root)}", names)


def by_project(
    ids: Iterable[TestId], projects: Sequence[PytestProject]
) -> Mapping[WorkspacePath, tuple[TestId, ...]]:
    """Sort ids by the root of their project, each once."""
    grouped: dict[WorkspacePath, list[TestId]] = {}
    for test in dict.fromkeys(ids):
        grouped.setdefault(project_of(file_of(test), projects).root, []).append(test)
    return {root: tuple(tests) for root, tests in grouped.items()}


def names_folder(outer: PytestProject, root: WorkspacePath) -> bool:
    """Tell whether a testpath of the outer project leads into the folder, not just to somewhere above it."""
    parts = relative_to(root, outer.root).split("/")
    for pattern in outer.testpaths:
        wanted = pattern.removeprefix("./").rstrip("/").split("/")
        if len(wanted) >= len(parts) and all(map(fnmatchcase, parts, wanted)):
            return True
    return False


def _holding(
    projects: Sequence[PytestProject], test_files: Collection[WorkspacePath]
) -> frozenset[WorkspacePath]:
    """Roots of the projects in which plain pytest would find at least one of the files."""
    roots = set()
    for file in test_files:
        project = _whole_suite_owner(file, projects)
        if _reaches(project, file):
            roots.add(project.root)
    return frozenset(roots)


def _whole_suite_owner(file: WorkspacePath, projects: Sequence[PytestProject]) -> PytestProject:
    """Return the project whose plain call runs a file: the outer one if its ``testpaths`` name the inner."""
    owner = project_of(file, projects)
    while owner.root:
        outer = project_of(WorkspacePath(owner.root.rpartition("/")[0]), projects)
        if not names_folder(outer, owner.root):
            break
        owner = outer
    return owner


def _reaches(project: PytestProject, file: WorkspacePath) -> bool:
    """Tell whether plain pytest, which starts at ``testpaths``, comes by a file."""
    if not project.testpaths:
        return True
    parts = relative_to(file, project.root).split("/")
    for pattern in project.testpaths:
        wanted = [part for part in pattern.split("/") if part not in ("", ".")]
        before_star = wanted[: wanted.index("**")] if "**" in wanted else wanted
        if len(before_star) <= len(parts) and all(map(fnmatchcase, parts, before_star)):
            return True
    return False


def _is_needed(
    path: WorkspacePath,
    project: PytestProject,
    projects: Sequence[PytestProject],
    holding: Collection[WorkspacePath],
    test_files: Collection[WorkspacePath],
) -> bool:
    """Tell whether the project at or above the path has tests of its own there, or is the only candidate."""
    if path == project.root:
        return project.root in holding or not any(is_below(root, path) for root in holding)
    below = [file for file in test_files if is_below(file, path)]
    return not below or any(project_of(file, projects) == project for file in below)


def _slug(root: WorkspacePath) -> str:
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in root)


def _unused(name: str, names: Collection[str]) -> str:
    number = 2
    unused = name
    while unused in names:
        unused = f"{name}-{number}"
        number += 1
    return unused
