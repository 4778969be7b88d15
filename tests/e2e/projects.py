"""Real projects to run against: Flask's tutorial and FastAPI's documentation, from their sources.

Fetched and installed once per machine, outside the clone: in ``$QAAGENT_TEST_CACHE``, or else in
``~/.cache/qaagent-lsp/tests``.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

FLASK = "flask==3.1.3"
FASTAPI = "fastapi==0.165.0"

REQUIREMENTS = Path(__file__).parent / "requirements"
FETCH_SECONDS = 600
COMPILED = b"compiled"
"""Part of what names an environment: it has its bytecode, so that no start of a tool compiles all of it again where
``PYTHONDONTWRITEBYTECODE`` is set."""


def flaskr_project(dest: Path) -> Path:
    """Make ``dest`` a writable copy of Flask's tutorial project with its own ``.venv``, and return it.

    ``.venv`` holds Flask and pytest and has flaskr installed editable, as the tutorial tells its reader.
    """
    tutorial = source_of(FLASK) / "examples" / "tutorial"
    shutil.copytree(tutorial, dest, dirs_exist_ok=True)
    venv.create(dest / ".venv", with_pip=False, symlinks=True)
    site = _site_packages(dest / ".venv")
    (site / "shared.pth").write_text(f"{_site_packages(environment('flaskr.txt'))}\n")
    (site / "flaskr.pth").write_text(f"{dest.resolve()}\n")
    return dest


def fastapi_docs(dest: Path) -> Path:
    """Make ``dest`` a writable copy of FastAPI's ``docs_src`` and ``tests/test_tutorial``, and return it.

    About 1,400 tests, of which two fail: they want an image of the documentation's site, which is left out
    so that a run has something red. ``.venv`` is a link to a shared environment with all that they import.
    """
    source = source_of(FASTAPI)
    kept = ("docs_src", "tests/test_tutorial")
    for folder in kept:
        shutil.copytree(source / folder, dest / folder, dirs_exist_ok=True)
    (dest / "tests" / "test_telemetry").mkdir()
    for file in ("pyproject.toml", "tests/__init__.py", "tests/utils.py"):
        shutil.copy(source / file, dest / file)
    for file in ("__init__.py", "conftest.py"):
        shutil.copy(source / "tests" / "test_telemetry" / file, dest / "tests" / "test_telemetry" / file)
    (dest / ".venv").symlink_to(environment("fastapi_docs.txt"), target_is_directory=True)
    return dest


def interpreter_of(project: Path) -> Path:
    """Return the Python of a project made here."""
    return project / ".venv" / "bin" / "python"


def cache_folder() -> Path:
    """Return the folder that keeps what tests fetch, shared by all clones of a machine."""
    chosen = os.environ.get("QAAGENT_TEST_CACHE")
    folder = Path(chosen) if chosen else Path.home() / ".cache" / "qaagent-lsp" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cached(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder ``name`` of the cache, made by ``make(folder)`` when it is not there in full.

    Several processes may ask at once: one makes it, the others wait. An attempt that died leaves nothing
    behind that a later one would take for whole.
    """
    folder = cache_folder() / name
    done = folder / ".complete"
    with _locked(cache_folder() / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def source_of(requirement: str) -> Path:
    """Return the unpacked source distribution of a pinned requirement."""
    name = requirement.partition("==")[0]

    def make(folder: Path) -> None:
        download = (sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", name, requirement)
        _run(*download, cwd=folder)
        (archive,) = folder.glob("*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")

    folder = cached(f"{requirement.replace('==', '-')}-source", make)
    (unpacked,) = (entry for entry in folder.iterdir() if entry.is_dir())
    return unpacked


def environment(requirements: str) -> Path:
    """Return a virtual environment that holds exactly what a file of requirements pins."""
    pins = REQUIREMENTS / requirements
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = blake2b(pins.read_bytes() + sys.base_prefix.encode() + COMPILED, digest_size=6).hexdigest()

    def make(folder: Path) -> None:
        venv.create(folder / "venv", with_pip=False, symlinks=True)
        python = folder / "venv" / "bin" / "python"
        _run(
            _uv(),
            "pip",
            "install",
            "--quiet",
            "--compile-bytecode",
            "--python",
            str(python),
            "--requirement",
            str(pins),
            cwd=folder,
        )

    return cached(f"{pins.stem}-py{version}-{digest}", make) / "venv"


def _uv() -> str:
    """Return uv of our own environment: it shares one download among environments."""
    return str(Path(sys.executable).with_name("uv"))


def _site_packages(environment: Path) -> Path:
    return environment / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def _run(*argv: str, cwd: Path) -> None:
    """Run a command away from the clone: uv would apply the pins of our own ``pyproject.toml``."""
    done = subprocess.run(argv, cwd=cwd, check=False, capture_output=True, text=True, timeout=FETCH_SECONDS)
    assert done.returncode == 0, f"{' '.join(argv)}\n{done.stdout}\n{done.stderr}"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
