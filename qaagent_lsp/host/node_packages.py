"""npm packages that a project can require, Node itself and a browser: what tools that look at pages need. Blocking."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from qaagent_lsp.host.browser import find_browser
from qaagent_lsp.tools.ground import Available, NodePackage

OLDEST_NODE = 18
WANTED = (
    "@playwright/test",
    "playwright",
    "playwright-core",
    "@axe-core/playwright",
    "axe-core",
    "lighthouse",
)
BROUGHT_BY: Mapping[str, tuple[str, ...]] = {
    "axe-core": ("@axe-core/playwright", "pa11y", "cypress-axe", "jest-axe", "lighthouse"),
    "playwright-core": ("playwright", "@playwright/test"),
    "playwright": ("@playwright/test",),
}
"""Packages that bring another one, which package managers do not always put beside them (pnpm never does)."""

COMMANDS = ("lighthouse",)
"""Packages that people install once for all projects."""


def node_side(project: Path, folder: Path, *, wish: str | None, environ: Mapping[str, str]) -> Available:
    """Return Node's part of what the tools could use for a project inside or equal to the workspace ``folder``.

    ``wish`` is a Node that a setting names, relative to ``folder``. Packages are looked for from the project up to the
    workspace and beyond, as Node itself does, and in other folders of the workspace that have a ``package.json``.
    """
    node, why = _node(folder, wish, environ)
    packages: dict[str, NodePackage] = {}
    for name in WANTED:
        found = _package(name, project, folder)
        if found is not None:
            packages[name] = found
    for name in COMMANDS:
        if name not in packages and (found := _global(name, environ)) is not None:
            packages[name] = found
    browser = find_browser(environ, {name: one.folder for name, one in packages.items()})
    return Available(node=node, packages=packages, browser=browser, why_no_node=why)


def _node(folder: Path, wish: str | None, environ: Mapping[str, str]) -> tuple[str | None, str]:
    if wish and Path(wish).name != wish:
        named = Path(os.path.normpath(folder / Path(wish).expanduser()))
        if named.is_file():
            return str(named), ""
        return None, f"the Node named by the setting does not exist: {named}"
    found = shutil.which(wish or "node", path=environ.get("PATH"))
    if found is None:
        return None, f"no Node {OLDEST_NODE} or newer is on PATH (https://nodejs.org)"
    return str(Path(found).absolute()), ""


def _package(name: str, project: Path, folder: Path) -> NodePackage | None:
    for start in (project, *_frontends(folder)):
        for above in (start, *start.parents):
            found = _read(above / "node_modules" / name)
            if found is not None:
                return found
            for bringer in BROUGHT_BY.get(name, ()):
                found = _beside(above / "node_modules" / bringer, name)
                if found is not None:
                    return found
    return None


def _frontends(folder: Path) -> Iterator[Path]:
    """Yield folders of the workspace, two levels deep at most, that packages are installed in."""
    for depth in ("*", "*/*"):
        for modules in sorted(folder.glob(f"{depth}/node_modules")):
            if "node_modules" not in modules.relative_to(folder).parts[:-1]:
                yield modules.parent


def _beside(bringer: Path, name: str) -> NodePackage | None:
    """Find a package inside the one that brings it, or beside where that really lies (pnpm)."""
    inside = _read(bringer / "node_modules" / name)
    if inside is not None or not bringer.is_symlink():
        return inside
    real = bringer.resolve()
    modules = next((above for above in real.parents if above.name == "node_modules"), None)
    return _read(modules / name) if modules else None


def _global(name: str, environ: Mapping[str, str]) -> NodePackage | None:
    """Find the package of a command on PATH: npm links it to a file inside the package."""
    found = shutil.which(name, path=environ.get("PATH"))
    if found is None:
        return None
    real = Path(found).resolve()
    for above in real.parents:
        package = _read(above)
        if package is not None:
            return package if above.name == name else None
    return _read(Path(found).parent / "node_modules" / name)


def _read(package: Path) -> NodePackage | None:
    try:
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return NodePackage(str(package.absolute()), str(version))
