"""The texts that pages are made from: templates of a workspace, and the Python files that name them. Blocking."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from qaagent_lsp.host.walk import walk
from qaagent_lsp.model.source import WorkspacePath

LARGEST = 500_000
"""Bytes of a file; what is larger was hardly written by hand."""

MOST_FILES = 3_000


def template_files(
    folder: Path, suffixes: Collection[str], exclude: Collection[str] = ()
) -> dict[WorkspacePath, str]:
    """Read the files with one of the suffixes that are neither ignored by git nor installed, some thousands at most."""
    found = [
        file for file, status in walk(folder, suffixes=suffixes, exclude=exclude) if status.st_size <= LARGEST
    ]
    return texts_of(folder, found[:MOST_FILES])


def texts_of(folder: Path, files: Iterable[WorkspacePath]) -> dict[WorkspacePath, str]:
    """Read files of the workspace; what cannot be read is left out, what is no UTF-8 is replaced."""
    texts = {}
    for file in files:
        try:
            texts[file] = (folder / file).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
    return texts
