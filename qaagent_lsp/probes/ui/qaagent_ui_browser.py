"""A pytest plugin: where Playwright has no browser of its own, its tests get the one that this machine has.

``QAAGENT_BROWSER`` names it. What a project's ``conftest.py`` says goes before, and so does a browser that Playwright
has installed. Python 3.9 and newer; nothing happens where pytest-playwright is not loaded.
"""

from __future__ import annotations

import os
from typing import Any, Dict

import pytest


class BrowserOfTheMachine:
    """Overrides the fixture of pytest-playwright, below every conftest."""

    @pytest.fixture(scope="session")
    def browser_type_launch_args(
        self, browser_type_launch_args: Dict[str, Any], browser_type: Any
    ) -> Dict[str, Any]:
        """Add the path of the browser where nothing else chooses one."""
        chosen = {"executable_path", "channel"} & set(browser_type_launch_args)
        if chosen or browser_type.name != "chromium" or os.path.exists(browser_type.executable_path):
            return browser_type_launch_args
        return {**browser_type_launch_args, "executable_path": os.environ["QAAGENT_BROWSER"]}


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the override after all plugins, so that it is asked before theirs."""
    playwright = any(config.pluginmanager.has_plugin(name) for name in ("playwright", "playwright-asyncio"))
    if os.environ.get("QAAGENT_BROWSER") and playwright:
        config.pluginmanager.register(BrowserOfTheMachine(), "qaagent-browser")
