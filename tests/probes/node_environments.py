"""Versions of Playwright that the reporter must work with, installed once per machine outside the clone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.projects import cached

NEWEST, OLDEST = "1.65.0", "1.40.0"
VERSIONS = (NEWEST, OLDEST)
WEB_TOOLS = {"axe-core": "4.14.0", "lighthouse": "12.8.2", "playwright-core": "1.65.0"}
"""Lighthouse 13 wants Node 22; what it writes is the same."""
INSTALL_SECONDS = 600


def node_modules(version: str) -> Path:
    """Return a ``node_modules`` that holds exactly this ``@playwright/test`` and what it needs."""
    packages = ("@playwright/test", "playwright", "playwright-core")
    return _installed(f"playwright-{version}", dict.fromkeys(packages, version))


def web_tools() -> Path:
    """Return a ``node_modules`` with what looks at pages: axe-core, Lighthouse, and a Playwright to drive the first."""
    return _installed(f"web-tools-{'-'.join(WEB_TOOLS.values())}", WEB_TOOLS)


def _installed(name: str, pins: Mapping[str, str]) -> Path:
    def make(folder: Path) -> None:
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": pins}))
        done = subprocess.run(
            ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=folder,
            env={**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1", "PUPPETEER_SKIP_DOWNLOAD": "1"},
            check=False,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return cached(name, make) / "node_modules"


def chromium() -> str:
    """Return the browser of this machine, which Playwright did not bring."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Install it: apt-get install -y --no-install-recommends chromium"
    return found
