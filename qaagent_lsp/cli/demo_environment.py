"""The demo's interpreter: ours when it holds what the project needs, else one made for the project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from qaagent_lsp.cli.demo_project import MODULES, REQUIREMENTS
from qaagent_lsp.model.errors import ToolMissing

INSTALL_SECONDS = 600


def ready_interpreter(project: Path, tell: Callable[[str], None]) -> Path:
    """Return a Python that can run the demo's tests, made in ``project/.venv`` when ours cannot.

    ``tell`` hears of each step that takes a while. Raises ``ToolMissing`` when no environment can be made.
    """
    missing = [module for module in MODULES if find_spec(module) is None]
    if not missing:
        return Path(sys.executable)
    python = _python_of(project / ".venv")
    if python.exists():
        return python
    tell(f"This Python lacks {', '.join(missing)}: making an environment in {project / '.venv'} …")
    uv = shutil.which("uv")
    if uv is None:
        _call(
            [sys.executable, "-m", "venv", str(project / ".venv")], "On Debian: apt-get install python3-venv."
        )
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    else:
        _call([uv, "venv", "--quiet", "--python", sys.executable, str(project / ".venv")], "")
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    tell(f"Installing {', '.join(REQUIREMENTS)} …")
    _call([*install, *REQUIREMENTS], "Is a package registry within reach?")
    return python


def _python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _call(argv: list[str], hint: str) -> None:
    try:
        done = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ToolMissing(f"{argv[0]} did not end within {INSTALL_SECONDS} s.", hint) from error
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-5:]
        raise ToolMissing("\n".join([f"{' '.join(argv[:4])} failed:", *last]), hint)
