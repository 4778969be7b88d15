from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.cli.workspace import Place, existing_folder, inside, is_part, named_test, place_of
from qaagent_lsp.model.errors import UnknownPath
from qaagent_lsp.model.source import WorkspacePath


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path.resolve() / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "pets.py").touch()
    monkeypatch.chdir(folder)
    return folder


def place(folder: Path, part: str = "") -> Place:
    return Place(folder, WorkspacePath(part))


def test_nothing_given_is_here(project: Path) -> None:
    assert place_of(None, None) == place(project)


def test_a_folder_is_the_workspace(project: Path) -> None:
    assert place_of(Path("app"), None) == place(project / "app")


def test_a_file_below_here_is_a_part_of_here(project: Path) -> None:
    assert place_of(Path("app/pets.py"), None) == place(project, "app/pets.py")


def test_a_file_elsewhere_is_a_part_of_its_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.parent.parent)
    (project.parent / "elsewhere").mkdir()
    monkeypatch.chdir(project.parent / "elsewhere")
    assert place_of(project / "app" / "pets.py", None) == place(project / "app", "pets.py")


def test_a_workspace_makes_the_path_a_part_of_it(project: Path) -> None:
    assert place_of(Path("app"), project) == place(project, "app")
    assert place_of(None, project) == place(project)


def test_what_is_not_there_is_refused(project: Path) -> None:
    with pytest.raises(UnknownPath, match="no file or folder gone"):
        place_of(Path("gone"), None)
    with pytest.raises(UnknownPath, match="no folder gone"):
        existing_folder(Path("gone"))
    with pytest.raises(UnknownPath, match="no folder"):
        existing_folder(project / "app" / "pets.py")


@pytest.mark.parametrize("text", ["app/pets.py", "./app/pets.py", "app/../app/pets.py"])
def test_a_path_is_named_as_the_workspace_names_it(text: str, project: Path) -> None:
    assert inside(project, text) == "app/pets.py"


def test_a_path_may_be_absolute_or_relative_to_here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "app")
    assert inside(project, str(project / "app" / "pets.py")) == "app/pets.py"
    assert inside(project, "pets.py") == "app/pets.py"
    assert inside(project, ".") == ""


def test_a_link_inside_the_workspace_keeps_its_name(project: Path, tmp_path: Path) -> None:
    (tmp_path / "shared.py").touch()
    (project / "shared.py").symlink_to(tmp_path / "shared.py")
    assert inside(project, "shared.py") == "shared.py"


def test_a_path_outside_is_refused(project: Path) -> None:
    with pytest.raises(UnknownPath, match="outside the workspace"):
        inside(project, "..")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pets.py::test_a[x/y::z]", "app/pets.py::test_a[x/y::z]"),
        ("app/pets.py", "app/pets.py"),
        ("gone.py::test_a", "gone.py::test_a"),
    ],
)
def test_test_ids(text: str, expected: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "app")
    assert named_test(project, text) == expected


@pytest.mark.parametrize(
    ("file", "part", "expected"),
    [("a/b.py", "", True), ("a/b.py", "a", True), ("a/b.py", "a/b.py", True), ("ab/c.py", "a", False)],
)
def test_parts(file: str, part: str, expected: bool) -> None:
    assert is_part(WorkspacePath(file), WorkspacePath(part)) is expected
