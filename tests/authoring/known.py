"""What tests of this room share: routes as discovery gives them."""

from __future__ import annotations

import re

from qaagent_lsp.model.route import Framework, PathParam, Route, RouteKey
from qaagent_lsp.model.source import Span, WorkspacePath


def route(
    text: str, *, framework: Framework = "fastapi", app: str | None = "app.main:app", converter: str = ""
) -> Route:
    """Make a route of ``"GET /pets/{pet_id}"``."""
    key = RouteKey.parse(text)
    file = WorkspacePath("app/main.py")
    span = Span(1, 1, 9, 1)
    params = tuple(PathParam(name, converter) for name in re.findall(r"\{(\w+)\}", key.path))
    return Route(key, "app.main.handler", file, span, file, span, framework, app=app, params=params)
