"""Routers whose class says which patterns it makes."""

from __future__ import annotations

from tests.discovery.tables import check, table

VIEWS = """
    from rest_framework import viewsets
    from rest_framework.decorators import action
    class Pets(viewsets.ModelViewSet[Pet]):
        http_method_names = ["get", "post", "delete"]
        def destroy_all(self, request): ...
        @action(detail=True)
        def history(self, request, pk): ...
        @action(detail=False, url_path="by-age")
        def ages(self, request): ...
    class Read(viewsets.ReadOnlyModelViewSet): ...
    """
ROOT = """
    from django.urls import include, path
    from api import router
    ROOT_URLCONF = __name__
    urlpatterns = [path("api/", include(router.urls))]
    """
REGISTERED = """
    import views
    from routers import Own
    router = Own()
    router.register("pets", views.Pets, basename="pet")
    """
MORE = (
    "DELETE /api/pets/ views.Pets.destroy_all",
    "GET /api/pets/ views.Pets.list",
    "POST /api/pets/ views.Pets.create",
    "DELETE /api/pets/{pk}/ views.Pets.destroy",
    "GET /api/pets/{pk}/ views.Pets.retrieve",
    "GET /api/pets/{pk}/history/ views.Pets.history",
    "GET /api/pets/by-age/ views.Pets.ages",
)


def api(routers: str, registered: str = REGISTERED) -> dict[str, str]:
    return {"views.py": VIEWS, "routers.py": routers, "api.py": registered, "urls.py": ROOT}


def test_methods_that_a_constructor_adds() -> None:
    check(
        api(
            """
            from rest_framework.routers import SimpleRouter
            class Bulk(SimpleRouter):
                def __init__(self, *args, **kwargs):
                    super().__init__(*args, **kwargs)
                    self.routes[0].mapping.update({"delete": "destroy_all", "put": "update_all"})
            class Own(Bulk): ...
            class Other(SimpleRouter):
                def __init__(self):
                    super().__init__()
                    self.routes[2].mapping.update({"post": "destroy_all"})
            """
        ),
        *MORE,
    )


def test_methods_that_a_class_adds_to_a_copy() -> None:
    check(
        api(
            """
            from copy import deepcopy
            from rest_framework.routers import SimpleRouter
            class Own(SimpleRouter):
                routes = deepcopy(SimpleRouter.routes)
                routes[0].mapping.update({"delete": "destroy_all"})
            """
        ),
        *MORE,
    )


def test_patterns_of_a_class() -> None:
    files = api(
        """
        from rest_framework.routers import DynamicRoute, Route, SimpleRouter
        class Own(SimpleRouter):
            routes = [
                Route(
                    url=r"^{prefix}$", mapping={"get": "list"}, name="{basename}-list", detail=False, initkwargs={}
                ),
                Route(r"^{prefix}/one/{lookup}$", {"get": "retrieve"}, "{basename}-one", True, {}),
                DynamicRoute(
                    url=r"^{prefix}/{lookup}/{url_path}$", name="{basename}-{url_name}", detail=True, initkwargs={}
                ),
            ]
        """
    )
    check(
        files,
        "GET /api/pets views.Pets.list",
        "GET /api/pets/one/{pk} views.Pets.retrieve",
        "GET /api/pets/{pk}/history views.Pets.history",
    )
    assert [route.names for route in table(files).routes] == [("pet-list",), ("pet-one",), ("pet-history",)]


def test_patterns_of_older_versions() -> None:
    check(
        api(
            """
            from rest_framework.routers import DynamicDetailRoute, DynamicListRoute, SimpleRouter
            class Own(SimpleRouter):
                routes = [
                    DynamicListRoute("^{prefix}/{methodname}{trailing_slash}$", "{basename}-{methodnamehyphen}", {}),
                    DynamicDetailRoute("^{prefix}/{lookup}/{methodname}{trailing_slash}$", "{basename}-x", {}),
                ]
            """
        ),
        "GET /api/pets/{pk}/history/ views.Pets.history",
        "GET /api/pets/by-age/ views.Pets.ages",
    )


def test_patterns_that_cannot_be_read_are_the_usual_ones() -> None:
    check(
        api(
            """
            from rest_framework.routers import SimpleRouter
            from elsewhere import more
            class Own(SimpleRouter):
                routes = [more(), *SimpleRouter.routes]
            """,
            """
            import views
            from routers import Own
            router = Own()
            router.register("read", views.Read)
            """,
        ),
        "GET /api/read/ views.Read.list",
        "GET /api/read/{pk}/ views.Read.retrieve",
    )
