from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.host.node_packages import node_side


def package(folder: Path, name: str, version: str) -> Path:
    at = folder / "node_modules" / name
    at.mkdir(parents=True)
    (at / "package.json").write_text(json.dumps({"name": name, "version": version}))
    return at


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    node = tmp_path / "bin" / "node"
    node.parent.mkdir()
    node.write_text("")
    node.chmod(0o755)
    return {"PATH": str(node.parent), "HOME": str(tmp_path)}


def versions(project: Path, folder: Path, environ: dict[str, str]) -> dict[str, str]:
    side = node_side(project, folder, wish=None, environ=environ)
    return {name: one.version for name, one in side.packages.items()}


def test_packages_are_looked_for_upwards(environ: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "mono"
    project = folder / "services" / "web"
    project.mkdir(parents=True)
    package(folder, "axe-core", "4.10.0")
    package(folder, "playwright-core", "1.60.0")
    package(project, "axe-core", "4.14.0")
    assert versions(project, folder, environ) == {"axe-core": "4.14.0", "playwright-core": "1.60.0"}


def test_a_frontend_beside_the_api_counts(environ: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "mono"
    (folder / "api").mkdir(parents=True)
    package(folder / "frontend", "lighthouse", "12.8.2")
    assert versions(folder / "api", folder, environ) == {"lighthouse": "12.8.2"}


def test_what_a_package_brings_inside_itself(environ: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "app"
    bringer = package(folder, "@axe-core/playwright", "4.14.0")
    package(bringer, "axe-core", "4.14.1")
    assert versions(folder, folder, environ)["axe-core"] == "4.14.1"


def test_what_pnpm_puts_beside_a_package(environ: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "app"
    store = folder / "node_modules" / ".pnpm" / "@axe-core+playwright@4.14.0"
    real = package(store, "@axe-core/playwright", "4.14.0")
    package(store, "axe-core", "4.14.1")
    (folder / "node_modules" / "@axe-core").mkdir()
    (folder / "node_modules" / "@axe-core" / "playwright").symlink_to(real)
    assert versions(folder, folder, environ)["axe-core"] == "4.14.1"


def test_lighthouse_that_is_installed_for_all(environ: dict[str, str], tmp_path: Path) -> None:
    there = package(tmp_path / "lib", "lighthouse", "13.5.0")
    (there / "cli").mkdir()
    (there / "cli" / "index.js").write_text("")
    (there / "cli" / "index.js").chmod(0o755)
    (tmp_path / "bin" / "lighthouse").symlink_to(there / "cli" / "index.js")
    folder = tmp_path / "app"
    folder.mkdir()
    assert versions(folder, folder, environ) == {"lighthouse": "13.5.0"}


def test_node_and_why_there_is_none(environ: dict[str, str], tmp_path: Path) -> None:
    side = node_side(tmp_path, tmp_path, wish=None, environ=environ)
    assert (side.node, side.why_no_node) == (str(tmp_path / "bin" / "node"), "")
    side = node_side(tmp_path, tmp_path, wish=None, environ={"PATH": "", "HOME": str(tmp_path)})
    assert side.node is None
    assert "PATH" in side.why_no_node
    side = node_side(tmp_path, tmp_path, wish="opt/node", environ=environ)
    assert side.node is None
    assert "opt/node" in side.why_no_node
    side = node_side(tmp_path, tmp_path, wish="bin/node", environ={"PATH": "", "HOME": str(tmp_path)})
    assert side.node == str(tmp_path / "bin" / "node")


def test_a_broken_package_is_none(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "node_modules" / "axe-core").mkdir(parents=True)
    (tmp_path / "node_modules" / "axe-core" / "package.json").write_text("{")
    assert versions(tmp_path, tmp_path, environ) == {}
