"""The report of a run in real VS Code whose window is remote: from a hover to a page in a tab."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.editors import play, with_our_server

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
GOOD, BAD = "name_of(pet_id)}", "name_off(pet_id)}"


def test_a_hover_leads_to_the_report_of_the_run(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PETS, tmp_path / "pets"))
    file = project / "shop" / "pets.py"
    file.write_text(file.read_text().replace(GOOD, BAD))
    lines = file.read_text().splitlines()
    handler = next(number for number, line in enumerate(lines, 1) if line.startswith("def get_pet"))
    runs = tmp_path / "runs"
    settings = {
        "editor.hover.enabled": "on",
    }
    with with_our_server(tmp_path, settings) as code:
        seen = play("report.mjs", code, folder=str(project), file="shop/pets.py", handler=f"{handler}:7")

    assert (runs / seen["run"] / "report.html").is_file()
    assert seen["verdict"] == "2 of 3 tests failed."
    assert seen["opened"] == 1
