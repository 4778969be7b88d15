"""A route of three tools in real VS Code: a click, red in five files; a fix, a click, green."""

from __future__ import annotations

import os
from pathlib import Path

from tests.e2e.editors import play, vs_code
from tests.e2e.test_vscode_flaskr import runs_of
from tests.e2e.three_tools import three_tools_project

GOOD = 'return {"name": PETS[pet_id]}'
MARKED = (
    ("expect(received).toEqual(expected)", "e2e/pets.spec.ts[Ln 6, Col 33]"),
    ('AssertionError: {"name":"ADA"}', "features/pets.feature[Ln 9, Col 5]"),
    ('2 rows: AssertionError: {"name":"BOB"}, …', "features/pets.feature[Ln 13, Col 5]"),
    ('AssertionError: {"name":"ADA"}', "features/steps/pets_steps.py[Ln 11, Col 12]"),
    ("AssertionError: assert {'name': 'ADA'} == {'name': 'Ada'}", "tests/test_pets.py[Ln 16, Col 5]"),
    ("GET /pets/{pet_id}: 5 of 5 tests fail", "shop/pets.py[Ln 13, "),
)
# One line a problem, so that all of them are in view.
SETTINGS = {"problems.defaultViewMode": "table"}
BAD = 'return {"name": PETS[pet_id].upper()}'


def test_a_route_of_three_tools(tmp_path: Path) -> None:
    project = three_tools_project(tmp_path / "pets")
    handler = project / "shop" / "pets.py"
    good = handler.read_text()
    assert good.count(GOOD) == 1
    handler.write_text(good.replace(GOOD, BAD))
    line = handler.read_text().splitlines().index(f"    {BAD}") + 1
    home = tmp_path / "home"
    home.mkdir()

    runs = {"QAAGENT_RUNS_DIR": os.environ["QAAGENT_RUNS_DIR"]}
    with vs_code(home, settings=SETTINGS, env=runs) as code:
        seen = play("three_tools.mjs", code, folder=str(project), file="shop/pets.py", line=line, text=GOOD)

    red, feature, green = seen["red"], seen["feature"], seen["green"]
    assert "6 failed" in red["status"]
    assert red["warnings"] == 1
    shown = [" ".join(row.split()) for row in red["problems"]]
    for message, place in MARKED:
        assert [row for row in shown if message in row and place in row], f"{message} at {place}: {shown}"
    lenses = [" ".join(lens.split()) for lens in feature["lenses"]]
    assert feature["errors"] == 2
    assert lenses == [
        "▶ 4 tests | ✗ 3/4 · just now",
        "▶ run test | ○ not run",
        "▶ run test | ✗ 1/1 · just now",
        "▶ 2 tests | ✗ 2/2 · just now",
        "▶ run test | ✗ 1/1 · just now",
        "▶ run test | ✗ 1/1 · just now",
    ]
    assert "6 passed" in green["status"]
    assert green["errors"] == 0
    assert handler.read_text() == good
    newest, oldest = runs_of(project)
    assert [oldest["outcome"], newest["outcome"]] == ["failed", "passed"]
    assert oldest["scope"] == newest["scope"]
    assert (oldest["scope"]["kind"], oldest["scope"]["path"]) == ("route", "/pets/{pet_id}")
