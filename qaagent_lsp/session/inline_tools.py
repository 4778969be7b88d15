"""Which inline tools a project has, in which versions: what ``plan-run`` would start. Blocks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.host.interpreter import without_our_own
from qaagent_lsp.host.node_packages import node_side
from qaagent_lsp.host.python_packages import PythonPackages
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.source import WORKSPACE_FOLDER
from qaagent_lsp.model.tool import TOOLS, ToolName
from qaagent_lsp.session.planning import Toolbox
from qaagent_lsp.session.rules import Rulebook
from qaagent_lsp.tools.ground import Available

_BROUGHT_BY: Mapping[ToolName, tuple[str, ...]] = {
    "schemathesis": ("schemathesis",),
    "ui": ("pytest-playwright", "@playwright/test"),
    "a11y": ("axe-core", "axe-playwright-python", "axe-core-python"),
    "lighthouse": ("lighthouse",),
    "perf": ("locust",),
}
"""Distributions and npm packages that bring a tool, the preferred one first."""


@dataclass(frozen=True, slots=True)
class InlineTool:
    """An inline tool and what brings it: ``locust 2.47.0``; ``""`` where nothing does.

    ``enabled`` is what the configuration says.
    ``browser`` is the Chromium that it would use, for tools that need one; ``""`` for others, and where there is none.
    """

    name: ToolName
    enabled: bool
    brought_by: str = ""
    browser: str = ""


def available_to(rulebook: Rulebook, toolbox: Toolbox, env: Mapping[str, str]) -> Available:
    """Look at the project's interpreter and Node for what inline tools need; ``env`` is what a run adds."""
    folder, settings = rulebook.folder, rulebook.settings
    environ = {**without_our_own(os.environ), **env}
    python: Path | None = None
    why_not = ""
    try:
        python = toolbox.pythons.path_of(folder, settings)
    except ToolMissing as missing:
        why_not = f"{missing.message} {missing.hint}".strip()
    of_python = PythonPackages().side(python, cwd=folder, environ=environ, why_not=why_not)
    of_node = node_side(folder, folder, wish=settings.node, environ=environ)
    return replace(
        of_node,
        python=of_python.python,
        modules=of_python.modules,
        commands={**of_node.commands, **of_python.commands},
        why_no_python=of_python.why_no_python,
    )


def inline_tools(rulebook: Rulebook, available: Available) -> tuple[InlineTool, ...]:
    """Say of every inline tool whether it is wanted and what brings it."""
    configured = rulebook.nearest(WORKSPACE_FOLDER)
    wanted = configured.profile.tools if configured else Tools()
    needs_browser = {"ui", "a11y", "lighthouse"}
    return tuple(
        InlineTool(
            name,
            getattr(wanted, name).enabled,
            _brought_by(name, available),
            (available.browser or "") if name in needs_browser else "",
        )
        for name in TOOLS
    )


def _brought_by(name: ToolName, available: Available) -> str:
    for package in _BROUGHT_BY[name]:
        if package in available.modules:
            return f"{package} {available.modules[package]}"
        if package in available.packages:
            return f"{package} {available.packages[package].version}"
        if package in available.commands:
            return f"{package} at {available.commands[package]}"
    return ""
