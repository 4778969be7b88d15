"""Installs what a project's ``package.json`` lists, where the configuration allows it: ``playwright.install: auto``.

Blocking, for minutes perhaps. Nothing is ever added to a project: what it does not list stays missing.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

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
    # Into a file, not a pipe: a daemon that it leaves behind would hold a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            (program, *argv[1:]),
            cwd=where,
            env={**environ, "CI": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
        )
        try:
            code: int | None = process.wait(patience)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
        output.seek(0)
        said = output.read().decode("utf-8", "replace").strip()[-_LAST:]
    if code == 0:
        return f"installed Playwright's packages: {words}"
    ended = f"did not end within {patience:g} s" if code is None else f"failed (exit code {code})"
    raise ToolMissing(f"{words} {ended}: {said}", "Run it by hand and look at what it says.")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
