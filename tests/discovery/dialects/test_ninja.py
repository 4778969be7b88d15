"""Django Ninja; tests/e2e/test_route_truth.py asks its own URL patterns."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.dialects.ninja import ninja_template
from tests.discovery.tables import check, table

SETTINGS = 'ROOT_URLCONF = "site.urls"\n'
URLS = """
    from django.urls import path
    from site.api import api
    urlpatterns = [path("api/", api.urls)]
    """


def site(api: str, **more: str) -> dict[str, str]:
    files = {name.replace("__", "/") + ".py": text for name, text in more.items()}
    return {"site/settings.py": SETTINGS, "site/urls.py": URLS, "site/api.py": api, **files}


def test_the_demo_in_the_repository_of_the_framework_itself() -> None:
    check(
        {
            "ninja/__init__.py": "from ninja.main import NinjaAPI\n",
            "ninja/main.py": """
            class NinjaAPI:
                def get(self, path): ...
                @property
                def urls(self): return self._get_urls(), "ninja", "api"
            """,
            **{
                f"tests/demo/{file}": text
                for file, text in site(
                    """
                    from ninja import NinjaAPI
                    api = NinjaAPI()
                    @api.get("/hello")
                    def hello(request): ...
                    """
                ).items()
            },
        },
        "GET /api/hello site.api.hello",
    )


def test_operations_and_routers() -> None:
    check(
        site(
            """
            from ninja import NinjaAPI
            from site.pets import router
            api = NinjaAPI()
            @api.get("/hello")
            def hello(request): ...
            @api.api_operation(["POST", "PATCH"], "both/{uuid:key}")
            def both(request, key): ...
            def added(request): ...
            api.default_router.add_api_operation("added", ["GET"], added)
            api.add_router("/pets/", router)
            api.add_router("late", "site.late.router")
            """,
            site__pets="""
            from ninja import Router
            router, toys = Router(), Router()
            @router.get("/{int:pet_id}")
            async def one(request, pet_id): ...
            @toys.put("")
            def toy(request, pet_id): ...
            router.add_router("{pet_id}/toys", toys)
            """,
            site__late="""
            from ninja import Router
            router = Router()
            @router.delete("/")
            def gone(request): ...
            """,
        ),
        "GET /api/hello site.api.hello",
        "PATCH /api/both/{key} site.api.both",
        "POST /api/both/{key} site.api.both",
        "GET /api/added site.api.added",
        "DELETE /api/late/ site.late.gone",
        "GET /api/pets/{pet_id} site.pets.one",
        "PUT /api/pets/{pet_id}/toys site.pets.toy",
    )


@pytest.mark.parametrize(
    ("given", "space"),
    [
        ("", "api-1.0.0"),
        ('version="2"', "api-2"),
        ('urls_namespace="own"', "own"),
        ('urls_namespace="outer:own"', "own"),
    ],
)
def test_names_for_reverse(given: str, space: str) -> None:
    found = table(
        site(
            f"""
            from ninja import NinjaAPI
            api = NinjaAPI({given})
            @api.get("/a")
            def a(request): ...
            @api.get("/b", url_name="other")
            def b(request): ...
            """
        )
    )
    assert [route.names for route in found.routes] == [(f"{space}:a",), (f"{space}:other",)]


def test_what_nothing_serves_is_doubted() -> None:
    found = table(
        """
        from ninja import NinjaAPI, Router
        api, router = NinjaAPI(), Router()
        @api.get("/a")
        def a(request): ...
        @router.get("/b")
        def b(request): ...
        """
    )
    assert [(str(route.key), route.reason) for route in found.routes] == [
        ("GET /a", "no urlconf includes this API"),
        ("GET /b", "no API has this router"),
    ]


def test_slashes_before_an_api_stay() -> None:
    assert ninja_template("/old//\1/a//b") == ("/old//a/b", ())
    assert ninja_template("//a//b") == ("/a/b", ())


def orders(api: str) -> dict[str, tuple[int, ...]]:
    """Where each handler's pattern takes its turn, without what stands before the API."""
    return {route.handler.rpartition(".")[2]: route.order[-2:] for route in table(site(api)).routes}


def test_operations_of_one_path_have_one_turn() -> None:
    assert orders(
        """
        from ninja import NinjaAPI, Router
        api, pets = NinjaAPI(), Router()
        api.add_router("/pets", pets)
        @api.get("/{x}")
        def a(request, x): ...
        @api.get("/b")
        def b(request): ...
        @api.post("/{x}")
        def c(request, x): ...
        @pets.get("/")
        def d(request): ...
        """
    ) == {"a": (0, 0), "b": (0, 1), "c": (0, 0), "d": (3, 0)}


def test_an_api_with_a_default_router_has_no_order() -> None:
    found = orders(
        """
        from ninja import NinjaAPI, Router
        default = Router()
        api = NinjaAPI(default_router=default)
        @default.get("/{x}")
        def a(request, x): ...
        @api.post("/b")
        def b(request): ...
        """
    )
    assert found == {"a": (), "b": ()}


def test_what_is_not_sure_may_have_been_first_of_its_path() -> None:
    found = orders(
        """
        from ninja import NinjaAPI
        api = NinjaAPI()
        if settings.X:
            @api.get("/{x}")
            def a(request, x): ...
        @api.get("/b")
        def b(request): ...
        @api.post("/{x}")
        def c(request, x): ...
        """
    )
    assert found == {"a": (), "b": (0, 0), "c": ()}
