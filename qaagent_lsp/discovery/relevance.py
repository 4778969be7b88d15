"""Which Python files can define routes, told by their bytes: most of a workspace need not be parsed.

A file that is passed over is still read when a name of another file leads to it, so it is enough to know those that
make apps and routers, put them into one another, or declare routes on them. Files of tests are known by their name,
files beside them by the URLs that they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS: tuple[tuple[bytes, tuple[bytes, ...]], ...] = (
    # Starlette, and FastAPI but for its own name
    (b"outer", (b"APIRouter", b"include_router", b"router.add_", b"starlette.router")),
    (b"add_", (
        b"add_api_route", b"add_api_websocket_route", b"add_route", b"add_websocket_route", b"add_url_rule",
        b"add_resource(", b"add_namespace(", b"add_subapp(",
    )),
    (b"starlette.", (b"starlette.routing", b"starlette.applications")),
    # Flask
    (b"lask", (b"Flask", b"flask_rest")),
    (b"create_app(", ()),
    (b"lueprint", (b"Blueprint", b"register_blueprint")),
    (b"smorest", ()),
    # Litestar, aiohttp
    (b"litestar", ()),
    (b"aiohttp.web", ()),
    (b"RouteTableDef", ()),
    (b"web.Application", ()),
    # Django
    (b"urlpatterns", ()),
    (b"ROOT_URLCONF", ()),
    (b"ninja", (b"from ninja", b"import ninja")),
    (b"rest_framework", (b"rest_framework.routers", b"rest_framework import routers", b"rest_framework_nested")),
    # fixtures
    (b"import pytest", ()),
)  # fmt: skip
"""What files say that make apps and routers: a word, or what several have in common and then they.

Searched one by one: that is five times as quick as one expression with alternatives.
"""

_VERBS = rb"(?:get|post|put|patch|delete|head|options|trace|route|view|api_route|websocket|websocket_route)"
_DECORATOR = re.compile(rb"@[\w.]+\." + _VERBS + rb"\(")
"""Begins with the sign, not with the line on which it stands: lines are many, signs are few."""
_PATH = re.compile(rb"\." + _VERBS + rb"\(\s*(?:path\s*=\s*|rule\s*=\s*)?[rf]?[\"']/")


_URL = re.compile(rb"(?m)^[ \t]*(?:(?:self\.)?\w+\s*(?::\s*\w+\s*)?=|return)\s*f?[\"'](?:\{\w+\})?/")
_ASKED = re.compile(rb"client\.\w+\(\s*self\.\w*url", re.IGNORECASE)
_SAID = re.compile(
    rb"(?:[(\[{,=:>|.]\s*|\n[ \t]*|\b(?:import|return|yield|else|or|lambda)\s+)(?:[\w.]*\.)?\w*$"
)
_MADE = re.compile(rb"\w*\s*\(")
"""``FastAPI`` in code has one of these before or behind it; in comments and descriptions it seldom has."""
_MOUNT = re.compile(rb"\.mount\((?!\s*[\"']https?://)")
"""Not the ``mount`` of a session of ``requests``."""

_ENTRIES = frozenset(
    {"__main__.py", "main.py", "app.py", "server.py", "run.py", "cli.py", "wsgi.py", "asgi.py"}
)
"""Where what other files make is put together, maybe without a word of any framework: ``Server(make_api())``."""


def is_relevant(data: bytes, file: str = "") -> bool:
    """Tell by its bytes and its name whether a Python file can define routes; cheap enough for every file."""
    return (
        file.rpartition("/")[2] in _ENTRIES
        or any(word in data and (not rest or any(map(data.__contains__, rest))) for word, rest in _WORDS)
        or (b"FastAPI" in data and _says_fastapi(data))
        or (b".mount(" in data and _MOUNT.search(data) is not None)
        or _PATH.search(data) is not None
        or any(not data[data.rfind(b"\n", 0, at) + 1 : at].strip() for at in _decorators(data))
    )


def holds_urls(data: bytes) -> bool:
    """Tell whether a file that is no test sets, gives or asks for URLs of tests beside it."""
    return _URL.search(data) is not None or (b"url" in data and _ASKED.search(data) is not None)


def _says_fastapi(data: bytes) -> bool:
    """Tell whether code speaks of FastAPI: a file that is given an app may hand it on."""
    at = data.find(b"FastAPI")
    while at >= 0:
        if _SAID.search(data, max(0, at - 80), at) or _MADE.match(data, at + 7):
            return True
        at = data.find(b"FastAPI", at + 7)
    return False


def _decorators(data: bytes) -> Iterator[int]:
    return (found.start() for found in _DECORATOR.finditer(data))
