from __future__ import annotations

from tests.discovery.tables import check, table

FILES = {
    "views.py": """
        from rest_framework import decorators, viewsets
        from rest_framework.decorators import action
        class Starred:
            @action(detail=True, methods=["post", "put"], url_path="star", url_name="starring")
            def make_star(self, request, pk): ...
            @make_star.mapping.delete
            def unstar(self, request, pk): ...
            @action(detail=False)
            def hidden(self, request): ...
        class Pets(Starred, viewsets.GenericViewSet):
            @decorators.action(False, url_path=r"by/(?P<year>\\d{4})")
            def of_year(self, request, year): ...
            @decorators.list_route(methods=["post"])
            def older(self, request): ...
            def hidden(self, request): ...
            @staticmethod
            def other(): ...
        """,
    "urls.py": """
        from rest_framework.routers import SimpleRouter
        from views import Pets
        router = SimpleRouter()
        router.register("pets", Pets, basename="pet")
        urlpatterns = router.urls
        ROOT_URLCONF = "urls"
        """,
}


def test_actions() -> None:
    check(
        FILES,
        "DELETE /pets/{pk}/star/ views.Pets.unstar",
        "POST /pets/{pk}/star/ views.Pets.make_star",
        "PUT /pets/{pk}/star/ views.Pets.make_star",
        "GET /pets/by/{year}/ views.Pets.of_year",
        "POST /pets/older/ views.Pets.older",
    )


def test_an_action_is_marked_at_its_decorator() -> None:
    star = next(
        route for route in table(FILES).routes if route.key.method == "POST" and "star" in route.key.path
    )
    assert (star.file, star.span.line, star.span.column) == ("views.py", 4, 6)
    assert (star.handler_file, star.handler_span.line, star.names) == ("views.py", 5, ("pet-starring",))
