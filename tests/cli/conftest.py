"""A project to call the command line on, and the call."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qaagent_lsp.cli.app import run_cli
from qaagent_lsp.cli.demo_project import write_project


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as the one JSON value that it must be."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Shop:
    """The demo's pet shop, planted bug included."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *argv: str) -> Said:
        """Call the command line in the project's folder."""
        self.capture.readouterr()
        code = run_cli(argv)
        out, err = self.capture.readouterr()
        return Said(code, out, err)

    def run(self, *argv: str) -> Said:
        """Call ``run`` with the interpreter that these tests run in."""
        return self("run", "--python", sys.executable, *argv)


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shop:
    folder = tmp_path / "shop"
    folder.mkdir()
    write_project(folder)
    monkeypatch.chdir(folder)
    return Shop(folder, capsys)
