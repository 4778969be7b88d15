"""Briefs of the routes of a shop of pets, for the tests of the writers."""

from __future__ import annotations

from qaagent_lsp.model.brief import CaseBrief, FollowUp, RequestBrief, RouteBrief
from qaagent_lsp.model.route import Framework, Route, RouteKey
from qaagent_lsp.model.source import Span, WorkspacePath

HANDLERS = WorkspacePath("shop/pets.py")


def route(text: str, framework: Framework = "fastapi", app: str | None = "shop.main:app") -> Route:
    span = Span(1, 1, 2, 1)
    return Route(
        RouteKey.parse(text), "shop.pets.handler", HANDLERS, span, HANDLERS, span, framework, app=app
    )


GET_PET = RouteBrief(
    route("GET /pets/{pet_id}"),
    (
        CaseBrief(
            "happy",
            "answers",
            RequestBrief("GET", "/pets/1"),
            (200,),
            json='{"name": "Ada"}',
            known_by="observed",
        ),
        CaseBrief("not_found", "not found", RequestBrief("GET", "/pets/99"), (404,), fields=("detail",)),
        CaseBrief(
            "validation",
            "refused",
            RequestBrief("GET", "/pets/x", (("a", "b c"),), (("X-Kind", 'ca"t'),)),
            (400, 422),
            contains=("pet_id",),
            lacks=("Traceback",),
            known_by="schema",
        ),
    ),
)
POST_PET = RouteBrief(
    route("POST /pets/"),
    (
        CaseBrief(
            "validation",
            "refused",
            RequestBrief("POST", "/pets/", body='{"name": "Ümlaut"}'),
            (405,),
            known_by="observed",
        ),
        CaseBrief(
            "validation",
            "refused",
            RequestBrief("POST", "/pets/", form=(("name", "a|b"), ("long name", ""))),
            (405,),
            known_by="observed",
            after=FollowUp(RequestBrief("GET", "/pets/"), (200,), '["Ada", "Bob", "Cleo"]'),
        ),
    ),
    unknown=("what it makes",),
)
