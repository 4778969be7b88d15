"""Imports lead to files of the workspace."""

from __future__ import annotations

from qaagent_lsp.authoring.imported import imported_files, module_name
from qaagent_lsp.model.source import WorkspacePath

FILES = [
    WorkspacePath(name)
    for name in (
        "app/main.py",
        "app/deps.py",
        "app/routers/__init__.py",
        "app/routers/pets.py",
        "src/shop/db.py",
    )
]


def test_relative_and_absolute_imports() -> None:
    text = (
        "import os\nfrom ..deps import token\nfrom . import users\nfrom shop.db import get\nimport app.main\n"
    )
    assert imported_files(text, WorkspacePath("app/routers/pets.py"), FILES) == (
        "app/deps.py",
        "app/routers/__init__.py",
        "src/shop/db.py",
        "app/main.py",
    )


def test_modules_of_a_package() -> None:
    text = "from .routers import pets\n"
    assert imported_files(text, WorkspacePath("app/main.py"), FILES) == (
        "app/routers/pets.py",
        "app/routers/__init__.py",
    )


def test_what_is_no_python_imports_nothing() -> None:
    assert imported_files("import (", WorkspacePath("a.py"), FILES) == ()


def test_the_module_of_a_file_is_as_its_handlers_are_named() -> None:
    file = WorkspacePath("services/shop/app/pets.py")
    assert module_name("app.pets.Pets.get", file) == "app.pets"
    assert module_name("other.get", file) == ""
    assert module_name("flaskr.create_app.<locals>.hello", WorkspacePath("flaskr/__init__.py")) == "flaskr"
