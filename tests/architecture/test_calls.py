"""What no file of a room may call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import PURE_ROOMS, package_files, room_files, shown, tree_of


def calls_of(file: Path) -> Iterator[tuple[str, int]]:
    """Plain names that a file calls, with their lines."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.lineno


@pytest.mark.parametrize("banned", ["open", "print", "input", "exec", "eval", "__import__"])
def test_pure_rooms_never_call(banned: str) -> None:
    broken = [
        shown(file, line)
        for file in room_files(*PURE_ROOMS)
        for name, line in calls_of(file)
        if name == banned
    ]
    assert broken == []


def test_only_the_command_line_prints() -> None:
    """The server's stdout is the protocol's; a probe's is the user's."""
    broken = [
        shown(file, line)
        for file in package_files()
        if file not in room_files("cli")
        for name, line in calls_of(file)
        if name == "print"
    ]
    assert broken == []


def test_no_module_holds_mutable_state() -> None:
    """What a module creates at import is shared by everybody, so it is a constant, and named like one."""
    broken = [
        shown(file, node.lineno)
        for file in package_files()
        if file not in room_files("probes")
        for node in tree_of(file).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and not target.id.lstrip("_").isupper() and target.id != "__all__"
    ]
    assert broken == []


def test_no_global_statement() -> None:
    broken = [
        shown(file, node.lineno)
        for file in package_files()
        if file not in room_files("probes")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Global)
    ]
    assert broken == []
