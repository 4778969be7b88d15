"""Small hand-made routes, tests and hits for the tests of this room and of the editor's."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.route import PathParam, Route, RouteKey
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId


def route(
    text: str, *, file: str = "app/main.py", line: int = 1, handler: str = "", **converters: str
) -> Route:
    """``route("GET /pets/{pet_id}", pet_id="int")``."""
    key = RouteKey.parse(text)
    return Route(
        key=key,
        handler=handler or f"app.main.handler_{line}",
        file=WorkspacePath(file),
        span=Span(line, 1, line, 20),
        handler_file=WorkspacePath(file),
        handler_span=Span(line + 1, 1, line + 2, 20),
        framework="fastapi",
        params=tuple(PathParam(name, converter) for name, converter in converters.items()),
    )


def routes(*texts: str) -> tuple[Route, ...]:
    return tuple(route(text, line=10 * at + 1) for at, text in enumerate(texts))


def function(test_id: str, *, line: int = 5, digest: str = "d1") -> TestFunction:
    file, *classes, name = test_id.split("::")
    return TestFunction(
        id=TestId(test_id),
        file=WorkspacePath(file),
        name=name,
        class_name="::".join(classes),
        span=Span(line, 1, line + 3, 30),
        name_span=Span(line, 5, line, 5 + len(name)),
        digest=digest,
    )


def functions(*ids: str) -> dict[TestId, TestFunction]:
    return {TestId(test_id): function(test_id, line=5 * at + 5) for at, test_id in enumerate(ids)}


def hit(
    text: str,
    status: int = 200,
    *,
    when: Literal["setup", "call", "teardown"] = "call",
    how: Literal["observed", "request"] = "observed",
    handler: str = "app.main.handler",
    file: str = "/w/app/main.py",
    line: int = 2,
) -> Hit:
    method, _, path = text.partition(" ")
    seen = Hit(method, path, handler, file, line, status, entered=True, when=when, how=how)
    return replace(seen, entered=how == "observed")
