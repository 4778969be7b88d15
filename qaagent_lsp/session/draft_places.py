"""Where drafts of features and specs go: what the configuration says, else beside those that are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.reading import read_text

_SAYS_LITTLE = frozenset(
    {
        "main",
        "app",
        "api",
        "routes",
        "router",
        "views",
        "server",
        "handlers",
        "endpoints",
        "__init__",
        "urls",
        "index",
    }
)


def configured_folder(
    ground: Groundwork, handler: WorkspacePath, suite: Literal["unit", "behave", "e2e"]
) -> WorkspacePath | None:
    """Give the folder that the profile names for the tests of a suite; None where it names none in the workspace.

    Raises ``BadConfiguration``.
    """
    configured = ground.rulebook.nearest(handler)
    if configured is None:
        return None
    suites = configured.profile.tests
    tests = {"unit": suites.unit, "behave": suites.behave, "e2e": suites.e2e}[suite]
    # The defaults stand for suites that nobody wrote of.
    if tests is None or suite not in suites.model_fields_set:
        return None
    path = (configured.folder / tests.output_dir).resolve()
    folder = Path(ground.rulebook.folder)
    return as_named(path.relative_to(folder).as_posix()) if path.is_relative_to(folder) else None


def as_named(name: str) -> WorkspacePath:
    """Name a folder as the workspace does."""
    return WorkspacePath("" if name == "." else name)


def folder_of(file: str) -> WorkspacePath:
    """Give the folder of a file, or of a folder."""
    return WorkspacePath(file.rpartition("/")[0])


def joined(folder: str, name: str) -> WorkspacePath:
    """Name what is in a folder."""
    return WorkspacePath(f"{folder}/{name}" if folder else name)


def usual_folder(files: Iterable[WorkspacePath], handler: WorkspacePath) -> WorkspacePath | None:
    """Give the folder of files where one for a handler's fits best: the nearest to it, then the fullest."""
    counted = Counter(folder_of(file) for file in files)
    if not counted:
        return None
    parts = set(handler.split("/")[:-1])
    return max(sorted(counted), key=lambda folder: (len(parts & set(folder.split("/"))), counted[folder]))


def stem_of(handler: WorkspacePath) -> str:
    """Name the tests of a handler's file: ``pets`` for ``app/routers/pets.py``, ``shop`` for ``shop/main.py``."""
    parts = [part for part in handler.rpartition(".")[0].split("/") if part] or [handler]
    for part in reversed(parts):
        if part not in _SAYS_LITTLE:
            return part.replace("-", "_")
    return parts[-1].strip("_")


def text_of(ground: Groundwork, file: WorkspacePath) -> str:
    """Read a file of the workspace; ``""`` where it cannot be read."""
    return read_text(Path(ground.rulebook.folder) / file) or ""
