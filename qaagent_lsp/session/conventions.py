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
OUR_FILES = frozenset({CONFIG_FILE, ".qaagent.toml"})
CONFIG_NAMES = frozenset({*PYTEST_FILES, *BEHAVE_FILES, *PLAYWRIGHT_CONFIG_NAMES, "manage.py", *OUR_FILES})
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
    """Read our own configuration files, each under the folder that it stands in; the deprecated one only if alone."""
    ours = {file: text for file, text in configs.items() if PurePosixPath(file).name in OUR_FILES}
    if not ours:
        return {}, {}, ()
    # Not before there is one: most editors that start have none, and wait for every import.
    from qaagent_lsp.config.toml_reading import read_toml
    from qaagent_lsp.config.yaml_reading import read_yaml

    profiles: dict[WorkspacePath, Profile] = {}
    unreadable: dict[WorkspacePath, Problem] = {}
    mistakes: list[Problem] = []
    # By name: of one folder, .qaagent.yaml comes last and has the last word.
    for file, text in sorted(ours.items()):
        folder = WorkspacePath(file.rpartition("/")[0])
        profile, found = (read_yaml if file.endswith(CONFIG_FILE) else read_toml)(text, file)
        mistakes.extend(found)
        if profile is not None:
            profiles[folder] = profile
            unreadable.pop(folder, None)
        else:
            profiles.pop(folder, None)
            unreadable[folder] = found[0]
    return profiles, unreadable, tuple(mistakes)
