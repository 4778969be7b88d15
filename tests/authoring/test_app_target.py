"""Where an app is."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.app_target import AppTarget, target_of


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        ("shop.main:app", AppTarget("shop.main", "app", "app")),
        ("shop:create_app()", AppTarget("shop", "create_app", "create_app()")),
        ("shop:UI.__init__()", None),
        ("shop", None),
        ("", None),
        (None, None),
    ],
)
def test_a_variable_or_a_factory_is_imported(app: str | None, expected: AppTarget | None) -> None:
    assert target_of(app) == expected
