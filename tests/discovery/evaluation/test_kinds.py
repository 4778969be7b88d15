from __future__ import annotations

import pytest

from qaagent_lsp.discovery.evaluation.kinds import kind_made_by, kind_of


@pytest.mark.parametrize(
    ("dotted", "kind"),
    [
        ("fastapi.FastAPI", "fastapi"),
        ("fastapi.applications.FastAPI", "fastapi"),
        ("fastapi.routing.APIRouter", "apirouter"),
        ("fastapi_utils.inferring_router.InferringRouter", "apirouter"),
        ("starlette.applications.Starlette", "starlette"),
        ("starlette.routing.Router", "router"),
        ("flask.Flask", "flask"),
        ("flask_smorest.Blueprint", "blueprint"),
        ("litestar.Litestar", "litestar"),
        ("litestar.Litestar.from_config", "litestar"),
        ("litestar.config.app.AppConfig", "litestar_config"),
        ("litestar.router.Router", "litestar_router"),
        ("litestar.Controller", "litestar_controller"),
        ("litestar.handlers.WebsocketListener", "litestar_listener"),
        ("aiohttp.web.Application", "aiohttp"),
        ("aiohttp.web_routedef.RouteTableDef", "aiohttp_routes"),
        ("aiohttp.ClientSession", None),
        ("sanic.Blueprint", None),
        ("flask.views.MethodView", None),
        ("fastapi_offline.FastAPIOffline", "fastapi"),
        ("fastapi_users.FastAPIUsers", None),
        ("fastapi_limiter.FastAPILimiter", None),
        ("FastAPI", None),
    ],
)
def test_kinds(dotted: str, kind: str | None) -> None:
    assert kind_of(dotted) == kind


def test_methods_that_make_a_router() -> None:
    assert kind_made_by("aiohttp", "add_resource") == "aiohttp_resource"
    assert kind_made_by("flask", "add_resource") is None
