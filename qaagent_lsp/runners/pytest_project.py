"""Where pytest's projects begin: the rootdir and configuration that pytest itself would take for a file.

pytest walks up from what it is asked to run and takes the first folder with a file that configures it. Only
where there is none at all does the nearest ``pyproject.toml`` count, then the nearest ``setup.py``, then
the folder it was started in. See
https://docs.pytest.org/en/stable/reference/customize.html#finding-the-rootdir
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from qaagent_lsp.discovery.pytest_tests import TestPatterns
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.pytest_config import (
    PYTEST_FILES,
    PytestOptions,
    concerns_pytest,
    options_in,
    problem_in,
)

WORKSPACE = WorkspacePath("")


@dataclass(frozen=True, slots=True)
class PytestProject:
    """A folder that pytest is started in. ``config_file`` is None where nothing configures pytest.

    ``testpaths`` are globs relative to ``root``; ``addopts`` are the arguments that the configuration
    always adds.
    """

    root: WorkspacePath
    config_file: WorkspacePath | None = None
    testpaths: tuple[str, ...] = ()
    addopts: tuple[str, ...] = ()
    patterns: TestPatterns = field(default_factory=TestPatterns)


def projects_of(configs: Mapping[WorkspacePath, str]) -> tuple[PytestProject, ...]:
    """Return the projects of a workspace, sorted by root; the workspace folder is always one of them.

    ``configs`` are the texts of all files called as in ``CONFIG_NAMES``; other files are ignored. A file
    that is broken but meant for pytest still begins a project, as pytest would stop there;
    ``config_problems`` tells what is wrong.
    """
    folders: dict[WorkspacePath, dict[str, str]] = defaultdict(dict)
    for file, text in configs.items():
        folder, _, name = file.rpartition("/")
        folders[WorkspacePath(folder)][name] = text
    found = {root: project for root, files in folders.items() if (project := _configured(root, files))}
    found |= _unconfigured(folders, "pyproject.toml", found)
    found |= _unconfigured(folders, "setup.py", found)
    found.setdefault(WORKSPACE, PytestProject(WORKSPACE))
    return tuple(found[root] for root in sorted(found))


def config_problems(configs: Mapping[WorkspacePath, str]) -> tuple[Problem, ...]:
    """Return what pytest would refuse in the configuration files, at its line, sorted by file."""
    found = (problem_in(file, text) for file, text in sorted(configs.items()))
    return tuple(problem for problem in found if problem)


def project_of(file: WorkspacePath, projects: Iterable[PytestProject]) -> PytestProject:
    """Return the project of a file or folder: the one with the nearest root at or above it."""
    by_root = {project.root: project for project in projects}
    for folder in _upwards(file):
        if folder in by_root:
            return by_root[folder]
    return PytestProject(WORKSPACE)


def is_below(path: WorkspacePath, folder: WorkspacePath) -> bool:
    """Tell whether a path is the folder or lies in it; everything lies in ``""``."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def relative_to(path: WorkspacePath, folder: WorkspacePath) -> str:
    """Return a path as seen from a folder above it; the folder itself is ``"."``."""
    return path.removeprefix(folder).removeprefix("/") or "."


def _configured(root: WorkspacePath, files: Mapping[str, str]) -> PytestProject | None:
    for name in PYTEST_FILES:
        if name not in files:
            continue
        try:
            options = options_in(name, files[name])
        except ValueError:
            options = PytestOptions() if concerns_pytest(name, files[name]) else None
        if options is not None:
            return PytestProject(
                root,
                config_file=_join(root, name),
                testpaths=options.testpaths,
                addopts=options.addopts,
                patterns=options.patterns,
            )
    return None


def _unconfigured(
    folders: Mapping[WorkspacePath, Mapping[str, str]], name: str, before: Collection[WorkspacePath]
) -> dict[WorkspacePath, PytestProject]:
    """Projects that only such a file makes: where nothing stronger stands at or above the folder."""
    return {
        root: PytestProject(root, config_file=_join(root, name) if name == "pyproject.toml" else None)
        for root, files in folders.items()
        if name in files and not any(above in before for above in (root, *_upwards(root)))
    }


def _upwards(path: WorkspacePath) -> Iterator[WorkspacePath]:
    """Yield the path itself, then each folder above it, the workspace folder last."""
    while path:
        yield path
        path = WorkspacePath(path.rpartition("/")[0])
    yield WORKSPACE


def _join(folder: WorkspacePath, name: str) -> WorkspacePath:
    return WorkspacePath(f"{folder}/{name}" if folder else name)
