from __future__ import annotations

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.finding import Levels


def test_levels_are_those_of_the_settings_where_nothing_is_set() -> None:
    settings = Settings()
    assert Levels() == Levels(
        settings.test_diagnostics,
        settings.route_diagnostics,
        settings.untested_routes,
        settings.openapi_diagnostics,
        settings.contract_drift,
        settings.unexercised_responses,
    )
