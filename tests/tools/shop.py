"""The small shop, really served, and the environment that holds the real tools."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qaagent_lsp.linking.match import RouteMatcher
from qaagent_lsp.tools.ground import Available, Ground
from tests.e2e.projects import environment
from tests.host.tool_scripts import eventually
from tests.tools.grounds import PLANTED, PROBES, ground, planted_routes

PINS = "inline_tools.txt"
AT = re.compile(r"Uvicorn running on (http://127\.0\.0\.1:\d+)")


def python() -> Path:
    """The interpreter of the environment that holds the tools and the shop's framework."""
    return environment(PINS) / "bin" / "python"


def available() -> Available:
    """What that environment holds."""
    pins = dict(
        line.split("==")
        for line in (Path(__file__).parents[1] / "e2e" / "requirements" / PINS)
        .read_text("utf-8")
        .splitlines()
    )
    return Available(python=str(python()), modules=pins)


def served_shop(folder: Path, tools: str, health: str = "/health") -> Path:
    """A copy of the shop, two planted faults included, and how it is started, at a free port; not started here.

    ``tools`` is that section of its configuration, in YAML.
    """
    shutil.copytree(PLANTED, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / ".qaagent.yaml").write_text(
        "project: {name: shop}\n"
        f"app:\n  dev:\n    base_url: http://127.0.0.1:{port}\n    health_endpoint: {health}\n"
        f"    start_command: {python()} -m uvicorn shop.main:app --port {port}\n"
        f"tools: {tools}\n"
    )
    return folder


@contextmanager
def shop(folder: Path) -> Iterator[str]:
    """Serve a copy of the shop in ``folder``, at a port of its own; yields its address."""
    shutil.copytree(PLANTED, folder, dirs_exist_ok=True)
    log = folder.with_name("server.log")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(python()), "-m", "uvicorn", "shop.main:app", "--port", "0"],
            cwd=folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=output,
            stderr=output,
        )
    try:
        eventually(lambda: bool(AT.search(log.read_text("utf-8"))))
        yield AT.findall(log.read_text("utf-8"))[0]
    finally:
        server.kill()
        server.wait()


def real_ground(folder: Path, address: str, **changes: object) -> Ground:
    """The ground of the real shop; the artifacts' folder is made."""
    artifacts = folder.parent / "artifacts"
    artifacts.mkdir(exist_ok=True)
    told = {
        "folder": str(folder),
        "artifacts": str(artifacts),
        "base_url": address,
        "document": f"{address}/openapi.json",
        "available": available(),
        "probes": str(PROBES),
        "route_of": RouteMatcher(planted_routes()).find,
    }
    return ground(**{**told, **changes})  # type: ignore[arg-type]  # named by the caller
