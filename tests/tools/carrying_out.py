"""Carries out what was planned, with the real tools, against the real server of the small shop."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qaagent_lsp.linking.match import RouteMatcher
from qaagent_lsp.model.tool import EndedCall, PlannedTool, ToolCall
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


def carry_out(tool: PlannedTool) -> list[EndedCall]:
    """Start the calls of a tool, one after the other."""
    return [_carried_out(call) for call in tool.calls]


def _carried_out(call: ToolCall) -> EndedCall:
    for name, text in call.inputs:
        Path(name).write_text(text, "utf-8")
    began = time.monotonic()
    with Path(call.output).open("ab") as output:
        code = subprocess.run(
            call.argv,
            cwd=call.cwd,
            env={**os.environ, **dict(call.env)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            timeout=call.timeout,
            check=False,
        ).returncode
    return EndedCall(
        call,
        code,
        time.monotonic() - began,
        output=Path(call.output).read_text("utf-8", "replace")[-20_000:],
        files={name: Path(name).read_bytes() for name in call.results if Path(name).is_file()},
    )
