"""Interpreters and pytest versions that the probe must work in, made once per machine outside the clone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

from tests.e2e.projects import COMPILED, cached

REQUIREMENTS = Path(__file__).parent / "requirements"
INSTALL_SECONDS = 600
THIS = f"{sys.version_info.major}.{sys.version_info.minor}"

WANTED = (
    ("3.9", "pytest7"),
    ("3.10", "pytest8"),
    ("3.11", "pytest7"),
    ("3.11", "pytest8"),
    ("3.11", "pytest9"),
    ("3.12", "pytest9"),
    ("3.13", "pytest9"),
)


def matrix() -> list[tuple[str, str]]:
    """Every wanted (Python, requirements) whose Python this machine has; 3.11 always stands for our own."""
    return [(version, pins) for version, pins in WANTED if version in interpreters()]


@cache
def interpreters() -> dict[str, str]:
    """Working interpreters of other versions on this machine, ours under its own version."""
    # The one behind our own environment: a new clone finds what an earlier one made.
    found = {THIS: os.path.realpath(sys.executable)}
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    folders += [*sorted(Path.home().glob(".pyenv/versions/*/bin")), Path("/usr/bin"), Path("/usr/local/bin")]
    for version in {version for version, _ in WANTED} - {THIS}:
        for folder in folders:
            candidate = folder / f"python{version}"
            if candidate.is_file() and _answers(candidate, version):
                found[version] = str(candidate)
                break
    return found


def environment(version: str, pins: str) -> str:
    """Return the Python of an environment that holds exactly what ``requirements/<pins>.txt`` pins."""
    requirements = REQUIREMENTS / f"{pins}.txt"
    base = interpreters()[version]
    digest = blake2b(requirements.read_bytes() + base.encode() + COMPILED, digest_size=6).hexdigest()

    def make(folder: Path) -> None:
        uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
        target = folder / "venv"
        _run(uv, "venv", "--quiet", "--no-project", "--python", base, str(target), cwd=folder)
        python = str(target / "bin" / "python")
        _run(
            uv,
            "pip",
            "install",
            "--quiet",
            "--compile-bytecode",
            "--python",
            python,
            "--requirement",
            str(requirements),
            cwd=folder,
        )

    return str(cached(f"probe-{pins}-py{version}-{digest}", make) / "venv" / "bin" / "python")


def _answers(candidate: Path, version: str) -> bool:
    """Tell whether it really runs: version managers leave shims of versions that are switched off."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run(
        [candidate, "-I", "-c", code], check=False, capture_output=True, text=True, timeout=60, cwd="/"
    )
    return done.returncode == 0 and re.fullmatch(re.escape(version), done.stdout.strip()) is not None


def _run(*argv: str, cwd: Path) -> None:
    done = subprocess.run(argv, cwd=cwd, check=False, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    assert done.returncode == 0, f"{' '.join(argv)}\n{done.stdout}\n{done.stderr}"
