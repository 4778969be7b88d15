from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.route import Route
from qaagent_lsp.tools.served_app import served_routes
from tests.linking.workspace import route

APPS = ("shop.main:app", "shop.admin:app", "services.shop.main:api", None)
ROUTES = [replace(route("GET /items"), app=app) for app in APPS]


def served(command: str) -> list[str | None]:
    rows: list[Route] = list(served_routes(ROUTES, command))
    return [row.app for row in rows]


@pytest.mark.parametrize(
    ("command", "app"),
    [
        ("uvicorn shop.admin:app --port 8000", "shop.admin:app"),
        ("python -m uvicorn --host 127.0.0.1 shop.admin:app", "shop.admin:app"),
        ("gunicorn 'shop.admin:app()' -b 0.0.0.0:80", "shop.admin:app"),
        ("fastapi run shop/admin.py", "shop.admin:app"),
        ("flask --app shop.admin run", "shop.admin:app"),
        ("flask --app=shop.admin run", "shop.admin:app"),
        ("uvicorn --app-dir services/shop main:api", "services.shop.main:api"),
    ],
)
def test_the_app_that_the_command_names(command: str, app: str) -> None:
    assert served(command) == [app, None]


def test_a_module_that_lies_deeper_may_be_meant_as_well() -> None:
    assert served("python main.py") == ["shop.main:app", "services.shop.main:api", None]


@pytest.mark.parametrize("command", ["", "make serve", "uvicorn other.main:app", "npm start", "python 'torn"])
def test_all_where_no_app_is_named(command: str) -> None:
    assert served(command) == list(APPS)
