"""From real changes of a real checkout to the tests they may concern."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.change import Changes
from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.scope import ChangedScope, ChosenTests, Selection
from qaagent_lsp.session.changes import changed_selection, ground_of
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.picture import static_picture

PETS = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_fastapi"
LIST, GET, UNKNOWN = (f"tests/test_pets.py::test_{name}" for name in ("list_pets", "get_pet", "unknown_pet"))


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    shutil.copytree(PETS, folder, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    (folder / ".gitignore").write_text("__pycache__/\n")
    (folder / "README.md").write_text("Pets\n")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def selected(folder: Path, since: str | None = None) -> Selection:
    index = build(folder, {}, (), Index())
    return changed_selection(
        ChangedScope(since), folder, static_picture(index, Observed(), Linker()), index, ()
    )


def ids(selection: Selection) -> list[str]:
    return [one.id for part in selection.parts if isinstance(part, ChosenTests) for one in part.tests]


def test_a_handler_runs_the_tests_of_its_routes(folder: Path) -> None:
    replace(folder / "shop" / "pets.py", "HTTPException(404)", "HTTPException(410)")
    assert ids(selected(folder)) == [GET, UNKNOWN]


def test_what_is_shared_runs_all_that_loads_it(folder: Path) -> None:
    replace(folder / "shop" / "store.py", "PETS[pet_id]", "PETS.get(pet_id)")
    assert ids(selected(folder)) == ["tests/test_health.py", "tests/test_pets.py"]


def test_a_conftest_and_what_configuration_loads_concern_all_tests_below(folder: Path) -> None:
    (folder / "tests" / "inner").mkdir()
    (folder / "tests" / "inner" / "test_inner.py").write_text("def test_inner(): pass\n")
    (folder / "tests" / "inner" / "conftest.py").write_text("import plugin\n")
    (folder / "plugin.py").write_text("p = 1\n")
    (folder / "named.py").write_text("n = 1\n")
    replace(folder / "pyproject.toml", 'testpaths = ["tests"]', 'testpaths = ["tests"]\naddopts = "-p named"')
    commit(folder)
    replace(folder / "plugin.py", "1", "2")
    assert ids(selected(folder)) == ["tests/inner/test_inner.py"]
    commit(folder)
    (folder / "tests" / "inner" / "conftest.py").unlink()
    assert ids(selected(folder)) == ["tests/inner/test_inner.py"]
    commit(folder)
    replace(folder / "named.py", "1", "2")
    assert len(ids(selected(folder))) == 3


def test_steps_concern_the_scenarios_of_their_folder(folder: Path) -> None:
    steps = folder / "features" / "steps"
    steps.mkdir(parents=True)
    (folder / "features" / "pets.feature").write_text("Feature: Pets\n  Scenario: One\n    Given a pet\n")
    (steps / "pets.py").write_text("from behave import given\nimport words\n")
    (folder / "words.py").write_text("w = 1\n")
    commit(folder)
    replace(folder / "words.py", "1", "2")
    assert ids(selected(folder)) == ["features/pets.feature"]


def test_a_test_a_new_test_file_and_one_that_cannot_be_read(folder: Path) -> None:
    replace(folder / "tests" / "test_pets.py", '["Ada", "Bob"]', '["Ada"]')
    (folder / "tests" / "test_new.py").write_text("def test_new(): pass\n")
    (folder / "tests" / "test_broken.py").write_text("def test_broken(:\n")
    (folder / "tests" / "test_empty.py").write_text("WORDS = 1\n")
    (folder / "tests" / "test_health.py").unlink()
    selection = selected(folder)
    assert ids(selection) == ["tests/test_broken.py", "tests/test_new.py", LIST]
    assert selection.notes == (
        "tests/test_empty.py changed, and no test is known that it may concern",
        "tests/test_health.py was deleted, and no test is known that it may concern",
    )


def test_a_revision_counts_what_is_committed(folder: Path) -> None:
    replace(folder / "shop" / "main.py", '"ok"', '"fine"')
    commit(folder)
    (folder / "README.md").write_text("More pets\n")
    assert ids(selected(folder, "HEAD~1")) == ["tests/test_health.py::test_health"]
    assert selected(folder, "HEAD~1").notes == ("documents that changed run no test: README.md",)


def test_nothing_changed_is_refused_with_what_was_looked_at(folder: Path) -> None:
    with pytest.raises(NothingToRun, match="nothing changed since the last commit") as refusal:
        selected(folder)
    assert str(folder) in refusal.value.hint
    (folder / "README.md").write_text("More pets\n")
    with pytest.raises(NothingToRun, match="no test is known") as refusal:
        selected(folder)
    assert "README.md" in refusal.value.hint


def test_projects_are_the_folders_that_tools_are_started_in(folder: Path) -> None:
    (folder / "e2e").mkdir()
    (folder / "e2e" / "playwright.config.ts").touch()
    index = build(folder, {}, (), Index())
    ground = ground_of(Changes("x"), folder, static_picture(index, Observed(), Linker()), index, ())
    assert sorted(ground.roots) == ["", "e2e"]
    assert list(ground.playwright_roots) == ["e2e"]
