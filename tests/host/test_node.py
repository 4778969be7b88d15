from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qaagent_lsp.host.node import NodeCheck, install_command
from qaagent_lsp.model.errors import ToolMissing
from tests.probes.node_environments import OLDEST, node_modules

NAMED = '{"devDependencies": {"@playwright/test": "^1.40"}}'


def installed(folder: Path, version: str, name: str = "@playwright/test") -> Path:
    """A package as far as finding it looks at it."""
    package = folder / "node_modules" / name
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"version": version}))
    (package / "cli.js").touch()
    return package / "cli.js"


def fake_node(folder: Path, says: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    node = folder / "node"
    node.write_text(f"#!/bin/sh\necho '{says}'\n")
    node.chmod(0o755)
    return node


def test_the_real_ones(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(node_modules(OLDEST), target_is_directory=True)
    (tmp_path / "web").mkdir()
    tool = NodeCheck().check(tmp_path / "web", tmp_path, environ=os.environ)
    assert Path(tool.cli) == tmp_path / "node_modules" / "@playwright" / "test" / "cli.js"
    assert tool.playwright_version == OLDEST
    assert tool.reason == f"node on PATH: {tool.node}; Playwright {OLDEST} of ."
    assert int(tool.node_version.split(".")[0]) >= 18


def test_the_nearest_package_and_the_wished_node(tmp_path: Path) -> None:
    installed(tmp_path, "1.50.0")
    cli = installed(tmp_path / "web", "1.60.0", "playwright")
    fake_node(tmp_path / "bin", "v22.1.0")
    tool = NodeCheck().check(tmp_path / "web", tmp_path, wish="bin/node", environ={"PATH": ""})
    assert (tool.cli, tool.node_version) == (str(cli), "22.1.0")
    assert tool.reason == "node named by the setting: bin/node; Playwright 1.60.0 of web"


@pytest.mark.parametrize(
    ("says", "message"),
    [("v16.20.0", "is Node 16.20.0; Playwright needs 18"), ("hello", "is no usable Node. It said: hello")],
)
def test_a_node_that_will_not_do(tmp_path: Path, says: str, message: str) -> None:
    fake_node(tmp_path, says)
    with pytest.raises(ToolMissing, match=message):
        NodeCheck().check(tmp_path, tmp_path, environ={"PATH": str(tmp_path)})


def test_no_node(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="No Node was found"):
        NodeCheck().check(tmp_path, tmp_path, environ={"PATH": str(tmp_path)})
    with pytest.raises(ToolMissing, match="does not exist"):
        NodeCheck().check(tmp_path, tmp_path, wish="./node", environ=os.environ)


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({}, "npm install -D @playwright/test"),
        ({"web/package.json": NAMED}, "cd web && npm install"),
        ({"web/package.json": NAMED, "web/package-lock.json": ""}, "cd web && npm ci"),
        ({"web/package.json": NAMED, "pnpm-lock.yaml": ""}, "pnpm install"),
        ({"web/package.json": NAMED, "web/yarn.lock": ""}, "cd web && yarn install"),
        ({"package.json": NAMED, "bun.lock": ""}, "bun install"),
        ({"package.json": "{}", "pnpm-lock.yaml": ""}, "pnpm add -D @playwright/test"),
        (
            {"web/package.json": "broken", "package.json": "[]", "yarn.lock": ""},
            "yarn add -D @playwright/test",
        ),
    ],
)
def test_what_is_missing_comes_with_its_command(tmp_path: Path, files: dict[str, str], command: str) -> None:
    (tmp_path / "web").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    expected = command if files else f"cd web && {command}"
    assert install_command(tmp_path / "web", tmp_path) == expected
    with pytest.raises(ToolMissing, match="@playwright/test is not installed for web") as told:
        NodeCheck().check(tmp_path / "web", tmp_path, environ=os.environ)
    assert told.value.hint == f"Install it: {expected}"
    assert not (tmp_path / "node_modules").exists()


def test_a_playwright_that_is_too_old(tmp_path: Path) -> None:
    installed(tmp_path, "1.39.0")
    with pytest.raises(ToolMissing, match=r"1\.39\.0 of \. is too old") as told:
        NodeCheck().check(tmp_path, tmp_path, environ=os.environ)
    assert told.value.hint.endswith("@playwright/test@latest")
