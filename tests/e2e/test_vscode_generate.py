"""A test that is written from the palette of real VS Code stands in the editor, is saved, and runs."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.editors import play, with_our_server

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
FILE = "shop/main.py"
ROUTE = "GET /hours"
HOURS = '\n\n@app.get("/hours")\ndef hours() -> dict[str, str]:\n    return {"opens": "9:00"}\n'


def test_a_route_without_tests_gets_one(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PETS, tmp_path / "pets"))
    with (project / FILE).open("a") as app:
        app.write(HOURS)
    before = set(project.rglob("*.py"))
    with with_our_server(tmp_path) as code:
        seen = play("generate.mjs", code, folder=str(project), file=FILE, route=ROUTE, made="_routes.py")
    (made,) = set(project.rglob("*.py")) - before
    assert 'client.get("/hours")' in made.read_text()
    assert any("✓" in text for text in seen["lenses"])
