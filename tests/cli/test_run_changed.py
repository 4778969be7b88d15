"""``run --changed`` on a real checkout, with the real tools."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Said, Shop

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
GET = {f"tests/test_pets.py::test_{name}" for name in ("get_pet[1-Ada]", "get_pet[2-Bob]", "unknown_pet")}


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def pets(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shop:
    folder = tmp_path / "pets"
    shutil.copytree(PETS, folder, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    (folder / ".gitignore").write_text("__pycache__/\n.pytest_cache/\n")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    monkeypatch.chdir(folder)
    return Shop(folder, capsys)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")


def edit(pets: Shop, file: str, old: str, new: str) -> None:
    path = pets.folder / file
    path.write_text(path.read_text().replace(old, new))


def ran(said: Said) -> set[str]:
    return {case["id"] for case in said.json["cases"]}


def test_a_handler_that_changed_runs_its_tests_only(pets: Shop) -> None:
    edit(pets, "shop/pets.py", "HTTPException(404)", "HTTPException(410)")
    said = pets.run("--changed", "--format", "json")
    assert (said.code, said.json["scope"]) == (1, {"kind": "changed", "since": None})
    assert ran(said) == GET
    assert said.json["counts"] == {"passed": 2, "failed": 1, "error": 0, "skipped": 0}


def test_a_revision_counts_what_was_committed_since(pets: Shop) -> None:
    edit(pets, "shop/main.py", '"ok"', '"fine"')
    commit(pets.folder)
    assert pets.run("--changed").code == 2
    said = pets.run("--format", "json", "--changed", "HEAD~1")
    assert (said.code, said.json["scope"]) == (1, {"kind": "changed", "since": "HEAD~1"})
    assert ran(said) == {"tests/test_health.py::test_health"}


def test_whole_files_are_run_with_all_their_cases(pets: Shop) -> None:
    edit(pets, "shop/store.py", '"Ada"', '"Eve"')
    said = pets.run("--format", "json", "--changed")
    assert said.json["counts"] == {"passed": 3, "failed": 2, "error": 0, "skipped": 0}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["--changed"], "nothing-to-run"),
        (["--changed", "moon"], "unknown-revision"),
        (["--changed", "--failed"], "usage"),
    ],
)
def test_what_cannot_be_run_is_refused(pets: Shop, words: list[str], kind: str) -> None:
    said = pets.run("--format", "json", *words)
    assert (said.code, said.json["outcome"], said.json["error"]["kind"]) == (2, "refused", kind)
    assert said.json["error"]["hint"]
