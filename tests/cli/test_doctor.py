from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.cli.doctor import changed_words
from qaagent_lsp.model.tool import TOOLS
from tests.cli.conftest import Shop
from tests.e2e.command_line import call
from tests.e2e.three_tools import three_tools_project


def test_what_would_be_run_and_why(shop: Shop) -> None:
    said = shop("doctor", "--python", sys.executable)
    assert said.code == 0
    for words in (
        f"workspace    {shop.folder}",
        "found        3 routes, 4 tests",
        "configured by  pyproject.toml",
        f"interpreter    {sys.executable}",
        "because        named by the python setting",
        "-m pytest -p qaagent_probe",
        "--changed      goes by",
    ):
        assert words in said.out


def test_for_programs(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QAAGENT_RUNS_DIR", str(tmp_path / "store"))
    report = shop("doctor", "--python", sys.executable, "--format", "json").json
    assert report["runs_root"] == str(tmp_path / "store")
    (project,) = report["projects"]
    assert project["interpreter"]["path"] == sys.executable
    assert project["invocation"]["cwd"] == str(shop.folder)


def test_values_of_variables_that_sound_secret_are_not_told(shop: Shop) -> None:
    (shop.folder / ".env").write_text("API_SECRET_KEY=09d25e094faa\nAPI_ALGORITHM=HS256\n")
    for output in ("table", "json"):
        said = shop("doctor", "--python", sys.executable, "--format", output).out
        assert "09d25e094faa" not in said
        assert "HS256" in said


def test_what_keeps_a_run_from_starting_is_exit_3(shop: Shop) -> None:
    said = shop("doctor", "--python", "gone/python")
    assert said.code == 3
    assert "✗" in said.out
    assert "gone/python" in said.out


def test_each_tool_is_told_with_its_versions(tmp_path: Path) -> None:
    folder = three_tools_project(tmp_path / "pets")
    with (folder / ".qaagent.yaml").open("a") as configuration:
        configuration.write("  retry_count: 2\n  test_timeout: 9\n  resources: [port]\n")
    healthy = call("doctor", cwd=folder)
    assert healthy.code == 0
    for words in ("(pytest)", "(behave)", "(playwright)", ", behave 1.", "Node ", "Playwright 1."):
        assert words in healthy.out
    assert "9 s a test, 2 retries" in healthy.out
    assert "alone with     port" in healthy.out
    (folder / "node_modules").unlink()
    missing = call("doctor", cwd=folder)
    assert missing.code == 3
    assert "@playwright/test is not installed" in missing.out
    assert "-m qaagent_behave" in missing.out


@pytest.mark.parametrize(
    ("python", "words"),
    [
        ("3.9.18", "goes by imports: executed functions are recorded from Python 3.12 on"),
        ("3.11.7", "goes by imports: executed functions are recorded from Python 3.12 on"),
        ("3.12.1", "goes by the functions that each test executed, as every run records them"),
        ("3.13.0rc1", "goes by the functions that each test executed, as every run records them"),
    ],
)
def test_it_says_what_changes_are_judged_by(python: str, words: str) -> None:
    assert changed_words(python) == words


def test_the_tools_of_a_plan_are_told_with_what_brings_them(shop: Shop) -> None:
    (shop.folder / ".qaagent.yaml").write_text("project: {name: shop}\ntools: {perf: {enabled: false}}\n")
    said = shop("doctor", "--python", sys.executable)
    told = said.out.partition("\nplan-run\n")[2].splitlines()
    assert [line.split()[0] for line in told] == list(TOOLS)
    assert told[-1].endswith("switched off in .qaagent.yaml")
    assert [tool["name"] for tool in shop("doctor", "--format", "json").json["inline_tools"]] == list(TOOLS)
