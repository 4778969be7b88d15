"""New files of tests stand beside those that are there."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.places import file_for, folder_for
from qaagent_lsp.model.source import WorkspacePath


def paths(*names: str) -> list[WorkspacePath]:
    return [WorkspacePath(name) for name in names]


@pytest.mark.parametrize(
    ("root", "configured", "linked", "tests", "conftests", "folder"),
    [
        ("", "qa", ["tests/test_a.py"], ["tests/test_a.py"], [], "qa"),
        ("", None, ["tests/api/test_a.py"], ["tests/test_b.py", "tests/test_c.py"], [], "tests/api"),
        ("", None, [], ["tests/test_b.py", "tests/pets/test_c.py"], [], "tests/pets"),
        ("", None, [], [], ["conftest.py", "checks/conftest.py"], "checks"),
        ("", None, [], [], ["conftest.py"], "tests"),
        ("services/a", None, [], [], [], "services/a/tests"),
        ("", None, ["tests/ui/test_a.py"], ["tests/ui/test_a.py"], ["tests/ui/conftest.py"], "tests"),
        ("", None, [], ["tests/e2e/pets/test_a.py", "tests/api/test_b.py"], [], "tests/api"),
    ],
)
def test_the_folder(
    root: str, configured: str | None, linked: list[str], tests: list[str], conftests: list[str], folder: str
) -> None:
    found = folder_for(
        WorkspacePath("app/pets/routes.py"),
        WorkspacePath(root),
        configured=None if configured is None else WorkspacePath(configured),
        linked=paths(*linked),
        tests=paths(*tests),
        conftests=paths(*conftests),
    )
    assert found == folder


@pytest.mark.parametrize(
    ("handler", "patterns", "taken", "file"),
    [
        ("app/pets.py", ("test_*.py", "*_test.py"), set(), "tests/test_pets_routes.py"),
        ("app/pets/routes.py", ("test_*.py",), set(), "tests/test_pets_routes_routes.py"),
        ("shop/__init__.py", ("test_*.py",), set(), "tests/test_shop_routes.py"),
        ("main.py", ("test_*.py",), set(), "tests/test_main_routes.py"),
        ("app/pets.py", ("*_test.py",), set(), "tests/pets_routes_test.py"),
        ("app/pets.py", ("check_*.py",), set(), "tests/check_pets_routes.py"),
        ("app/pets.py", ("test_*.py",), {"test_pets_routes.py"}, "tests/test_app_pets_routes.py"),
        ("pets.py", ("test_*.py",), {"test_pets_routes.py"}, "tests/test_pets_routes.py"),
    ],
)
def test_the_name(handler: str, patterns: tuple[str, ...], taken: set[str], file: str) -> None:
    assert file_for(WorkspacePath(handler), WorkspacePath("tests"), patterns, taken) == file
