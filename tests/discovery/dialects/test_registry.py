from __future__ import annotations

from typing import get_args

import pytest

from qaagent_lsp.discovery.dialects.registry import LOOSE, RULES
from qaagent_lsp.discovery.evaluation.values import APPS, RouterKind
from tests.discovery.tables import table


def test_every_kind_of_app_and_router_has_its_rules() -> None:
    assert set(RULES) == set(
        get_args(RouterKind.__value__ if hasattr(RouterKind, "__value__") else RouterKind)
    )


def test_what_is_taken_for_a_router_that_cannot_be_followed_is_an_app() -> None:
    assert set(LOOSE.values()) <= APPS


@pytest.mark.parametrize(
    ("package", "adding"),
    [
        ("flask", "app.add_url_rule('/x', view_func=x)"),
        ("fastapi", "app.add_api_route('/x', x)"),
    ],
)
def test_what_a_plugin_adds_to_an_app_that_nobody_hands_it(package: str, adding: str) -> None:
    (route,) = table(f"import {package}\ndef x(): ...\ndef load(app):\n    {adding}\n").routes
    assert (str(route.key), route.app, route.confidence) == ("GET /x", None, 0.5)
    assert route.reason == "the app or router of this route could not be found"
