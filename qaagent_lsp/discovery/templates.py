"""Path templates of the frameworks → one spelling: ``/pets/{pet_id}`` and its parameters."""

from __future__ import annotations

import re

from qaagent_lsp.model.route import PathParam

_STARLETTE = re.compile(r"\{\s*([A-Za-z_]\w*)(?::([^{}]*))?\s*\}")
# <converter(args):name> as werkzeug.routing.rules reads it
_WERKZEUG = re.compile(r"<(?:([A-Za-z_]\w*(?:\((?:[^()\"']|\"[^\"]*\"|'[^']*')*\))?):)?([A-Za-z_]\w*)>")
_SLASHES = re.compile(r"//+")
_AIOHTTP = re.compile(r"\{([A-Za-z_]\w*)(?::((?:[^{}]|\{[^{}]*\})*))?\}")


def starlette_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    """``/files/{path:path}`` → ``/files/{path}`` (Starlette's routing.compile_path)."""
    params = tuple(PathParam(name, converter or "") for name, converter in _STARLETTE.findall(path))
    return _STARLETTE.sub(lambda found: f"{{{found[1]}}}", path), params


def werkzeug_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    """``/u/<int:id>`` → ``/u/{id}`` (Werkzeug's rule syntax)."""
    params = tuple(PathParam(name, converter or "") for converter, name in _WERKZEUG.findall(path))
    return _WERKZEUG.sub(lambda found: f"{{{found[2]}}}", path), params


def litestar_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    """``/pets/{pet_id:int}/`` → ``/pets/{pet_id}`` (litestar.utils.path.normalize_path)."""
    return starlette_template("/" + _SLASHES.sub("/", path.strip("/")))


def aiohttp_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    r"""``/years/{year:\d{4}}`` → ``/years/{year}``; a regular expression may hold braces (aiohttp's ROUTE_RE)."""
    params = tuple(PathParam(name, regex or "") for name, regex in _AIOHTTP.findall(path))
    return _AIOHTTP.sub(lambda found: f"{{{found[1]}}}", path), params
