"""A test that is written from the palette of real VS Code stands in the editor, is saved, and runs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.e2e.editors import play, vs_code

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
FILE = "shop/main.py"
ROUTE = "GET /hours"
HOURS = '\n\n@app.get("/hours")\ndef hours() -> dict[str, str]:\n    return {"opens": "9:00"}\n'


def test_a_route_without_tests_gets_one(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PETS, tmp_path / "pets"))
    with (project / FILE).open("a") as app:
        app.write(HOURS)
    home = tmp_path / "home"
    home.mkdir()
    settings = {
        "qaagent.server.path": str(Path(sys.executable).with_name("qaagent-lsp")),
        "qaagent.python": sys.executable,
    }
    before = set(project.rglob("*.py"))
    with vs_code(home, settings=settings, env={"QAAGENT_RUNS_DIR": str(tmp_path / "runs")}) as code:
        seen = play("generate.mjs", code, folder=str(project), file=FILE, route=ROUTE, made="_routes.py")
    (made,) = set(project.rglob("*.py")) - before
    assert 'client.get("/hours")' in made.read_text()
    assert any("✓" in text for text in seen["lenses"])
