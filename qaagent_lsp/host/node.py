"""Which Node and which Playwright run a project's tests, and what to do where they are missing. Blocking.

Nothing is ever installed from here: what is missing is said with the command that brings it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.plan import NodeTool

OLDEST_NODE = 18
OLDEST_PLAYWRIGHT = (1, 40)
PATIENCE = 20.0
"""Seconds within which Node must have told its version."""

_PACKAGES = ("@playwright/test", "playwright")
_BY_LOCK = (
    ("pnpm-lock.yaml", "pnpm install", "pnpm add -D"),
    ("yarn.lock", "yarn install", "yarn add -D"),
    ("bun.lock", "bun install", "bun add -d"),
    ("bun.lockb", "bun install", "bun add -d"),
    ("package-lock.json", "npm ci", "npm install -D"),
    ("npm-shrinkwrap.json", "npm ci", "npm install -D"),
)
_CHOOSE = "Install Node 18 or newer from https://nodejs.org, or put it on PATH."


class NodeCheck:
    """Finds the tools of projects; Node's version is kept while its file has not changed. Thread-safe."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._versions: dict[tuple[str, int], str] = {}
        self._lock = threading.Lock()

    def check(
        self, project: Path, folder: Path, *, wish: str | None = None, environ: Mapping[str, str]
    ) -> NodeTool:
        """Return the tools of a project, a folder inside or equal to the workspace ``folder``.

        ``wish`` is a Node named by a setting, relative to ``folder``; else the one on ``PATH`` is taken. Raises
        ``ToolMissing`` with the command to run when Node or Playwright is absent or too old.
        """
        node, why = _node(folder, wish, environ)
        version = self._version(node, environ)
        if int(version.split(".")[0]) < OLDEST_NODE:
            raise ToolMissing(f"{node} is Node {version}; Playwright needs 18 or newer ({why}).", _CHOOSE)
        found = _installed(project)
        if found is None:
            raise ToolMissing(
                f"@playwright/test is not installed for {_shown(project, folder)}.",
                f"Install it: {install_command(project, folder)}",
            )
        cli, playwright = found
        if _numbers(playwright) < OLDEST_PLAYWRIGHT:
            raise ToolMissing(
                f"Playwright {playwright} of {_shown(project, folder)} is too old; 1.40 or newer is needed.",
                f"Install it: {_adding(project, folder)}@latest",
            )
        where = cli.parent.parent.parent.parent if cli.parent.name == "test" else cli.parent.parent.parent
        reason = f"{why}; Playwright {playwright} of {_shown(where, folder)}"
        return NodeTool(str(node), str(cli), playwright, reason, version)

    def _version(self, node: Path, environ: Mapping[str, str]) -> str:
        key = (str(node), node.stat().st_mtime_ns)
        with self._lock:
            if key not in self._versions:
                self._versions[key] = _asked(node, environ, self._patience)
            return self._versions[key]


def install_command(project: Path, folder: Path) -> str:
    """Return the shell command that brings a project's Playwright, with the folder it is to be run in.

    Where ``package.json`` names Playwright what it lists is installed, as its lock file says; else it is added.
    """
    where, named = _package(project)
    if not named:
        return _adding(project, folder)
    return f"{_going(_locked(where)[0] or where, folder)}{_locked(where)[1]}"


def is_installed(project: Path) -> bool:
    """Tell whether a project has a Playwright, old or new."""
    return _installed(project) is not None


def installation_of(project: Path) -> tuple[Path, tuple[str, ...]] | None:
    """Return the folder and argv that install what ``package.json`` lists; None where it does not list Playwright."""
    where, named = _package(project)
    if not named:
        return None
    above, installing, _ = _locked(where)
    return above or where, tuple(installing.split())


def _adding(project: Path, folder: Path) -> str:
    where, _ = _package(project)
    return f"{_going(where, folder)}{_locked(where)[2]} @playwright/test"


def _going(where: Path, folder: Path) -> str:
    shown = _shown(where, folder)
    quoted = f'"{shown}"' if " " in shown else shown
    return "" if shown == "." else f"cd {quoted} && "


def _package(project: Path) -> tuple[Path, bool]:
    """Return the folder of the nearest ``package.json`` and whether it, or one above, names Playwright."""
    nearest: Path | None = None
    for above in (project, *project.parents):
        try:
            package = json.loads((above / "package.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        nearest = nearest or above
        tables = (
            [package.get(key) for key in ("dependencies", "devDependencies")]
            if isinstance(package, dict)
            else []
        )
        if any(isinstance(table, dict) and _PACKAGES[0] in table for table in tables):
            return nearest, True
    return nearest or project, False


def _locked(where: Path) -> tuple[Path | None, str, str]:
    """Return the folder of the nearest lock file and the commands that install and that add."""
    for above in (where, *where.parents):
        for name, installing, adding in _BY_LOCK:
            if (above / name).is_file():
                return above, installing, adding
    return None, "npm install", "npm install -D"


def _node(folder: Path, wish: str | None, environ: Mapping[str, str]) -> tuple[Path, str]:
    if wish:
        named = Path(os.path.normpath(folder / Path(wish).expanduser()))
        on_path = shutil.which(wish, path=environ.get("PATH")) if Path(wish).name == wish else None
        if named.is_file() or on_path:
            return (named if named.is_file() else Path(str(on_path))), f"node named by the setting: {wish}"
        raise ToolMissing(
            f"The Node named by the setting does not exist: {named}", "Correct the setting, or remove it."
        )
    found = shutil.which("node", path=environ.get("PATH"))
    if not found:
        raise ToolMissing("No Node was found on PATH; Playwright tests need it.", _CHOOSE)
    return Path(found).absolute(), f"node on PATH: {found}"


def _asked(node: Path, environ: Mapping[str, str], patience: float) -> str:
    try:
        done = subprocess.run(
            [str(node), "--version"],
            env={name: value for name, value in environ.items() if name != "NODE_OPTIONS"},
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=patience,
            start_new_session=sys.platform != "win32",
        )
    except subprocess.TimeoutExpired as error:
        raise ToolMissing(f"{node} did not answer within {patience:g} s.", _CHOOSE) from error
    except OSError as error:
        raise ToolMissing(f"{node} cannot be started: {error.strerror}", _CHOOSE) from error
    found = re.fullmatch(r"v(\d+\.\d+\.\d+\S*)", done.stdout.strip())
    if found is None:
        said = (done.stdout + done.stderr).strip()[-200:] or "nothing"
        raise ToolMissing(f"{node} is no usable Node. It said: {said}", _CHOOSE)
    return found[1]


def _installed(project: Path) -> tuple[Path, str] | None:
    """Return Playwright's ``cli.js`` and version as Node would resolve them: upwards, hoisted packages too."""
    for above in _upwards(project):
        for name in _PACKAGES:
            package = above / "node_modules" / name
            try:
                version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
            except (OSError, ValueError, LookupError, TypeError):
                continue
            if (package / "cli.js").is_file():
                return package / "cli.js", str(version)
    return None


def _upwards(project: Path) -> Iterator[Path]:
    yield from (above for above in (project, *project.parents) if above.name != "node_modules")


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split(".")[:2])
