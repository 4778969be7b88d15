"""Installs what a project's ``package.json`` lists, where the configuration allows it: ``playwright.install: auto``.

Blocking, for minutes perhaps. Nothing is ever added to a project: what it does not list stays missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from qaagent_lsp.host.bounded import run_bounded
from qaagent_lsp.host.node import installation_of
from qaagent_lsp.model.errors import ToolMissing

PATIENCE = 600.0
"""Seconds that an installation may take."""

_LAST = 600


def install(project: Path, environ: Mapping[str, str], *, patience: float = PATIENCE) -> str:
    """Install the packages of a project and return what was done, in words.

    Raises ``ToolMissing`` when the project does not list Playwright, or with the last words of an installation that
    failed.
    """
    wanted = installation_of(project)
    if wanted is None:
        raise ToolMissing(
            f"{project / 'package.json'} does not list @playwright/test, so nothing was installed."
        )
    where, argv = wanted
    program = shutil.which(argv[0], path=environ.get("PATH"))
    if program is None:
        raise ToolMissing(f"{argv[0]} is not on PATH, so nothing was installed.", f"Install {argv[0]}.")
    words = f"{' '.join(argv)} in {where}"
    ended = run_bounded((program, *argv[1:]), cwd=where, environ={**environ, "CI": "1"}, seconds=patience)
    if ended.code == 0:
        return f"installed Playwright's packages: {words}"
    how = f"did not end within {patience:g} s" if ended.code is None else f"failed (exit code {ended.code})"
    said = ended.output.strip()[-_LAST:]
    raise ToolMissing(f"{words} {how}: {said}", "Run it by hand and look at what it says.")
