from __future__ import annotations

import pytest

from qaagent_lsp.discovery.kinds import kind_of


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
        ("sanic.Blueprint", None),
        ("flask.views.MethodView", None),
        ("FastAPI", None),
    ],
)
def test_kinds(dotted: str, kind: str | None) -> None:
    assert kind_of(dotted) == kind
