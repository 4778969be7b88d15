"""A small workspace from texts, read as the server would read it; ``‸`` in a text is where somebody clicks."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.editor.pointing import Pointed, pointed_at
from qaagent_lsp.editor.reach import Reach
from qaagent_lsp.editor.ways import Target
from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.picture import static_picture

MARK = "‸"

APP = """
from fastapi import FastAPI

app = FastAPI()


@app.get(
    "/pets/{pet_id}", response_model=dict, tags=["pets"],
)
def get_pet(pet_id: int):
    return {}


@app.api_route("/pets", methods=["GET", "POST"])
async def pets():
    return []
"""
TESTS = """
from fastapi.testclient import TestClient
from app import app

client = TestClient(app)


def test_pet():
    assert client.get(f"/pets/{1}", headers={"Accept": "a/b"}).status_code == 200
    assert client.get("/pets").json()


def test_post():
    client.post("/pets")
"""
FEATURE = """Feature: Pets
  Rule: Ids
    Scenario: One pet
      When I GET /pets/1

    Scenario Outline: Each
      When I GET /pets/<id>
      Examples:
        | id |
        | 1  |
        | 2  |
"""
SMALL = {
    "app.py": APP,
    "tests/test_app.py": TESTS,
    "features/pets.feature": FEATURE,
    "features/steps/steps.py": "from behave import when\n",
}


def read(folder: Path, texts: dict[str, str]) -> Snapshot:
    """Write the texts into a folder, and read it."""
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(MARK, ""))
    return static_picture(build(folder, {}, (), Index()), Observed(), Linker())


def click(snapshot: Snapshot, name: str, text: str, word: str) -> Pointed | None:
    """Click into a text: ``word`` occurs in it, with the mark where the cursor is."""
    offset = text.index(word.replace(MARK, "")) + word.index(MARK)
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    lines = text.split("\n")
    return pointed_at(snapshot, Reach(snapshot.routes), WorkspacePath(name), lines, line, column)


def told(targets: list[Target] | tuple[Target, ...]) -> list[str]:
    """Write targets as ``file:line``."""
    return [f"{target.at.file}:{target.at.span.line}" for target in targets]
