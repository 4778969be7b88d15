"""``run --changed`` where pytest, Behave and Playwright test one API: a handler, a scenario, step code, a spec."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.command_line import call
from tests.e2e.three_tools import three_tools_project

UNIT = {f"tests/test_pets.py::test_get_pet[{case}]" for case in ("1-Ada", "2-Bob")}
FEATURE = {f"features/pets.feature:{line}" for line in (3, 7, 17, 18)}
OF_ROUTE = UNIT | {f"features/pets.feature:{line}" for line in (7, 17, 18)} | {"e2e/pets.spec.ts:4:3 [api]"}


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, committed, after one run of everything."""
    folder = three_tools_project(tmp_path_factory.mktemp("changed") / "shop")
    ignored = (".venv", "node_modules", "runs/", "cache/", "__pycache__/", ".pytest_cache/", "test-results/")
    (folder / ".gitignore").write_text("\n".join(ignored) + "\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")
    told = call("run", "--runs-dir", "runs", cwd=folder, QAAGENT_CACHE_DIR=str(folder / "cache"))
    assert told.code == 0, told.out + told.err
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("shop/pets.py", "HTTPException(404", "HTTPException(410", OF_ROUTE),
        ("features/pets.feature", 'says "Ada"', 'says "Eve"', {"features/pets.feature:7"}),
        ("features/steps/pets_steps.py", "assert word in", "assert not word or word in", FEATURE),
        ("e2e/pets.spec.ts", "'Ada'", "'Eve'", {"e2e/pets.spec.ts:4:3 [api]"}),
    ],
)
def test_what_a_change_concerns_is_run_by_its_own_tool(
    shop: Path, file: str, old: str, new: str, expected: set[str]
) -> None:
    path = shop / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    try:
        told = call(
            "run",
            "--changed",
            "--runs-dir",
            "runs",
            "--format",
            "json",
            cwd=shop,
            QAAGENT_CACHE_DIR=str(shop / "cache"),
        )
    finally:
        path.write_text(text)
    assert told.code in {0, 1}, told.out + told.err
    assert {case["id"] for case in told.json["cases"]} == expected
