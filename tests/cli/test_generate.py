"""``generate`` on a real project: what it writes runs, what it cannot write is told, exit codes that tell."""

from __future__ import annotations

import sys

import pytest

from qaagent_lsp.cli.generate import outcome_of
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.source import WorkspacePath
from tests.cli.conftest import Said, Shop

PETS = ("--route", "GET /pets")


def generate(shop: Shop, *argv: str) -> Said:
    return shop("generate", "--python", sys.executable, *argv)


def files_of(shop: Shop) -> set[str]:
    return {file.relative_to(shop.folder).as_posix() for file in shop.folder.rglob("*.*") if file.is_file()}


def test_a_test_is_written_and_run(shop: Shop) -> None:
    before = files_of(shop)
    said = generate(shop, *PETS, "--format", "json")
    (file,) = said.json["files"]
    assert (said.code, said.json["outcome"], file["outcome"], file["framework"]) == (
        0,
        "passed",
        "passed",
        "pytest",
    )
    assert file["routes"] == [{"method": "GET", "path": "/pets"}]
    text = (shop.folder / file["file"]).read_text()
    assert 'client.get("/pets")' in text
    assert {name for name in files_of(shop) - before if name.endswith(".py")} == {file["file"]}


def test_routes_may_be_several(shop: Shop) -> None:
    rows = generate(shop, *PETS, "--route", "POST /orders", "--dry-run", "--format", "json").json
    routes = [route for file in rows["files"] for route in file["routes"]]
    assert sorted(route["path"] for route in routes) == ["/orders", "/pets"]


def test_a_dry_run_shows_the_text_and_writes_nothing(shop: Shop) -> None:
    before = files_of(shop)
    said = generate(shop, *PETS, "--framework", "behave", "--dry-run")
    assert said.code == 0
    assert "──── features/pets.feature\nFeature: Pets API\n" in said.out
    assert "──── features/steps/api_steps.py\n" in said.out
    rows = generate(shop, *PETS, "--framework", "behave", "--dry-run", "--format", "json").json
    (file,) = rows["files"]
    assert (rows["dry_run"], file["outcome"], file["text"].startswith("Feature: Pets API")) == (
        True,
        "not-run",
        True,
    )
    assert [one["file"] for one in file["companions"]] == ["features/steps/api_steps.py"]
    assert {name for name in files_of(shop) - before if not name.endswith(".pyc")} == set()


def test_routes_that_have_tests_need_none(shop: Shop) -> None:
    assert (generate(shop, "--untested").code, generate(shop, "--untested").out) == (
        0,
        "Every route has a test.\n",
    )
    assert generate(shop, "--untested", "--format", "json").json["files"] == []


def test_a_folder_without_routes_is_not_said_to_be_tested(shop: Shop) -> None:
    (shop.folder / "empty").mkdir()
    said = generate(shop, "--untested", "--workspace", "empty")
    assert (said.code, said.out) == (0, "No routes found.\n")
    assert "--observe MODULE:APP" in said.err


def test_routes_without_tests_are_taken_by_their_risk(shop: Shop) -> None:
    for file in (shop.folder / "tests").glob("test_*.py"):
        file.unlink()
    (shop.folder / "tests" / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    said = generate(shop, "--untested", "--limit", "1", "--format", "json")
    (file,) = said.json["files"]
    assert file["routes"] == [{"method": "POST", "path": "/orders"}]


def test_an_unknown_route_is_refused_with_the_nearest(shop: Shop) -> None:
    said = generate(shop, "--route", "GET /petz", "--format", "json")
    assert (said.code, said.json["outcome"], said.json["error"]["kind"]) == (2, "refused", "unknown-route")
    assert "GET /pets" in said.json["error"]["hint"]


def test_a_tool_that_the_project_has_not_is_refused(shop: Shop) -> None:
    said = generate(shop, *PETS, "--framework", "playwright", "--format", "json")
    assert (said.code, said.json["error"]["kind"]) == (2, "nothing-to-write")


@pytest.mark.parametrize(
    "argv",
    [
        (),
        (*PETS, "--untested"),
        ("--untested", "--in", "app/pets.py"),
        (*PETS, "--limit", "1"),
        (*PETS, "--framework", "rspec"),
    ],
)
def test_requests_that_make_no_sense(shop: Shop, argv: tuple[str, ...]) -> None:
    assert generate(shop, *argv).code == 2


def test_the_worst_file_decides() -> None:
    files = [Authored(WorkspacePath("a"), "pytest", (), outcome) for outcome in ("passed", "failed")]
    assert outcome_of(files) == "failed"
    assert outcome_of([*files, Authored(WorkspacePath("b"), "pytest", ())]) == "not-run"
