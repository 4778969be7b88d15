"""What version control says of the files of a workspace folder: which lines differ from an earlier state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.source import WorkspacePath


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that differ, 1-based in the file as it is on disk now, ends included.

    Blank lines at the ends of what was added are not counted. Where lines were only deleted, these are the lines before
    and after the gap (0 is before the first). ``outermost`` is the least indentation, in characters, of the lines that
    are gone, blank ones aside; None when none is.
    """

    line: int
    end_line: int
    outermost: int | None = None


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that differs. Without ``hunks`` the whole file does: new, deleted, binary, or another mode.

    A renamed file is one deleted and one added.
    """

    file: WorkspacePath
    what: Literal["added", "edited", "deleted"]
    hunks: tuple[Hunk, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs, sorted by file. ``since`` names the earlier state for a person: ``the last commit``, ``main``.

    ``notes`` say what was not looked into.
    """

    since: str
    files: tuple[FileChange, ...] = ()
    notes: tuple[str, ...] = ()
