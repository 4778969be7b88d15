"""What the projects of a folder say: where each tool's begin, and how their tests are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.behave_config import BEHAVE_FILES
from qaagent_lsp.runners.behave_project import BehaveProject, behave_projects
from qaagent_lsp.runners.playwright_project import (
    PLAYWRIGHT_CONFIG_NAMES,
    PlaywrightProject,
    playwright_projects_of,
)
from qaagent_lsp.runners.pytest_config import CONFIG_NAMES as PYTEST_FILES
from qaagent_lsp.runners.pytest_project import PytestProject, config_problems, projects_of

if TYPE_CHECKING:
    from qaagent_lsp.config.profile import Profile

CONFIG_FILE = ".qaagent.yaml"
CONFIG_NAMES = frozenset({*PYTEST_FILES, *BEHAVE_FILES, *PLAYWRIGHT_CONFIG_NAMES, "manage.py", CONFIG_FILE})
"""Names of files that have a say in where projects begin."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """The projects of each tool, and our own configuration files by the folders that they stand in.

    ``unreadable`` are those of which nothing can be used, with the reason. ``problems`` are mistakes in configuration
    files, theirs and ours.
    """

    pytest: tuple[PytestProject, ...] = ()
    behave: tuple[BehaveProject, ...] = ()
    playwright: tuple[PlaywrightProject, ...] = ()
    profiles: Mapping[WorkspacePath, Profile] = field(default_factory=dict)
    unreadable: Mapping[WorkspacePath, Problem] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def is_config(file: WorkspacePath) -> bool:
    """Tell whether a file configures a tool, so that a change of it can change everything."""
    return PurePosixPath(file).name in CONFIG_NAMES


def may_hold_behave_code(file: WorkspacePath) -> bool:
    """Tell by its name whether a Python file can be one of Behave's."""
    parts = file.split("/")
    return parts[-1] == "environment.py" or (parts[-1].endswith(".py") and "steps" in parts[:-1])


def conventions_of(
    configs: Mapping[WorkspacePath, str],
    files: Collection[WorkspacePath],
    behave_code: Collection[WorkspacePath],
) -> Conventions:
    """Read the conventions out of the texts of all ``configs``.

    ``files`` are all that can hold tests; ``behave_code`` the Python files that are Behave's.
    """
    profiles, unreadable, mistakes = _profiles_in(configs)
    features = [file for file in files if file.endswith(".feature")]
    return Conventions(
        pytest=projects_of(configs),
        behave=behave_projects(configs, feature_files=features, code_files=behave_code),
        playwright=playwright_projects_of(configs),
        profiles=profiles,
        unreadable=unreadable,
        problems=(*config_problems(configs), *mistakes),
    )


def _profiles_in(
    configs: Mapping[WorkspacePath, str],
) -> tuple[Mapping[WorkspacePath, Profile], Mapping[WorkspacePath, Problem], tuple[Problem, ...]]:
    """Read our own configuration files, each under the folder that it stands in."""
    ours = {file: text for file, text in configs.items() if PurePosixPath(file).name == CONFIG_FILE}
    if not ours:
        return {}, {}, ()
    # Not before there is one: most editors that start have none, and wait for every import.
    from qaagent_lsp.config.yaml_reading import read_yaml

    read = {file: read_yaml(text, file) for file, text in sorted(ours.items())}
    profiles = {
        WorkspacePath(file.rpartition("/")[0]): profile
        for file, (profile, _) in read.items()
        if profile is not None
    }
    unreadable = {
        WorkspacePath(file.rpartition("/")[0]): mistakes[0]
        for file, (profile, mistakes) in read.items()
        if profile is None
    }
    return profiles, unreadable, tuple(mistake for _, mistakes in read.values() for mistake in mistakes)
