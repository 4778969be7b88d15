"""Which routes the server under test serves, of a workspace with several apps: its command names the app."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from qaagent_lsp.model.route import Route

_VARIABLE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*(?:\(\))?")
_MODULE = re.compile(r"[A-Za-z_][\w.]*")


def served_routes(routes: Sequence[Route], command: str) -> Sequence[Route]:
    """Return the routes of the app that a command starts, and those of no known app; all where it names none of ours.

    ``uvicorn shop.main:app``, ``fastapi run shop/main.py``, ``flask --app shop run``: an app's module may lie deeper
    in the workspace than the server sees it (``services/shop/main.py``).
    """
    named = tuple(_named(command))
    apps = {route.app for route in routes if route.app is not None}
    own = {app for app in apps if any(_is(app, name) for name in named)}
    return [route for route in routes if route.app is None or route.app in own] if own else routes


def _named(command: str) -> Iterator[str]:
    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    for before, word in zip(["", *words], words, strict=False):
        value = word.partition("=")[2] if word.startswith("--app=") else word
        if _VARIABLE.fullmatch(value):
            yield value.removesuffix("()")
        elif value.endswith(".py"):
            yield value.removesuffix(".py").removeprefix("./").removesuffix("/__init__").replace("/", ".")
        elif (before in ("--app", "-A") or word.startswith("--app=")) and _MODULE.fullmatch(value):
            yield value


def _is(app: str, name: str) -> bool:
    """Tell whether ``package.module:variable`` is meant by a name that may lack its first packages or the variable."""
    whole = app if ":" in name else app.partition(":")[0]
    return whole == name or whole.endswith(f".{name}")
