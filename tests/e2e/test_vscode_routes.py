"""What real VS Code shows of routes before anything has run: marks, hover, call hierarchy."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.editors import play, with_our_server

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
BELOW = '@router.delete("/{pet_id}")'
NEVER_SERVED = """@router.get("/newest")
def newest_pet() -> dict[str, str]:
    return {"name": "Bob"}


"""
TREE = ("GET/pets/{pet_id}", "test_get_pet", "test_unknown_pet")


def test_marks_hover_and_call_hierarchy(tmp_path: Path) -> None:
    project = Path(shutil.copytree(PETS, tmp_path / "pets"))
    file = project / "shop" / "pets.py"
    file.write_text(file.read_text().replace(BELOW, NEVER_SERVED + BELOW))
    lines = file.read_text().splitlines()
    handler = next(number for number, line in enumerate(lines, 1) if line.startswith("def get_pet"))
    settings = {
        "editor.hover.enabled": "on",
        "problems.defaultViewMode": "table",
        # Until the hierarchy is offered at the cursor its keys are those of the menu, which would keep the focus.
        "window.enableMenuBarMnemonics": False,
    }
    with with_our_server(tmp_path, settings) as code:
        seen = play("routes.mjs", code, folder=str(project), file="shop/pets.py", handler=f"{handler}:7")

    assert seen["marks"] == {"information": 1, "warnings": 1}
    said = " ".join(" ".join(row.split()) for row in seen["problems"])
    assert "GET /pets/newest is never served: GET /pets/{pet_id} (shop/pets.py:13)" in said
    assert "DELETE /pets/{pet_id}: no test is known to reach it" in said
    for text in (
        "GET /pets/{pet_id}",
        "2 tests",
        "by a call in the text",
        "tests/test_pets.py::test_get_pet",
    ):
        assert text in seen["hover"]
    assert "test_pets.py" in _joined(seen["followed"])
    assert [_joined(row).startswith(name) for row, name in zip(seen["callers"], TREE, strict=True)] == [
        True
    ] * 3


def _joined(text: str) -> str:
    """Leave out where the page breaks lines and words."""
    return "".join(text.split())
