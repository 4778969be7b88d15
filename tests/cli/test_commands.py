from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.cli.commands import obey


def test_obeying_returns_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert obey(["--help"]) == 0
    assert obey(["--bogus"]) == 2
    assert "No such option" in capsys.readouterr().err


def test_an_unforeseen_fault_is_told_with_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A folder that goes away between two commands of a script.
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert obey(["routes", "--format", "json"]) == 3
    said = capsys.readouterr()
    assert "Traceback" in said.err
    told = json.loads(said.out)
    assert (told["outcome"], told["error"]["kind"]) == ("error", "internal-error")
    assert "FileNotFoundError" in told["error"]["message"]
