"""Where a project's browser tests are, and what runs them. Blocking."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qaagent_lsp.host.walk import walk

USUAL = "tests/ui"
_PYTEST = re.compile(r"(test_.*|.*_test)\.py")
_PLAYWRIGHT = re.compile(r".*\.(spec|test)\.[cm]?[jt]sx?")
_SUFFIXES = (".py", ".js", ".jsx", ".cjs", ".mjs", ".ts", ".tsx", ".cts", ".mts")
_OF_PLAYWRIGHT = tuple(f"playwright.config.{suffix}" for suffix in ("ts", "js", "mts", "mjs", "cts", "cjs"))
_OF_PYTEST = ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
_ASKS_FOR_PAGE = re.compile(r"^\s*(?:async )?def test_\w*\((?:[^)]*,)?\s*page\b", re.MULTILINE)
_MAKES_PAGE = re.compile(r"^\s*(?:async )?def page\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class UiTests:
    """A folder of browser tests, and the folder that they are run in; both absolute.

    ``needs_plugin``: tests of pytest ask for a ``page`` that only pytest-playwright can give them.
    """

    folder: str
    kind: Literal["pytest", "playwright"]
    project: str
    needs_plugin: bool = False


def find_ui_tests(folder: Path, wished: str | None, configured_in: Path | None = None) -> UiTests | None:
    """Find the browser tests of a workspace: in the folder that is wished for, else in ``tests/ui``; None without any.

    ``wished`` is relative to ``configured_in``, the configuration's folder, or else to the workspace. Tests of pytest
    go before those of Playwright for Node, which need a configuration of Playwright's on the way up to the workspace.
    """
    # A folder that is named upwards, ``../web``, must be seen to lie in the workspace.
    where = Path(os.path.normpath(((configured_in or folder) / (wished or USUAL)).absolute()))
    if not where.is_dir():
        return None
    found = [file for file, _ in walk(where, suffixes=_SUFFIXES)]
    names = [file.rpartition("/")[2] for file in found]
    top = folder.absolute()
    if any(_PYTEST.fullmatch(name) for name in names):
        project = _above(where, top, _OF_PYTEST) or top
        above = [folder / "conftest.py" for folder in where.parents if folder.is_relative_to(project)]
        files = [where / file for file in found if file.endswith(".py")]
        texts = [_text(file) for file in (*files, *above)]
        needs_plugin = any(map(_ASKS_FOR_PAGE.search, texts)) and not any(map(_MAKES_PAGE.search, texts))
        return UiTests(str(where), "pytest", str(project), needs_plugin)
    node = _above(where, top, _OF_PLAYWRIGHT)
    if node is not None and any(_PLAYWRIGHT.fullmatch(name) for name in names):
        return UiTests(str(where), "playwright", str(node))
    return None


def _above(start: Path, top: Path, names: Collection[str]) -> Path | None:
    """Return the nearest folder from ``start`` up to ``top`` that holds a file of one of these names."""
    for above in (start, *start.parents):
        if any((above / name).is_file() for name in names):
            return above
        if above == top:
            return None
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
