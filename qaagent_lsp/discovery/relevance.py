"""Which Python files can define routes, told by their bytes: most of a workspace need not be parsed.

A file that is passed over is still read when a name of another file leads to it, so it is enough to know those that
make apps and routers, put them into one another, or declare routes on them. Files of tests are known by their name.
"""

from __future__ import annotations

import re

_WORDS = (
    # FastAPI and Starlette
    b"FastAPI", b"APIRouter", b"include_router", b"add_api_route", b"add_api_websocket_route", b"add_route",
    b"add_websocket_route", b".mount(", b"starlette.routing", b"starlette.applications", b"starlette.router",
    # Flask
    b"Flask", b"Blueprint", b"register_blueprint", b"add_url_rule",
    b"flask_rest", b"smorest", b"add_resource(", b"add_namespace(",
    # Litestar, aiohttp
    b"litestar", b"aiohttp.web", b"RouteTableDef", b"add_routes(", b"add_subapp(", b".router.add_", b"web.Application",
    # Django
    b"urlpatterns", b"ROOT_URLCONF", b"rest_framework.routers", b"rest_framework import routers",
    b"rest_framework_nested",
    # fixtures
    b"import pytest",
)  # fmt: skip
"""Searched one by one: that is five times as quick as one expression with alternatives."""

_VERBS = rb"(?:get|post|put|patch|delete|head|options|trace|route|view|api_route|websocket|websocket_route)"
_DECORATOR = re.compile(rb"\n[ \t]*@[\w.]+\." + _VERBS + rb"\(")
_PATH = re.compile(rb"\." + _VERBS + rb"\(\s*(?:path\s*=\s*|rule\s*=\s*)?[rf]?[\"']/")


_ENTRIES = frozenset(
    {"__main__.py", "main.py", "app.py", "server.py", "run.py", "cli.py", "wsgi.py", "asgi.py"}
)
"""Where what other files make is put together, maybe without a word of any framework: ``Server(make_api())``."""


def is_relevant(data: bytes, file: str = "") -> bool:
    """Tell by its bytes and its name whether a Python file can define routes; cheap enough for every file."""
    return (
        file.rpartition("/")[2] in _ENTRIES
        or any(word in data for word in _WORDS)
        or _PATH.search(data) is not None
        or _DECORATOR.search(data) is not None
        or (data.startswith(b"@") and _DECORATOR.match(b"\n" + data[:200]) is not None)
    )
