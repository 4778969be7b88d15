from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qaagent_lsp.cli.demo_environment import ready_interpreter
from qaagent_lsp.cli.demo_project import MODULES, write_project
from qaagent_lsp.model.errors import ToolMissing


def test_our_own_interpreter_will_do(tmp_path: Path) -> None:
    told: list[str] = []
    assert ready_interpreter(tmp_path, told.append) == Path(sys.executable)
    assert told == []


@pytest.mark.parametrize("with_uv", [True, False])
def test_an_environment_is_made_when_something_is_missing(
    with_uv: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qaagent_lsp.cli.demo_environment.MODULES", (*MODULES, "a_module_that_is_not_there"))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent) if with_uv else "/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path)
    told: list[str] = []
    python = ready_interpreter(tmp_path, told.append)
    assert python == tmp_path / ".venv" / "bin" / "python"
    assert "a_module_that_is_not_there" in told[0]
    done = subprocess.run(
        [python, "-m", "pytest", "-q"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert "1 failed, 3 passed" in done.stdout
    assert ready_interpreter(tmp_path, told.append) == python
    assert len(told) == 2


def test_a_machine_without_a_registry_says_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qaagent_lsp.cli.demo_environment.MODULES", ("a_module_that_is_not_there",))
    monkeypatch.setattr("qaagent_lsp.cli.demo_environment.REQUIREMENTS", (str(tmp_path / "gone.whl"),))
    with pytest.raises(ToolMissing, match=r"failed:[\s\S]*gone\.whl"):
        ready_interpreter(tmp_path, lambda _: None)
