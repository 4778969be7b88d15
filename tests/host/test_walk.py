from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from qaagent_lsp.host.walk import walk


def make(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def found(folder: Path, *, exclude: tuple[str, ...] = ()) -> list[str]:
    return [file for file, _ in walk(folder, suffixes=(".py",), names=("pytest.ini",), exclude=exclude)]


def test_suffixes_and_names_in_a_stable_order(tmp_path: Path) -> None:
    make(
        tmp_path,
        {"b.py": "", "a/z.py": "", "a/x.txt": "", "pytest.ini": "", "a/pytest.ini": "", "ä/ü.py": ""},
    )
    assert found(tmp_path) == ["b.py", "pytest.ini", "a/pytest.ini", "a/z.py", "ä/ü.py"]


def test_the_status_is_of_the_file(tmp_path: Path) -> None:
    make(tmp_path, {"a.py": "12345"})
    ((_, status),) = walk(tmp_path, suffixes=(".py",))
    assert status.st_size == 5


@pytest.mark.parametrize(
    "name", [".git", ".venv", "venv", "node_modules", "__pycache__", "site-packages", ".tox"]
)
def test_folders_that_are_nobodys_making(tmp_path: Path, name: str) -> None:
    make(tmp_path, {f"{name}/a.py": "", f"x/{name}/b.py": "", "ok.py": ""})
    assert found(tmp_path) == ["ok.py"]


def test_an_environment_of_any_name(tmp_path: Path) -> None:
    make(tmp_path, {"env38/pyvenv.cfg": "", "env38/lib/a.py": "", "ok.py": ""})
    assert found(tmp_path) == ["ok.py"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".gitignore": "build/\n*.gen.py\n"}, ["a.py", "sub/b.py", "sub/deep/c.py"]),
        ({".gitignore": "/a.py\nsub/deep\n"}, ["build/o.py", "sub/b.gen.py", "sub/b.py"]),
        ({".gitignore": "*.py\n!a.py\n"}, ["a.py"]),
        ({".gitignore": "*.py\n", "sub/.gitignore": "!b.py\n"}, ["sub/b.py"]),
        ({"sub/.gitignore": "/b.py\n"}, ["a.py", "build/o.py", "sub/b.gen.py", "sub/deep/c.py"]),
        ({".gitignore": "sub/\n!sub/b.py\n"}, ["a.py", "build/o.py"]),
        ({".gitignore": "# nothing\n\n**/deep/**\n"}, ["a.py", "build/o.py", "sub/b.gen.py", "sub/b.py"]),
    ],
)
def test_what_git_ignores(tmp_path: Path, files: Mapping[str, str], expected: list[str]) -> None:
    make(
        tmp_path,
        {"a.py": "", "build/o.py": "", "sub/b.py": "", "sub/b.gen.py": "", "sub/deep/c.py": "", **files},
    )
    assert found(tmp_path) == expected
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "-co", "--exclude-standard", "*.py"], check=True, capture_output=True
    )
    assert sorted(listed.stdout.decode().split()) == sorted(expected), "git itself says the same"


def test_rules_of_the_repository_above_the_workspace(tmp_path: Path) -> None:
    make(
        tmp_path, {".git/info/exclude": "secret.py\n", ".gitignore": "*.gen.py\n/w/only/\n", "w/a.gen.py": ""}
    )
    make(tmp_path / "w", {"b.py": "", "only/c.py": "", "sub/only/d.py": "", "sub/secret.py": ""})
    assert found(tmp_path / "w") == ["b.py", "sub/only/d.py"]


def test_a_folder_that_was_opened_is_shown_even_if_it_is_ignored(tmp_path: Path) -> None:
    make(tmp_path, {".git/HEAD": "", ".gitignore": "tmp/\n", "tmp/w/a.py": ""})
    assert found(tmp_path / "tmp" / "w") == ["a.py"]


def test_a_repository_inside_has_its_own_rules(tmp_path: Path) -> None:
    make(
        tmp_path,
        {".gitignore": "*.gen.py\n", "sub/.git": "gitdir: elsewhere", "sub/a.gen.py": "", "b.gen.py": ""},
    )
    assert found(tmp_path) == ["sub/a.gen.py"]


def test_excluded_by_setting(tmp_path: Path) -> None:
    make(
        tmp_path,
        {"a.py": "", "legacy/b.py": "", "x/legacy/c.py": "", "x/d_pb2.py": "", ".gitignore": "!d_pb2.py"},
    )
    assert found(tmp_path, exclude=("legacy/", "*_pb2.py")) == ["a.py"]
    assert found(tmp_path, exclude=("/legacy",)) == ["a.py", "x/d_pb2.py", "x/legacy/c.py"]


def test_a_line_that_is_no_pattern_spoils_nothing(tmp_path: Path) -> None:
    make(tmp_path, {".gitignore": "!\n/\n***\n\\\na.py\n", "a.py": "", "b.py": ""})
    assert "a.py" not in found(tmp_path)


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("outside"), {"lib/x.py": "", "lib/deep/y.py": ""})


def test_links(tmp_path: Path, outside: Path) -> None:
    make(tmp_path, {"a/b.py": "", "real.py": ""})
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "same").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "broken.py").symlink_to(tmp_path / "none.py")
    (tmp_path / "file.py").symlink_to(outside / "lib" / "x.py")
    (tmp_path / "lib1").symlink_to(outside / "lib", target_is_directory=True)
    (tmp_path / "lib2").symlink_to(outside / "lib", target_is_directory=True)
    (outside / "lib" / "back").symlink_to(tmp_path, target_is_directory=True)
    (outside / "lib" / "up").symlink_to(outside, target_is_directory=True)
    assert found(tmp_path) == ["file.py", "real.py", "a/b.py", "lib1/x.py", "lib1/deep/y.py"]


def test_a_link_to_a_folder_around_the_workspace_is_not_followed(tmp_path: Path) -> None:
    make(tmp_path, {"w/a.py": "", "other/b.py": ""})
    (tmp_path / "w" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert found(tmp_path / "w") == ["a.py"]


@pytest.fixture
def unreadable(tmp_path: Path) -> Iterator[Path]:
    make(tmp_path, {"a.py": "", "locked/b.py": ""})
    (tmp_path / "locked").chmod(0)
    yield tmp_path
    (tmp_path / "locked").chmod(0o755)


def test_a_folder_that_cannot_be_read(unreadable: Path) -> None:
    # Root reads everything, so there the file shows; what counts is that nothing is raised.
    expected = ["a.py", "locked/b.py"] if os.geteuid() == 0 else ["a.py"]
    assert found(unreadable) == expected


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert found(tmp_path / "none") == []
