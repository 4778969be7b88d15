"""Which files configurations leave out of the index: ``exclude.paths`` of a ``.qaagent.yaml``, below its folder."""

from __future__ import annotations

from functools import cache

from pathspec import GitIgnoreSpec

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import Conventions


def is_left_out(file: WorkspacePath, conventions: Conventions) -> bool:
    """Tell whether the configuration of a folder above a file leaves it out.

    Patterns are those of ``gitignore(5)``, relative to the configuration's folder.
    """
    for folder, profile in conventions.profiles.items():
        paths = profile.exclude.paths
        inside = file if not folder else file.removeprefix(f"{folder}/")
        if paths and (not folder or inside != file) and _spec(paths).match_file(inside):
            return True
    return False


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """Read patterns; one that is none leaves nothing out."""
    return GitIgnoreSpec.from_lines([pattern for pattern in patterns if _is_pattern(pattern)])


def _is_pattern(pattern: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return False
    return True
