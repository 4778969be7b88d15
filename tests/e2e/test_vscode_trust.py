"""Workspace trust in real VS Code: nothing runs without it, everything does once it is granted."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.e2e.editors import play, vs_code

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"


def test_a_click_is_refused_until_the_workspace_is_trusted(tmp_path: Path) -> None:
    project = tmp_path / "pets"
    shutil.copytree(PETS, project)
    home = tmp_path / "home"
    home.mkdir()
    settings = {
        "security.workspace.trust.enabled": True,
        "security.workspace.trust.startupPrompt": "never",
        "qaagent.server.path": str(Path(sys.executable).with_name("qaagent-lsp")),
        "qaagent.python": sys.executable,
    }
    runs = Path(os.environ["QAAGENT_RUNS_DIR"])
    with vs_code(home, settings=settings, env={"QAAGENT_RUNS_DIR": str(runs)}) as code:
        seen = play("untrusted.mjs", code, folder=str(project), file="shop/pets.py")

    assert "not trusted" in seen["refusal"]
    assert "passed" in seen["status"]
    assert len(list(runs.iterdir())) == 1, "the refused click left no run"
