"""One API tested by three tools: pytest, Behave and Playwright, with everything that they need."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

from tests.e2e.projects import environment
from tests.probes.node_environments import NEWEST, node_modules

FIXTURE = Path(__file__).parents[1] / "fixtures" / "projects" / "pets_three"


def three_tools_project(dest: Path) -> Path:
    """Make ``dest`` a writable copy of the project; return it. ``.venv`` and ``node_modules`` are links to shared ones.

    The server that Playwright starts listens on a port of its own, so that several copies can run at once.
    """
    shutil.copytree(FIXTURE, dest, dirs_exist_ok=True)
    (dest / ".venv").symlink_to(environment("three_tools.txt"), target_is_directory=True)
    (dest / "node_modules").symlink_to(node_modules(NEWEST), target_is_directory=True)
    config = dest / "playwright.config.ts"
    config.write_text(config.read_text().replace("8765", str(_free_port())))
    return dest


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
