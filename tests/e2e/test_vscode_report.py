"""The report of a run in real VS Code whose window is remote: from a hover to a page in a tab."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.e2e.editors import play, vs_code

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
GOOD, BAD = "name_of(pet_id)}", "name_off(pet_id)}"


def test_a_hover_leads_to_the_report_of_the_run(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PETS, tmp_path / "pets"))
    file = project / "shop" / "pets.py"
    file.write_text(file.read_text().replace(GOOD, BAD))
    lines = file.read_text().splitlines()
    handler = next(number for number, line in enumerate(lines, 1) if line.startswith("def get_pet"))
    home = tmp_path / "home"
    home.mkdir()
    settings = {
        "qaagent.server.path": str(Path(sys.executable).with_name("qaagent-lsp")),
        "qaagent.python": sys.executable,
        "editor.hover.enabled": "on",
    }
    runs = tmp_path / "runs"
    with vs_code(home, settings=settings, env={"QAAGENT_RUNS_DIR": str(runs)}) as code:
        seen = play("report.mjs", code, folder=str(project), file="shop/pets.py", handler=f"{handler}:7")

    assert (runs / seen["run"] / "report.html").is_file()
    assert seen["verdict"] == "2 of 3 tests failed."
    assert seen["opened"] == 1
