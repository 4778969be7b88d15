"""A route's risk."""

from __future__ import annotations

from qaagent_lsp.model.risk import RiskFactor, RouteRisk
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath


def test_the_reason_names_every_factor() -> None:
    factors = (RiskFactor("mutation", 40, "changes data"), RiskFactor("untested", 30, "no tests"))
    risk = RouteRisk(RouteKey("POST", "/pets"), WorkspacePath("app.py"), 70, "P1", factors)
    assert risk.reason == "changes data; no tests"
