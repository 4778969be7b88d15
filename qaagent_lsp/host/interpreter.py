"""Which Python runs the tests, why, and whether it can."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.model.errors import ToolMissing

ENVIRONMENT_NAMES = (".venv", "venv")
"""Folders that are looked for, in this order, in each folder on the way up."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for by name: the ``python`` setting, and what the client's own picker says."""

    setting: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """An interpreter that exists. ``reason`` is one phrase, e.g. ``nearest .venv: services/a/.venv``."""

    path: Path
    reason: str


def choose_interpreter(project: Path, folder: Path, wish: Wish, environ: Mapping[str, str]) -> Choice:
    """Choose by the documented order: setting, client, ``VIRTUAL_ENV``, nearest ``.venv``/``venv``, ``PATH``.

    ``project`` is the folder of the (sub-)project, inside or equal to the workspace ``folder``. ``environ``
    is the environment that the tests will run in. A ``VIRTUAL_ENV`` that is this very program's own
    environment gives way to a nearest one: it is how we were started (``uv run``), hardly what the user's
    tests need. Raises ``ToolMissing`` when a wish cannot be met (it is never silently replaced), or when
    there is no Python at all.
    """
    for name, wished in (("the python setting", wish.setting), ("the editor", wish.client)):
        if wished:
            return _wished(wished, name, folder, environ)
    active = _active(environ)
    nearest = _nearest(project, folder)
    if active and (nearest is None or not _is_our_own(environ["VIRTUAL_ENV"])):
        return active
    return nearest or _on_path(environ)


def without_our_own(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment as it was before this program's own virtual environment was activated in it.

    ``uv run`` and the like put our scripts first on ``PATH``; a test that calls ``python`` must not get ours.
    """
    active = environ.get("VIRTUAL_ENV")
    if not active or not _is_our_own(active):
        return dict(environ)
    ours = {str(Path(active, "bin")), str(Path(active, "Scripts"))}
    path = [entry for entry in environ.get("PATH", "").split(os.pathsep) if entry not in ours]
    kept = {
        name: value for name, value in environ.items() if name not in ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT")
    }
    return {**kept, "PATH": os.pathsep.join(path)}


def _wished(wished: str, name: str, folder: Path, environ: Mapping[str, str]) -> Choice:
    written = Path(wished).expanduser()
    reason = f"named by {name}: {wished}"
    if written.name == wished and not (folder / written).exists():
        found = shutil.which(wished, path=environ.get("PATH"))
        if found:
            return Choice(Path(found), reason)
    path = Path(os.path.normpath(folder / written))
    if path.is_dir():
        path = interpreter_in(path) or path
    if path.is_file():
        return Choice(path, reason)
    raise ToolMissing(
        f"The Python named by {name} does not exist: {path}",
        "Correct --python or the setting qaagent.python, or leave it out to have the interpreter found.",
    )


def _active(environ: Mapping[str, str]) -> Choice | None:
    active = environ.get("VIRTUAL_ENV")
    python = interpreter_in(Path(active)) if active else None
    return Choice(python, f"active environment (VIRTUAL_ENV): {active}") if python else None


def _is_our_own(environment: str) -> bool:
    return Path(environment).resolve() == Path(sys.prefix).resolve()


def _nearest(project: Path, folder: Path) -> Choice | None:
    for above in _upwards(project, folder):
        for name in ENVIRONMENT_NAMES:
            python = interpreter_in(above / name)
            if python:
                where = (above / name).relative_to(folder).as_posix()
                return Choice(python, f"nearest {name}: {where}")
    return None


def _upwards(project: Path, folder: Path) -> Iterator[Path]:
    for above in (project, *project.parents):
        if not above.is_relative_to(folder):
            return
        yield above


def _on_path(environ: Mapping[str, str]) -> Choice:
    for name in ("python3", "python"):
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            return Choice(Path(found).absolute(), f"{name} on PATH: {found}")
    raise ToolMissing(
        "No Python was found: no setting, no active environment, no .venv or venv, none on PATH.",
        "Make one with `python3 -m venv .venv`, or set qaagent.python.",
    )


def interpreter_in(environment: Path) -> Path | None:
    """Return the interpreter of a virtual environment's folder, links not resolved; None without one."""
    for inside in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if (environment / inside).is_file():
            return environment / inside
    return None
