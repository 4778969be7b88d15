from __future__ import annotations

import ast
from pathlib import Path

from qaagent_lsp.cli.demo_project import (
    BROKEN_FILE,
    BROKEN_LINE,
    MODULES,
    REQUIREMENTS,
    broken_line,
    broken_text,
    fixed_text,
    route_line,
    write_project,
)


def test_every_python_file_parses(tmp_path: Path) -> None:
    write_project(tmp_path)
    files = list(tmp_path.rglob("*.py"))
    assert len(files) == 7
    for file in files:
        ast.parse(file.read_text(encoding="utf-8"))


def test_the_bug_is_where_it_is_said_to_be(tmp_path: Path) -> None:
    write_project(tmp_path)
    lines = (tmp_path / BROKEN_FILE).read_text(encoding="utf-8").splitlines()
    assert lines[broken_line() - 1] == BROKEN_LINE
    assert lines[route_line() - 1] == '@router.get("/{pet_id}")'


def test_the_fix_changes_one_line() -> None:
    changed = [
        pair
        for pair in zip(broken_text().splitlines(), fixed_text().splitlines(), strict=True)
        if len({*pair}) > 1
    ]
    assert len(changed) == 1


def test_what_it_needs_is_what_it_asks_for() -> None:
    assert tuple(requirement.partition("==")[0] for requirement in REQUIREMENTS) == MODULES
