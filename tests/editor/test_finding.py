from __future__ import annotations

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.finding import Levels


def test_levels_are_those_of_the_settings_where_nothing_is_set() -> None:
    settings, levels = Settings(), Levels()
    assert (levels.tests, levels.routes) == (settings.test_diagnostics, settings.route_diagnostics)
    assert (levels.untested, levels.hidden) == (settings.untested_routes, settings.hidden_routes)
    assert levels.openapi == settings.openapi_diagnostics
    assert (levels.hidden, levels.unknown) == (settings.hidden_routes, settings.unknown_routes)
    assert (levels.drift, levels.unexercised) == (settings.contract_drift, settings.unexercised_responses)
