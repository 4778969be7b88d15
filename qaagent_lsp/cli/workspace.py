"""From what a person typed to a workspace folder, a path in it, and a session of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import UnknownPath
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.observer import Observer
from qaagent_lsp.session.session import Session
from qaagent_lsp.session.watching import Unwatched


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace folder, absolute, and the part of it that was asked about (``""``: all of it)."""

    folder: Path
    part: WorkspacePath


def place_of(path: Path | None, workspace: Path | None) -> Place:
    """Decide what ``[PATH]`` and ``--workspace`` mean together.

    A folder alone is the workspace; a file alone stands in the current folder, or else in its own. With
    ``--workspace``, PATH narrows the answer down. Raises ``UnknownPath``.
    """
    if workspace is not None:
        folder = existing_folder(workspace)
        return Place(folder, WorkspacePath("") if path is None else inside(folder, str(path)))
    if path is None:
        return Place(Path.cwd(), WorkspacePath(""))
    if path.is_dir():
        return Place(path.resolve(), WorkspacePath(""))
    if not path.exists():
        raise UnknownPath(
            f"There is no file or folder {path}.", "Give a path relative to the current folder."
        )
    here, file = Path.cwd(), path.resolve()
    folder = here if file.is_relative_to(here) else file.parent
    return Place(folder, WorkspacePath(file.relative_to(folder).as_posix()))


def existing_folder(folder: Path) -> Path:
    """Return the folder as an absolute path. Raises ``UnknownPath``."""
    if not folder.is_dir():
        raise UnknownPath(
            f"There is no folder {folder}.", "--workspace names the folder that holds the project."
        )
    return folder.resolve()


def inside(folder: Path, text: str) -> WorkspacePath:
    """Name an existing file or folder as the workspace does; it may be relative to it, to here, or absolute.

    Raises ``UnknownPath``.
    """
    for start in (folder, Path.cwd()):
        # Not resolved: a link inside the workspace is named as it stands there.
        found = Path(os.path.normpath(start / text))
        if found.exists():
            for candidate in (found, found.resolve()):
                if candidate.is_relative_to(folder):
                    name = candidate.relative_to(folder).as_posix()
                    return WorkspacePath("" if name == "." else name)
            raise UnknownPath(
                f"{text} lies outside the workspace {folder}.", "--workspace names another folder."
            )
    raise UnknownPath(f"There is no {text} in {folder}.", "Paths are relative to the workspace folder.")


def named_test(folder: Path, text: str) -> TestId:
    """Name a test as the workspace does; its file may be written as ``inside`` allows."""
    file = file_of(TestId(text))
    try:
        return TestId(f"{inside(folder, file)}{text[len(file) :]}")
    except UnknownPath:
        # Not for us to say: the selection knows the nearest tests.
        return TestId(text)


def is_part(file: WorkspacePath, part: WorkspacePath) -> bool:
    """Tell whether a file is the part asked about or lies below it."""
    return part in {"", file} or file.startswith(f"{part}/")


@asynccontextmanager
async def opened(
    folder: Path, settings: Settings, observer: Observer | None = None, *, runs_dir: Path | None = None
) -> AsyncIterator[Session]:
    """Open a session that has read the folder; its runs are over when the block ends."""
    session = open_session(
        folder, settings, observer or Unwatched(), runs_dir=None if runs_dir is None else str(runs_dir)
    )
    try:
        await session.start()
        yield session
    finally:
        await session.aclose()
