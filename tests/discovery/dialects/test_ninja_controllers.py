"""Controllers of Django Ninja Extra, as its 0.31 serves them."""

from __future__ import annotations

from tests.discovery.tables import table

SETTINGS = 'ROOT_URLCONF = "urls"\nWSGI_APPLICATION = "wsgi.application"\n'
URLS = """
    from django.urls import path
    from ninja_extra import NinjaExtraAPI
    from users import Bare, Other, Pets, Users
    api = NinjaExtraAPI()
    @api.get("/plain")
    def plain(request): ...
    api.register_controllers(Users, Pets)
    api.register_controllers(Bare, Other)
    urlpatterns = [path("api/", api.urls)]
"""
USERS = """
    from ninja_extra import ControllerBase, api_controller, http_generic, http_get, http_post, route

    @api_controller("/users", tags=["u"])
    class Users(ControllerBase):
        @http_get("")
        def listed(self): ...
        @http_get("/{int:user_id}")
        def one(self, user_id: int): ...
        @http_post("/new/")
        def new(self): ...
        @http_generic("/many", methods=["GET", "DELETE"])
        def many(self): ...
        def helper(self): ...

    @api_controller("pets/{owner}/")
    class Pets:
        @route.delete("x")
        def gone(self, owner: str): ...

    @api_controller
    class Bare:
        @http_get("/bare")
        def bare(self): ...

    @api_controller("/never")
    class Never:
        @http_get("/never")
        def never(self): ...

    class Other:
        @http_get("/other")
        def other(self): ...
"""


def test_controllers_that_are_registered() -> None:
    found = table({"settings.py": SETTINGS, "urls.py": URLS, "users.py": USERS})
    assert {f"{route.key} {route.handler}" for route in found.routes if route.confidence == 1} == {
        "GET /api/plain urls.plain",
        "GET /api/users users.Users.listed",
        "GET /api/users/{user_id} users.Users.one",
        "POST /api/users/new/ users.Users.new",
        "GET /api/users/many users.Users.many",
        "DELETE /api/users/many users.Users.many",
        "DELETE /api/pets/{owner}/x users.Pets.gone",
        "GET /api/bare users.Bare.bare",
    }
    assert [(route.handler, route.reason) for route in found.routes if route.confidence < 1] == [
        ("users.Never.never", "no API has this router")
    ]


def test_which_controller_is_asked_first_is_not_told() -> None:
    found = table({"settings.py": SETTINGS, "urls.py": URLS, "users.py": USERS})
    assert {route.order for route in found.routes} == {()}
