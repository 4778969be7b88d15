from __future__ import annotations

from typing import get_args

from qaagent_lsp.discovery.dialects.registry import LOOSE, RULES
from qaagent_lsp.discovery.evaluation.values import APPS, RouterKind


def test_every_kind_of_app_and_router_has_its_rules() -> None:
    assert set(RULES) == set(
        get_args(RouterKind.__value__ if hasattr(RouterKind, "__value__") else RouterKind)
    )


def test_what_is_taken_for_a_router_that_cannot_be_followed_is_an_app() -> None:
    assert set(LOOSE.values()) <= APPS
