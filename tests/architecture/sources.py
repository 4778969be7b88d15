"""The project's own files, as the checks of its shape see them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "qaagent_lsp"

PURE_ROOMS = (
    "model",
    "config",
    "discovery",
    "linking",
    "results",
    "runners",
    "tools",
    "authoring",
    "editor",
    "reporting",
)
FORBIDDEN_IN_PURE = frozenset({
    "anyio", "asyncio", "concurrent", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random",
    "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time",
})  # fmt: skip


def package_files() -> list[Path]:
    """Every Python file of the package, probes included."""
    return sorted(PACKAGE.rglob("*.py"))


def room_files(*rooms: str) -> list[Path]:
    """Every Python file of some rooms."""
    return [file for file in package_files() if file.relative_to(PACKAGE).parts[0] in rooms]


@cache
def tree_of(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def imports_of(file: Path) -> Iterator[tuple[str, int]]:
    """Dotted names that a file imports anywhere in it, with their lines. Relative imports keep their dots."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), node.lineno


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files that git tracks, and new ones that it would not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def shown(file: Path, line: int | None = None) -> str:
    """A file, and a line of it, as a failing check names them."""
    name = file.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"
