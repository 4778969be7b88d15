"""Imports and fixtures of a new file."""

from __future__ import annotations

from qaagent_lsp.authoring.case_classes import CaseClass
from qaagent_lsp.authoring.file_head import head_of, import_lines
from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.authoring.project_style import ProjectStyle


def test_a_client_that_is_there_is_used() -> None:
    found = head_of(ProjectStyle("flask", "api_client"), "flask", None)
    assert (found.client, found.fixtures, found.imports, found.trouble) == ("api_client", (), (), "")


def test_a_client_is_made_of_the_app() -> None:
    found = head_of(ProjectStyle("httpx"), "fastapi", "app.main:app")
    assert found.fixtures == (
        "@pytest.fixture\ndef client():\n    with TestClient(app) as client:\n        yield client\n",
    )
    assert import_lines(found.imports, found.own) == [
        "import pytest",
        "from fastapi.testclient import TestClient",
        "",
        "from app.main import app",
    ]


def test_a_factory_is_called() -> None:
    found = head_of(ProjectStyle("flask"), "flask", "shop:create_app()")
    assert found.fixtures == ("@pytest.fixture\ndef client():\n    return create_app().test_client()\n",)


def test_an_app_fixture_gives_a_client() -> None:
    found = head_of(ProjectStyle("flask", app_fixture=True), "flask", None)
    assert found.fixtures == ("@pytest.fixture\ndef client(app):\n    return app.test_client()\n",)


def test_a_class_that_prepares_a_client_lends_it() -> None:
    case = CaseClass("tests.base", "Base", "client")
    found = head_of(ProjectStyle("flask", lender=case), "flask", "shop:create_app()")
    assert found.fixtures == (case.fixture(),)
    assert import_lines(found.imports, found.own) == ["import pytest", "", "from tests.base import Base"]


def test_a_client_of_the_rest_framework_needs_no_app() -> None:
    found = head_of(ProjectStyle("drf"), "django", None)
    assert (found.client, found.trouble) == ("api_client", "")
    assert found.fixtures == ("@pytest.fixture\ndef api_client():\n    return APIClient()\n",)


def test_what_cannot_be_made_is_said() -> None:
    assert (
        head_of(ProjectStyle("httpx"), "fastapi", None).trouble
        == "which app serves it, so no client could be made"
    )
    assert "web:UI.__init__()" in head_of(ProjectStyle("flask"), "flask", "web:UI.__init__()").trouble
    assert "aiohttp" in head_of(ProjectStyle("httpx"), "aiohttp", "app:app").trouble


def test_state_is_put_back_in_place() -> None:
    state = [State("app.db", "ITEMS", "dict"), State("app.db", "NAMES", "list")]
    found = head_of(ProjectStyle("httpx", "client"), "fastapi", None, state)
    assert import_lines(found.imports, found.own) == [
        "import copy",
        "",
        "import pytest",
        "",
        "from app import db",
    ]
    assert found.fixtures[0].splitlines()[3:] == [
        "    before_items = copy.deepcopy(db.ITEMS)",
        "    before_names = copy.deepcopy(db.NAMES)",
        "    yield",
        "    db.ITEMS.clear()",
        "    db.ITEMS.update(before_items)",
        "    db.NAMES[:] = before_names",
    ]


def test_a_module_that_is_called_as_its_app_gets_another_name() -> None:
    found = head_of(ProjectStyle("httpx"), "fastapi", "app:app", [State("app", "DB", "dict")])
    assert import_lines(found.imports, found.own)[-2:] == ["import app as app_module", "from app import app"]
    assert "    app_module.DB.clear()" in found.fixtures[-1].splitlines()
    inner = head_of(ProjectStyle("httpx"), "fastapi", "shop.app:app", [State("shop.app", "DB", "dict")])
    assert "from shop import app as app_module" in import_lines(inner.imports, inner.own)


def test_modules_and_state_of_one_name_are_told_apart() -> None:
    state = [State("app.pets.store", "ITEMS", "dict"), State("app.toys.store", "ITEMS", "list")]
    found = head_of(ProjectStyle("httpx", "client"), "fastapi", None, state)
    assert import_lines(found.imports, found.own)[-2:] == [
        "from app.pets import store",
        "from app.toys import store as toys_store",
    ]
    assert found.fixtures[0].splitlines()[3:] == [
        "    before_store_items = copy.deepcopy(store.ITEMS)",
        "    before_toys_store_items = copy.deepcopy(toys_store.ITEMS)",
        "    yield",
        "    store.ITEMS.clear()",
        "    store.ITEMS.update(before_store_items)",
        "    toys_store.ITEMS[:] = before_toys_store_items",
    ]


def test_imports_are_sorted_as_isort_sorts_them() -> None:
    names = [
        ("app.main", "create"),
        ("app.main", "App"),
        ("unittest.mock", "ANY"),
        ("pytest", ""),
        ("copy", ""),
        ("hypothesis", "strategies as st"),
        ("hypothesis", "given"),
    ]
    assert import_lines(names, ["app"]) == [
        "import copy",
        "from unittest.mock import ANY",
        "",
        "import pytest",
        "from hypothesis import given",
        "from hypothesis import strategies as st",
        "",
        "from app.main import App, create",
    ]
