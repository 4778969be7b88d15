"""Which dialect reads which kind of app or router, and how its paths are put together: one line a kind.

A new framework is a module that reads as ``Dialect``, its kinds in ``evaluation/values.py`` and
``evaluation/kinds.py``, and its lines here. What it finds without any app or router in sight (a list named
``urlpatterns``, a decorator that is just a function) it reads as a ``FileReader``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from qaagent_lsp.discovery.dialects import (
    aiohttp,
    classy,
    django_settings,
    django_urls,
    drf_routers,
    flask,
    litestar,
    litestar_handlers,
    ninja,
    resources,
    starlette,
)
from qaagent_lsp.discovery.dialects.django_paths import django_template
from qaagent_lsp.discovery.dialects.graph import Declared, Graph
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.joining import concatenated, slashed
from qaagent_lsp.discovery.evaluation.values import Place, RouterKind, RouterValue, TextValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.discovery.templates import (
    aiohttp_template,
    litestar_template,
    starlette_template,
    werkzeug_template,
)
from qaagent_lsp.model.route import Framework, PathParam
from qaagent_lsp.model.source import Span


class Dialect(Protocol):
    """What a framework's apps and routers are told; each is a module."""

    def decorates(self, name: str) -> bool:
        """Tell whether ``@router.name(...)`` declares a route."""
        ...

    def declare(
        self, evaluator: Evaluator, name: str, call: Call, place: Place, handler: Handler, span: Span
    ) -> Iterable[Declared]:
        """Read the decorator ``call``; ``span`` is what an editor marks."""
        ...

    def register(
        self, evaluator: Evaluator, graph: Graph, router: RouterValue, name: str, call: Call, place: Place
    ) -> None:
        """Read ``router.name(...)``, called for its effect."""
        ...

    def construct(
        self, evaluator: Evaluator, graph: Graph, router: RouterValue, call: Call, place: Place
    ) -> None:
        """Read the arguments with which a router is made."""
        ...


class FileReader(Protocol):
    """What a framework finds in a file as a whole; each is a module."""

    def concerns(self, facts: FileFacts) -> bool:
        """Tell quickly whether a file can hold anything for this reader."""
        ...

    def read(self, evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
        """Add what the file says to the graph."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """How a kind of app or router is read and its rows are made.

    ``join`` puts the router's own prefix before a path, ``template`` reads converters. ``begins`` stands before all
    paths of a root. ``adders`` are methods that add a route whatever they are called on. ``unused``
    says what is doubtful about a router that no app leads to.
    """

    framework: Framework
    dialect: Dialect
    join: Callable[[TextValue, TextValue], TextValue] = concatenated
    template: Callable[[str], tuple[str, tuple[PathParam, ...]]] = starlette_template
    begins: str = ""
    adders: frozenset[str] = frozenset()
    unused: str = "this router is never included in an app"


_LITESTAR: Mapping[RouterKind, str] = {
    "litestar": "",
    "litestar_config": "no app is known that has this configuration",
    "litestar_router": "this router is never registered",
    "litestar_controller": "this controller is never registered",
    "litestar_listener": "this listener is never registered",
    "litestar_handler": "this handler is never registered",
}
_AIOHTTP: tuple[RouterKind, ...] = ("aiohttp", "aiohttp_routes", "aiohttp_resource")

RULES: Mapping[RouterKind, Rules] = {
    "fastapi": Rules("fastapi", starlette, adders=frozenset({"add_api_route", "add_api_websocket_route"})),
    "apirouter": Rules("fastapi", starlette),
    "starlette": Rules("starlette", starlette),
    "router": Rules("starlette", starlette),
    "flask": Rules("flask", flask, slashed, werkzeug_template, adders=frozenset({"add_url_rule"})),
    "blueprint": Rules(
        "flask", flask, slashed, werkzeug_template, unused="this blueprint is never registered"
    ),
    "api": Rules("flask", resources, template=werkzeug_template, unused="this Api is in no app"),
    "namespace": Rules("flask", resources, template=werkzeug_template, unused="this namespace is in no Api"),
    "fastapi_api": Rules("fastapi", resources, unused="this Api is in no app"),
    **{
        kind: Rules("litestar", litestar, template=litestar_template, unused=unused)
        for kind, unused in _LITESTAR.items()
    },
    **{
        kind: Rules(
            "aiohttp",
            aiohttp,
            template=aiohttp_template,
            adders=aiohttp.ADDERS,
            unused="the app of this route could not be found",
        )
        for kind in _AIOHTTP
    },
    "django": Rules("django", drf_routers, template=django_template, begins="/"),
    "urlconf": Rules(
        "django",
        drf_routers,
        template=django_template,
        begins="/",
        unused="no settings module names this urlconf, and none includes it",
    ),
    "ninja": Rules(
        "django",
        ninja,
        template=ninja.ninja_template,
        begins="/",
        unused="no urlconf includes this API",
    ),
    "ninja_router": Rules(
        "django",
        ninja,
        template=ninja.ninja_template,
        begins="/",
        unused="no API has this router",
    ),
    "drf": Rules(
        "django", drf_routers, template=django_template, begins="/", unused="no urlconf includes this router"
    ),
}

FILE_READERS: tuple[FileReader, ...] = (classy, litestar_handlers, django_urls, django_settings, ninja)

LOOSE: Mapping[str, RouterKind] = {
    "fastapi": "fastapi",
    "starlette": "fastapi",
    "flask": "flask",
    "aiohttp.web": "aiohttp",
}
"""The kind taken for a router that cannot be followed, by the web framework that its file imports; the first counts."""
