from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import psutil
import pytest

from qaagent_lsp.host.interpreter import Choice
from qaagent_lsp.host.preflight import Preflight, install_command
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.plan import Interpreter
from tests.host.tool_scripts import eventually


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A real virtual environment that holds nothing."""
    venv.create(tmp_path / ".venv", with_pip=False, symlinks=True)
    return tmp_path / ".venv" / "bin" / "python"


def site_packages(python: Path) -> Path:
    return next(python.parents[1].glob("lib/python*/site-packages"))


def distribution(
    python: Path, name: str, version: str, *, modules: tuple[str, ...], entry_points: str = ""
) -> None:
    """Lay an installed distribution into an environment, as an installer would."""
    site = site_packages(python)
    for module in modules:
        (site / f"{module}.py").touch()
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(entry_points)


def script(folder: Path, text: str) -> Path:
    path = folder / "python"
    path.write_text(f"#!{sys.executable}\n{text}\n")
    path.chmod(0o755)
    return path


def check(python: Path, project: Path, *, patience: float = 20, preflight: Preflight | None = None) -> object:
    preflight = preflight or Preflight(patience=patience)
    return preflight.check(Choice(python, "because"), project=project, environ=dict(os.environ))


def refusal(python: Path, project: Path, *, patience: float = 20) -> ToolMissing:
    with pytest.raises(ToolMissing) as caught:
        check(python, project, patience=patience)
    return caught.value


def test_our_own_interpreter(tmp_path: Path) -> None:
    found = Preflight().check(
        Choice(Path(sys.executable), "because"), project=tmp_path, environ=dict(os.environ)
    )
    assert found.path == sys.executable
    assert found.reason == "because"
    assert found.python == ".".join(map(str, sys.version_info[:3]))
    assert found.pytest == pytest.__version__
    assert found.environment == ("" if sys.prefix == sys.base_prefix else sys.prefix)
    assert "pytest-asyncio" in found.plugins
    assert "anyio" in found.plugins


def test_modules_of_the_project_do_not_disturb(tmp_path: Path) -> None:
    for name in ("json", "importlib", "pytest", "pluggy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    assert check(Path(sys.executable), tmp_path)


def test_an_environment_without_pytest_says_what_to_type(bare: Path, tmp_path: Path) -> None:
    error = refusal(bare, tmp_path)
    assert error.message == f"pytest is not installed for {bare} (because)."
    assert error.hint == f"Install it: uv pip install --python {bare} pytest"
    distribution(bare, "pip", "25.0", modules=("pip",))
    assert refusal(bare, tmp_path).hint == f"Install it: {bare} -m pip install pytest"


def test_an_old_pytest(bare: Path, tmp_path: Path) -> None:
    distribution(
        bare, "pytest", "7.3.2", modules=("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pip")
    )
    error = refusal(bare, tmp_path)
    assert error.message.startswith("pytest 7.3.2 of ")
    assert error.hint == f"Install it: {bare} -m pip install 'pytest>=7.4'"


def test_a_broken_pytest(bare: Path, tmp_path: Path) -> None:
    distribution(bare, "pytest", "8.0.0", modules=("pytest", "_pytest"))
    assert "no pluggy, iniconfig, packaging" in refusal(bare, tmp_path).message


def test_an_old_python(tmp_path: Path) -> None:
    python = script(
        tmp_path,
        'print(\'{"python": [3, 8, 20], "pytest": null, "plugins": [], '
        '"missing": [], "pip": true, "environment": "", "path": []}\')',
    )
    assert "is Python 3.8.20; tests need 3.9 or newer" in refusal(python, tmp_path).message


def test_something_that_is_no_python(tmp_path: Path) -> None:
    python = script(tmp_path, "print('I am a teapot')")
    assert refusal(python, tmp_path).message.endswith("is no usable Python. It said: I am a teapot")


def test_one_that_cannot_be_started(tmp_path: Path) -> None:
    assert "cannot be started: No such file" in refusal(tmp_path / "none", tmp_path).message
    (tmp_path / "plain").write_text("")
    assert "cannot be started: Permission denied" in refusal(tmp_path / "plain", tmp_path).message


def test_one_that_hangs_with_a_child_is_ended(tmp_path: Path) -> None:
    pids = tmp_path / "pid"
    hang = "[sys.executable, '-c', 'import time; time.sleep(600)']"
    write = f"open({str(pids)!r}, 'w').write(str(p.pid))"
    python = script(
        tmp_path, f"import subprocess, sys, time\np = subprocess.Popen({hang})\n{write}\ntime.sleep(600)"
    )
    assert "did not answer within 1 s" in refusal(python, tmp_path, patience=1).message
    child = int(pids.read_text())
    eventually(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE)


def test_it_asks_once_until_the_environment_changes(bare: Path, tmp_path: Path) -> None:
    names = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging")
    distribution(bare, "pytest", "8.0.0", modules=names)
    counter = tmp_path / "asked"
    wrapper = script(
        tmp_path,
        f"import os, sys\nopen({str(counter)!r}, 'a').write('.')\n"
        f"os.execv({str(bare)!r}, [{str(bare)!r}, *sys.argv[1:]])",
    )
    preflight = Preflight()
    first = check(wrapper, tmp_path, preflight=preflight)
    assert check(wrapper, tmp_path, preflight=preflight) == first
    assert counter.read_text() == "."
    distribution(
        bare, "pytest-xdist", "3.6.0", modules=("xdist",), entry_points="[pytest11]\nxdist = xdist.plugin\n"
    )
    again = preflight.check(Choice(wrapper, "because"), project=tmp_path, environ=dict(os.environ))
    assert again.plugins == ("pytest-xdist",)
    assert counter.read_text() == ".."


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("uv.lock", "uv add --dev pytest"),
        ("poetry.lock", "poetry add --group dev pytest"),
        ("pdm.lock", "pdm add -dG test pytest"),
        ("Pipfile", "pipenv install --dev pytest"),
        ("requirements.txt", "/v/bin/python -m pip install pytest"),
    ],
)
def test_installing_as_the_project_does(tmp_path: Path, marker: str, expected: str) -> None:
    (tmp_path / marker).touch()
    assert install_command("pytest", Path("/v/bin/python"), tmp_path) == expected


def test_the_command_can_be_pasted(tmp_path: Path) -> None:
    command = install_command("pytest>=7.4", Path("/my env/bin/python"), tmp_path)
    assert command == "\"/my env/bin/python\" -m pip install 'pytest>=7.4'"
    assert subprocess.run([shutil.which("sh") or "sh", "-nc", command], check=False).returncode == 0


def test_behave_is_asked_for_where_it_is_to_run(bare: Path, tmp_path: Path) -> None:
    def ask() -> Interpreter:
        choice = Choice(bare, "because")
        return Preflight().check(choice, project=tmp_path, environ=dict(os.environ), tool="behave")

    with pytest.raises(ToolMissing, match="Behave is not installed") as missing:
        ask()
    assert missing.value.hint.endswith(" behave")
    distribution(bare, "behave", "1.1.0", modules=("behave",))
    with pytest.raises(ToolMissing, match="too old"):
        ask()
    shutil.rmtree(site_packages(bare) / "behave-1.1.0.dist-info")
    distribution(bare, "behave", "1.3.3", modules=())
    assert (ask().behave, ask().pytest) == ("1.3.3", None)
