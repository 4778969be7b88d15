"""How risky a route is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath

Band = Literal["P0", "P1", "P2", "P3"]
"""P0 from a score of 80 on, P1 from 65, P2 from 50, P3 below: the bands of the original."""


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One reason. ``weight`` is what it adds to the score."""

    name: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class RouteRisk:
    """A route with its score (0 to 100) and the factors that make it, heaviest first. ``file`` tells apps apart."""

    key: RouteKey
    file: WorkspacePath
    score: float
    band: Band
    factors: tuple[RiskFactor, ...]

    @property
    def reason(self) -> str:
        """All reasons in one phrase."""
        return "; ".join(factor.reason for factor in self.factors)
