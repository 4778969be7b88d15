"""Files: where they stand, how long they are, and that each has its test."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import EllipsisType

from tests.architecture.sources import PACKAGE, ROOT, package_files, shown, tracked_files

LONGEST = 400
TOP_LEVEL = frozenset({"qaagent_lsp", "vscode-client", "tests", "docs", "pyproject.toml"})
USUAL = frozenset({"README.md", "LICENSE", "CHANGELOG.md"})
VAGUE = re.compile(r"(^|_)(utils?|helpers?|manager|base|common|misc)(_|$)")


def test_top_level_holds_what_the_architecture_names() -> None:
    present = {file.relative_to(ROOT).parts[0] for file in tracked_files()}
    assert {name for name in present if not name.startswith(".")} <= TOP_LEVEL | USUAL


def test_no_source_file_is_long() -> None:
    sources = [*package_files(), *(file for file in tracked_files() if file.suffix in {".ts", ".mts"})]
    sources += [file for file in tracked_files() if file.suffix == ".py" and "tests" in file.parts]
    lengths = {shown(file): len(file.read_text(encoding="utf-8").splitlines()) for file in sources}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_file_has_a_vague_name() -> None:
    assert [shown(file) for file in package_files() if VAGUE.search(file.stem)] == []


def test_every_source_file_has_its_test() -> None:
    """``room/file.py`` has ``tests/room/test_file*.py``, or a contract that several rooms pass.

    Where the tests of a room have its folders, a test stands in the one of its source.
    """
    tests = list((ROOT / "tests").rglob("test_*.py"))
    missing = [
        shown(source)
        for source in package_files()
        if _does_something(source) and not any(_covers(test, source) for test in tests)
    ]
    assert missing == []


def _does_something(source: Path) -> bool:
    """Tell whether a file has code to test: a function with a body, which values and Protocols alone have not."""
    functions = (
        node
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(not _is_declaration(function) for function in functions)


def _is_declaration(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(step, ast.Expr)
        and isinstance(step.value, ast.Constant)
        and isinstance(step.value.value, str | EllipsisType)
        for step in function.body
    )


def _covers(test: Path, source: Path) -> bool:
    room = source.relative_to(PACKAGE).parts[0]
    area = test.relative_to(ROOT / "tests").parts[0]
    named = test.stem.startswith(f"test_{source.stem.strip('_')}")
    part = ROOT / "tests" / source.parent.relative_to(PACKAGE)
    if part.is_dir() and part not in test.parents and area == room:
        return False
    return named and area in {room, "contract", test.name, "server" if room == "__main__.py" else room}
