"""``tools.perf``: how much load Locust makes, on what, and how slow an answer may be."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from qaagent_lsp.config.inline_tool import InlineTool
from qaagent_lsp.config.section import Amount, Seconds, Section, Share, no_truth_value

Rate = Annotated[float, Field(gt=0, allow_inf_nan=False), BeforeValidator(no_truth_value)]
Method = Literal["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]


class RouteThresholds(Section):
    """What holds for one route, instead of what holds for all."""

    p95: Seconds | None = None
    """Seconds within which 95 of 100 answers must have come."""

    error_rate: Share | None = None
    """Share of the requests that may fail, from 0 to 1."""


class Thresholds(Section):
    """What makes the run red."""

    p95: Seconds | None = None
    """Seconds within which 95 of 100 answers of a route must have come. `null`: no limit."""

    error_rate: Share = 0.0
    """Share of the requests of a route that may fail, from 0 to 1."""

    routes: dict[str, RouteThresholds] = Field(default_factory=dict)
    """What holds for single routes, by their names: `GET /pets/{pet_id}`."""


class Perf(InlineTool):
    """Puts load on the routes, by Locust."""

    users: Amount = 5
    """How many users there are at once."""

    spawn_rate: Rate = 2.0
    """How many users come in a second, until all are there."""

    run_time: Seconds = 15.0
    """Seconds that the load lasts."""

    locustfile: str | None = None
    """The locustfile; relative to the configuration file. `null`: `perf/locustfile.py`, else one is written."""

    methods: tuple[Method, ...] = ("GET",)
    """Methods that a locustfile of ours sends. Others than `GET` change what the server holds."""

    parameters: dict[str, str] = Field(default_factory=dict)
    """Values of path parameters, by their names, for a locustfile of ours."""

    thresholds: Thresholds = Field(default_factory=Thresholds)
    """What makes the run red."""

    remote: bool = False
    """Whether load may be put on a server outside of this machine and its network."""
