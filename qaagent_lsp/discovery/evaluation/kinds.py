"""Which names of which packages are apps, routers and route objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from qaagent_lsp.discovery.evaluation.values import RouterKind

_EXACT: tuple[tuple[str, str, RouterKind], ...] = (
    # package, name, kind
    ("fastapi", "FastAPI", "fastapi"),
    ("fastapi", "APIRouter", "apirouter"),
    ("starlette", "Starlette", "starlette"),
    ("starlette", "Router", "router"),
    ("flask", "Flask", "flask"),
    ("flask", "Blueprint", "blueprint"),
    ("apiflask", "APIFlask", "flask"),
    ("apiflask", "APIBlueprint", "blueprint"),
    ("flask_restful", "Api", "api"),
    ("flask_restx", "Api", "api"),
    ("flask_restplus", "Api", "api"),
    ("flask_smorest", "Api", "api"),
    ("flask_restx", "Namespace", "namespace"),
    ("flask_restplus", "Namespace", "namespace"),
    ("fastapi_utils", "Api", "fastapi_api"),
    ("fastapi_restful", "Api", "fastapi_api"),
    ("classy_fastapi", "Routable", "apirouter"),
    ("litestar", "Litestar", "litestar"),
    ("litestar", "from_config", "litestar"),
    ("litestar", "AppConfig", "litestar_config"),
    ("litestar", "Router", "litestar_router"),
    ("litestar", "Controller", "litestar_controller"),
    ("litestar", "WebsocketListener", "litestar_listener"),
    ("ninja", "NinjaAPI", "ninja"),
    ("ninja_extra", "NinjaExtraAPI", "ninja"),
    ("ninja", "Router", "ninja_router"),
    ("aiohttp", "Application", "aiohttp"),
    ("aiohttp", "RouteTableDef", "aiohttp_routes"),
)
_NO_APPS = ("Admin", "Cache", "Config", "Error", "Exception", "Limiter", "Middleware", "Users")
"""What packages around FastAPI call ``FastAPI…`` and is no app that another class made."""
_MADE_BY: Mapping[tuple[RouterKind, str], RouterKind] = {
    ("aiohttp", "add_resource"): "aiohttp_resource",
    ("api", "namespace"): "namespace",
}


@lru_cache(maxsize=4096)
def kind_of(dotted: str) -> RouterKind | None:
    """Tell the kind of app or router that a class of another package makes, by its dotted name.

    Packages that extend a framework (``flask_smorest.Blueprint``, ``fastapi_utils…InferringRouter``) are known by the
    name's ending; other frameworks with like names (Sanic's and Quart's ``Blueprint``) are not ours.
    """
    package, _, rest = dotted.partition(".")
    name = rest.rpartition(".")[2]
    for owner, known, kind in _EXACT:
        if (package == owner or package.startswith(f"{owner}_")) and name == known:
            return kind
    if package.startswith("fastapi") and name.startswith("FastAPI") and not name.endswith(_NO_APPS):
        return "fastapi"
    if (
        package.startswith("fastapi")
        and name.endswith("Router")
        and not dotted.startswith("fastapi.routing.")
    ):
        return "apirouter"
    if package.startswith(("rest_framework", "drf_")) and name.endswith("Router"):
        return "drf"
    return None


def kind_made_by(kind: RouterKind, method: str) -> RouterKind | None:
    """Tell what kind of router a method of another makes, e.g. aiohttp's ``app.router.add_resource("/path")``."""
    return _MADE_BY.get((kind, method))
