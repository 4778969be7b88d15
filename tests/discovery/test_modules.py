from __future__ import annotations

import pytest

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.modules import (
    Layout,
    find_module,
    holds_tests,
    layout_of,
    may_show_layout,
    module_name,
)
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source


def layout(files: dict[str, str]) -> Layout:
    sources = [source(text, file) for file, text in files.items()]
    return layout_of({item.file: facts_of(item) for item in sources}, ())


MONOREPO = {
    "backend/app/__init__.py": "",
    "backend/app/main.py": "from app.api import users\nfrom . import core\n",
    "backend/app/core.py": "",
    "backend/app/api/__init__.py": "",
    "backend/app/api/users.py": "",
    "other/app/__init__.py": "",
    "other/app/core.py": "",
    "src/pkg/__init__.py": "",
    "src/pkg/web.py": "",
    "scripts/run.py": "import helper, json\n",
    "scripts/helper.py": "",
    "scripts/fastapi.py": "",
    "ninja/__init__.py": "",
    "examples/aiohttp/web.py": "",
    "app/json.py": "",
}


@pytest.mark.parametrize(
    ("importer", "module", "level", "expected"),
    [
        ("backend/app/main.py", "app.api.users", 0, "backend/app/api/users"),
        ("other/app/x.py", "app.core", 0, "other/app/core"),
        ("backend/app/main.py", "", 1, "backend/app"),
        ("backend/app/api/users.py", "core", 2, "backend/app/core"),
        ("backend/app/api/__init__.py", "users", 1, "backend/app/api/users"),
        ("tests/test_x.py", "pkg.web", 0, "src/pkg/web"),
        ("scripts/run.py", "helper", 0, "scripts/helper"),
        ("scripts/run.py", "fastapi", 0, None),
        ("other/app/core.py", "ninja", 0, None),
        ("other/app/core.py", "aiohttp.web", 0, None),
        ("backend/app/main.py", "nowhere", 0, None),
        ("backend/app/main.py", "nowhere", 1, None),
    ],
)
def test_which_module_an_import_means(importer: str, module: str, level: int, expected: str | None) -> None:
    assert find_module(layout(MONOREPO), WorkspacePath(importer), module, level) == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("backend/app/main.py", "app.main"),
        ("backend/app/api/__init__.py", "app.api"),
        ("src/pkg/web.py", "pkg.web"),
        ("scripts/run.py", "run"),
    ],
)
def test_what_a_module_is_called(file: str, expected: str) -> None:
    assert module_name(layout(MONOREPO), WorkspacePath(file)) == expected


def test_a_folder_without_init_is_a_package_when_it_is_imported_as_one() -> None:
    files = {"docs/app/main.py": "", "tests/test_main.py": "from docs.app.main import app\n"}
    assert module_name(layout(files), WorkspacePath("docs/app/main.py")) == "docs.app.main"


def test_a_folder_called_like_a_library_is_not_taken_for_it() -> None:
    files = {"docs/redis/main.py": "import redis.asyncio\nimport docs.redis.main\n"}
    assert module_name(layout(files), WorkspacePath("docs/redis/main.py")) == "docs.redis.main"


@pytest.mark.parametrize(
    ("file", "tests"),
    [("tests/test_x.py", True), ("x_test.py", True), ("conftest.py", True), ("app/testing.py", False)],
)
def test_files_of_tests(file: str, tests: bool) -> None:
    assert holds_tests(WorkspacePath(file)) is tests


def test_only_imports_of_what_may_be_of_the_workspace_show_its_layout() -> None:
    found = layout({"app/main.py": "", "app/users.py": ""})
    assert not may_show_layout(found, "json", 0)
    assert not may_show_layout(found, "fastapi.routing", 0)
    assert may_show_layout(found, "backend.app.users", 0)
    assert may_show_layout(found, "anything", 1)
