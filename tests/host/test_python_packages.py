from __future__ import annotations

import os
import sys
import venv
from importlib.metadata import version
from pathlib import Path

import pytest

from qaagent_lsp.host.python_packages import Held, PythonPackages, commands_of
from qaagent_lsp.tools.ground import Available


def held(python: Path, *names: str, packages: PythonPackages | None = None, cwd: Path | None = None) -> Held:
    asked = packages or PythonPackages()
    return asked.held(python, names, cwd=cwd or Path.cwd(), environ=dict(os.environ))


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A real virtual environment that holds nothing."""
    venv.create(tmp_path / ".venv", with_pip=False, symlinks=True)
    return tmp_path / ".venv" / "bin" / "python"


def install(python: Path, name: str, number: str) -> None:
    """Lay an installed distribution into an environment, as an installer would."""
    site = next(python.parents[1].glob("lib/python*/site-packages"))
    info = site / f"{name}-{number}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n")


def test_only_what_is_there_is_told() -> None:
    assert held(Path(sys.executable), "pytest", "no-such-thing") == Held({"pytest": version("pytest")})


def test_modules_of_the_project_do_not_disturb(tmp_path: Path) -> None:
    for name in ("json", "importlib"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    assert held(Path(sys.executable), "pytest", cwd=tmp_path).versions


def test_what_is_installed_later_is_seen(bare: Path) -> None:
    packages = PythonPackages()
    assert held(bare, "locust", packages=packages) == Held()
    install(bare, "locust", "2.47.0")
    assert held(bare, "locust", packages=packages) == Held({"locust": "2.47.0"})


def test_an_answer_is_kept(bare: Path) -> None:
    packages = PythonPackages()
    held(bare, "locust", packages=packages)
    site = next(bare.parents[1].glob("lib/python*/site-packages"))
    before = site.stat()
    install(bare, "locust", "1.0")
    os.utime(site, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert held(bare, "locust", packages=packages) == Held()


def test_what_is_no_python_is_told(tmp_path: Path) -> None:
    assert held(tmp_path / "none").why_not.startswith(f"{tmp_path}/none cannot be started: No such file")
    liar = tmp_path / "liar"
    liar.write_text("#!/bin/sh\necho 'I am a shell'\n")
    liar.chmod(0o755)
    assert held(liar).why_not == f"{liar} is no usable Python. It said: I am a shell"
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    packages = PythonPackages(patience=0.2)
    assert held(slow, packages=packages).why_not == f"{slow} did not answer within 0.2 s"


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_program_of_the_environment_goes_before_one_of_the_path(tmp_path: Path) -> None:
    own, global_ = tmp_path / "env", tmp_path / "bin"
    for name in ("st", "locust"):
        program(global_, name)
    program(own, "st")
    environ = {"PATH": str(global_)}
    assert commands_of(own / "python", environ) == {"st": f"{own}/st", "locust": f"{global_}/locust"}
    assert commands_of(None, environ) == {"st": f"{global_}/st", "locust": f"{global_}/locust"}
    assert commands_of(None, {"PATH": str(tmp_path)}) == {}


def test_pythons_part_of_what_is_available(tmp_path: Path, bare: Path) -> None:
    st = program(tmp_path / "bin", "st")
    environ = {"PATH": str(st.parent)}
    packages = PythonPackages()
    install(bare, "locust", "2.47.0")
    assert packages.side(bare, cwd=tmp_path, environ=environ) == Available(
        python=str(bare), modules={"locust": "2.47.0"}, commands={"st": str(st)}
    )
    none = Available(commands={"st": str(st)}, why_no_python="none was found")
    assert packages.side(None, cwd=tmp_path, environ=environ, why_not="none was found") == none
    gone = packages.side(tmp_path / "gone", cwd=tmp_path, environ=environ)
    assert gone.python is None
    assert "cannot be started" in gone.why_no_python
