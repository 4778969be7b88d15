"""Run by an interpreter that has aiohttp: which handler each of many requests comes to.

Usage: ``python served_aiohttp.py FOLDER``; stdin is JSON ``{module: [[method, path], …]}``, stdout ``{module: [handler
or null, …]}``, null for a module whose app is refused when it is made.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib import import_module
from types import SimpleNamespace
from typing import Any


async def served(module: str, requests: list[tuple[str, str]]) -> list[str | None] | None:
    url = import_module("yarl").URL
    try:
        app: Any = import_module(module).app
    except RuntimeError:
        return None
    found: list[str | None] = []
    for method, path in requests:
        match = await app.router.resolve(SimpleNamespace(method=method, rel_url=url(path)))
        handler = match.handler
        known = match.http_exception is None
        found.append(f"{handler.__module__}.{handler.__qualname__}" if known else None)
    return found


async def main(folder: str) -> str:
    sys.path.insert(0, folder)
    return json.dumps({module: await served(module, asked) for module, asked in json.load(sys.stdin).items()})


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(main(sys.argv[1])))
