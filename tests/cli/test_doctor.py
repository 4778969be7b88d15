from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shop


def test_what_would_be_run_and_why(shop: Shop) -> None:
    said = shop("doctor", "--python", sys.executable)
    assert said.code == 0
    for words in (
        f"workspace    {shop.folder}",
        "found        3 routes, 4 tests",
        "configured by  pyproject.toml",
        f"interpreter    {sys.executable}",
        "because        named by the python setting",
        "-m pytest -p qaagent_probe",
    ):
        assert words in said.out


def test_for_programs(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QAAGENT_RUNS_DIR", str(tmp_path / "store"))
    report = shop("doctor", "--python", sys.executable, "--format", "json").json
    assert report["runs_root"] == str(tmp_path / "store")
    (project,) = report["projects"]
    assert project["interpreter"]["path"] == sys.executable
    assert project["invocation"]["cwd"] == str(shop.folder)


def test_what_keeps_a_run_from_starting_is_exit_3(shop: Shop) -> None:
    said = shop("doctor", "--python", "gone/python")
    assert said.code == 3
    assert "✗" in said.out
    assert "gone/python" in said.out
