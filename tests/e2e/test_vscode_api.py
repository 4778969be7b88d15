"""What the extension brings to VS Code, asked through VS Code's own API inside its extension host."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.editors import CLIENT, SCRIPTS, play, vs_code

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
GOOD, BAD = "name_of(pet_id)}", "name_off(pet_id)}"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the story of ``vscode/api/index.js`` saw."""
    base = tmp_path_factory.mktemp("api")
    project = base / "pets"
    shutil.copytree(PETS, project)
    home = base / "home"
    home.mkdir()
    script = base / "story.json"
    seen = base / "seen.json"
    what = {"file": "shop/pets.py", "path": "/pets/{pet_id}", "good": GOOD, "bad": BAD, "seen": str(seen)}
    script.write_text(json.dumps(what))
    settings = {
        "qaagent.server.path": str(Path(sys.executable).with_name("qaagent-lsp")),
        "qaagent.python": sys.executable,
    }
    env = {"QAAGENT_STORY": str(script), "QAAGENT_RUNS_DIR": str(base / "runs")}
    with vs_code(home, settings=settings, env=env, api=True) as code:
        ending = play("api.mjs", code, folder=str(project), suite=str(SCRIPTS / "api"))
    assert ending["code"] == 0, ending["log"][-1]
    found: dict[str, Any] = json.loads(seen.read_text())
    return found


def test_every_contributed_command_exists(told: dict[str, Any]) -> None:
    manifest = json.loads((CLIENT / "package.json").read_text())
    contributed = {command["command"] for command in manifest["contributes"]["commands"]}
    assert contributed <= set(told["commands"])


def test_routes_and_symbols(told: dict[str, Any]) -> None:
    assert {(row["method"], row["path"]) for row in told["routes"]} >= {
        ("GET", "/pets/"),
        ("GET", "/pets/{pet_id}"),
    }
    assert "GET /pets/{pet_id}" in told["symbols"]
    assert any(title.startswith("▶") for title in told["lenses"])


def test_the_ways_between_routes_and_tests(told: dict[str, Any]) -> None:
    ways = told["ways"]
    assert ways["references"] == ["pets.py:13", "test_pets.py:14", "test_pets.py:19"]
    assert ways["elsewhere"] == []
    assert ways["symbols"] == ["GET /pets/", "GET /pets/{pet_id}", "DELETE /pets/{pet_id}"]
    assert ways["untested"] == ["DELETE /pets/{pet_id}: no test is known to reach it (Information)"]
    assert ways["definition"] == ["pets.py:9"]


def test_the_call_hierarchy_is_offered_where_it_is_ours_and_only_there(told: dict[str, Any]) -> None:
    ways = told["ways"]
    assert ways["othersBefore"] == ["of another"]
    assert ways["item"] == "GET /pets/{pet_id} | shop.pets.get_pet · 2 tests"
    assert ways["incoming"] == ["test_get_pet:15", "test_unknown_pet:20"]
    assert ways["outgoing"] == ["GET /pets/{pet_id}"]


def test_the_typed_bug_is_saved_before_the_run(told: dict[str, Any]) -> None:
    assert (told["dirtyBefore"], told["dirtyAfter"]) == (True, False)
    assert set(told["answer"]) == {"runId"}


def test_both_kinds_of_diagnostics(told: dict[str, Any]) -> None:
    errors = [found for found in told["red"] if found["severity"] == "Error"]
    warnings = [found for found in told["red"] if found["severity"] == "Warning"]
    assert [found["text"] for found in errors] == ["name_off"]
    assert "name_off" in errors[0]["message"]
    assert any("tests/test_pets.py" in place for place in errors[0]["related"])
    assert warnings
    assert all(found["related"] for found in warnings)


def test_hover_and_actions(told: dict[str, Any]) -> None:
    assert "GET /pets/{pet_id}" in told["hover"]
    assert "Run the tests of GET /pets/{pet_id}" in told["actions"]
    assert any(title.startswith("Go to test tests/test_pets.py") for title in told["actions"])


def test_runs_are_kept_and_shown(told: dict[str, Any]) -> None:
    assert told["run"]["outcome"] == "failed"
    assert told["run"]["run_id"] == told["answer"]["runId"]
    assert told["runs"] == ["passed", "failed"]
    assert told["refused"] is None, "a refusal is shown, not thrown at the caller"


def test_the_server_restarts_on_demand_and_after_a_crash(told: dict[str, Any]) -> None:
    assert told["restarted"]["others"] == [], "one server, never two"
    assert told["restarted"]["verdicts"] >= 1, "results survive a restart"
    assert told["revived"]["verdicts"] >= 1
