"""Packages are installed only where the configuration allows it and the project lists them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qaagent_lsp.host.node_install import install
from qaagent_lsp.model.errors import ToolMissing
from tests.host.tool_scripts import eventually, is_over

NAMED = '{"devDependencies": {"@playwright/test": "^1.40"}}'


def project(folder: Path, npm: str) -> dict[str, str]:
    """A project that lists Playwright, and an npm that does what the test wants."""
    (folder / "package.json").write_text(NAMED)
    program = folder / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{npm}\n")
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}


def test_what_is_listed_is_installed_where_the_package_lies(tmp_path: Path) -> None:
    environ = project(tmp_path, 'echo "$@" > called; pwd >> called')
    (tmp_path / "e2e").mkdir()
    assert install(tmp_path / "e2e", environ) == f"installed Playwright's packages: npm install in {tmp_path}"
    assert (tmp_path / "called").read_text().split() == ["install", str(tmp_path)]


def test_nothing_is_added_to_a_project(tmp_path: Path) -> None:
    environ = project(tmp_path, "touch called")
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(ToolMissing, match="does not list @playwright/test"):
        install(tmp_path, environ)
    assert not (tmp_path / "called").exists()


def test_an_installation_that_fails_is_quoted(tmp_path: Path) -> None:
    environ = project(tmp_path, "echo no such version >&2; exit 3")
    with pytest.raises(ToolMissing, match=r"npm install in .* failed \(exit code 3\): no such version"):
        install(tmp_path, environ)
    with pytest.raises(ToolMissing, match="npm is not on PATH"):
        install(tmp_path, {"PATH": ""})


def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    environ = project(tmp_path, "sleep 600 & echo $! > child; sleep 600")
    with pytest.raises(ToolMissing, match="did not end within"):
        install(tmp_path, environ, patience=3.0)
    child = int((tmp_path / "child").read_text())
    eventually(lambda: is_over(child))
