"""A small shop with planted faults, its routes, and the ground that tools are planned on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.linking.match import RouteMatcher
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool
from qaagent_lsp.tools.ground import Available, Ground
from tests.discovery.tables import table

PLANTED = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_planted"
PROBES = Path(__file__).parents[2] / "qaagent_lsp" / "probes"

FOLDER = "/work/shop"
ARTIFACTS = "/runs/1/artifacts/tool"
PYTHON = "/work/shop/.venv/bin/python"
ALL = Available(
    python=PYTHON,
    modules={"schemathesis": "4.32.5", "locust": "2.47.0"},
    commands={},
)


def planted_routes() -> tuple[Route, ...]:
    """The routes of the shop, as they are read from its files."""
    return table({"shop/main.py": (PLANTED / "shop" / "main.py").read_text("utf-8")}).routes


def ground(
    *, available: Available = ALL, config: Mapping[str, object] | None = None, **changes: object
) -> Ground:
    """A ground on which everything is there; ``config`` is what stands below ``tools``."""
    routes = planted_routes()
    made = Ground(
        folder=FOLDER,
        artifacts=ARTIFACTS,
        base_url="http://127.0.0.1:8000",
        config=Tools.model_validate(config or {}),
        available=available,
        routes=routes,
        document="http://127.0.0.1:8000/openapi.json",
        probes="/qaagent/probes",
        route_of=RouteMatcher(routes).find,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # named by the caller


def planned(tool: PlannedTool | SkippedTool) -> PlannedTool:
    """What is not skipped."""
    assert isinstance(tool, PlannedTool), tool
    return tool


def skipped(tool: PlannedTool | SkippedTool) -> str:
    """Why a tool is skipped."""
    assert isinstance(tool, SkippedTool), tool
    return tool.why


def ended(
    tool: PlannedTool,
    files: Mapping[str, bytes] | None = None,
    *,
    code: int = 0,
    output: str = "",
    ending: Literal["exited", "timeout", "cancelled"] = "exited",
) -> tuple[EndedCall, ...]:
    """The end of a tool's only call; ``files`` are results by their names in its folder."""
    found = {f"{ARTIFACTS}/{name}": content for name, content in (files or {}).items()}
    return (EndedCall(tool.calls[0], code, 12.5, ending, output, found),)
