"""Routes: what an HTTP (or WebSocket) client can ask of an app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.source import Span, WorkspacePath

Framework = Literal["fastapi", "starlette", "flask", "django", "litestar", "aiohttp", "openapi"]
ANY_METHOD = "ANY"
"""Stands for every method where a framework hands them all to one handler (aiohttp's ``*``, an ASGI app of its own)."""

RouteSource = Literal["static", "observed", "openapi"]


@dataclass(frozen=True, slots=True, order=True)
class RouteKey:
    """What names a route to a person and in a lens: method (upper case, ``WEBSOCKET`` for sockets) and path template.

    The template writes parameters as ``{name}``, converters dropped: ``GET /pets/{pet_id}``.
    """

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @classmethod
    def parse(cls, text: str) -> RouteKey:
        """Read ``"GET /pets/{pet_id}"``. Raises ``ValueError`` that says what is wrong with the text."""
        method, _, path = text.strip().partition(" ")
        path = path.strip()
        if not method.isalpha() or not path.startswith("/"):
            msg = f'a route is written as "METHOD /path", e.g. "GET /pets/{{pet_id}}"; got {text!r}'
            raise ValueError(msg)
        return cls(method.upper(), path)


@dataclass(frozen=True, slots=True)
class PathParam:
    """A parameter of a path template.

    ``converter`` is the framework's own word, e.g. ``int``, ``path``, a regex; or ``""``.
    """

    name: str
    converter: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the route table: one method of one full path, served by one handler.

    ``file``/``span`` are what an editor marks: the decorator, ``add_url_rule`` call, ``Route(...)`` item.
    ``handler_file``/ ``handler_span`` cover the handler function (``def`` to its end), when it is known.
    ``handler_file`` is ``""`` for a handler outside the workspace that only the running app knows.
    ``handler`` is the dotted name ``package.module.function`` (class-based: ``package.module.Class.method``).
    ``app`` is ``module:variable`` of the app that serves the route when static analysis could tie it to one.
    ``reason`` explains a confidence below 1.
    ``names`` are what the project's own code calls the route by, e.g. ``polls:detail`` for Django's ``reverse``.
    ``any_method``: the handler answers methods, too, that no row of it names (a function view of Django).
    ``order`` is the place in the order in which the app's routes are registered, to be compared with those of the same
    app only; ``()`` where that cannot be known, or where the path is not all that decides. Routes of one pattern of
    Django share it. ``among``: a route competes for requests with those only that have the same here (below a prefix of
    ``i18n_patterns``, in a sub-application of aiohttp).
    """

    key: RouteKey
    handler: str
    file: WorkspacePath
    span: Span
    handler_file: WorkspacePath
    handler_span: Span
    framework: Framework
    source: RouteSource = "static"
    confidence: float = 1.0
    reason: str = ""
    app: str | None = None
    params: tuple[PathParam, ...] = ()
    names: tuple[str, ...] = ()
    any_method: bool = False
    order: tuple[int, ...] = ()
    among: tuple[int, ...] = ()

    @property
    def is_of_library(self) -> bool:
        """Whether the handler lies outside the workspace: then the route is marked where the app is made."""
        return not self.handler_file
