"""Path templates of the frameworks → one spelling: ``/pets/{pet_id}`` and its parameters."""

from __future__ import annotations

import re

from qaagent_lsp.model.route import PathParam

_STARLETTE = re.compile(r"\{\s*([A-Za-z_]\w*)(?::([^{}]*))?\s*\}")
# <converter(args):name> as werkzeug.routing.rules reads it
_WERKZEUG = re.compile(r"<(?:([A-Za-z_]\w*(?:\((?:[^()\"']|\"[^\"]*\"|'[^']*')*\))?):)?([A-Za-z_]\w*)>")


def starlette_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    """``/files/{path:path}`` → ``/files/{path}`` (Starlette's routing.compile_path)."""
    params = tuple(PathParam(name, converter or "") for name, converter in _STARLETTE.findall(path))
    return _STARLETTE.sub(lambda found: f"{{{found[1]}}}", path), params


def werkzeug_template(path: str) -> tuple[str, tuple[PathParam, ...]]:
    """``/u/<int:id>`` → ``/u/{id}`` (Werkzeug's rule syntax)."""
    params = tuple(PathParam(name, converter or "") for converter, name in _WERKZEUG.findall(path))
    return _WERKZEUG.sub(lambda found: f"{{{found[2]}}}", path), params
