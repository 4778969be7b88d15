from __future__ import annotations

from tests.discovery.tables import check, table

VIEWS = """
    from rest_framework import viewsets
    from shop.models import Pet
    class Pets(viewsets.ModelViewSet):
        queryset = Pet.objects.all()
        lookup_field = "slug"
        http_method_names = ["get", "patch", "head"]
    class Read(viewsets.ReadOnlyModelViewSet):
        lookup_url_kwarg = "read_id"
        lookup_value_regex = "[0-9]+"
        def retrieve(self, request, read_id): ...
    class Only(viewsets.ViewSet):
        def list(self, request): ...
    """
ROOT = """
    from django.urls import include, path
    from api import router
    ROOT_URLCONF = __name__
    urlpatterns = [path("api/", include(router.urls))]
    """


def api(text: str, **more: str) -> dict[str, str]:
    return {
        "views.py": VIEWS,
        "api.py": text,
        "urls.py": ROOT,
        **{f"{name}.py": code for name, code in more.items()},
    }


def test_standard_actions_and_lookups() -> None:
    check(
        api(
            """
            import views
            from rest_framework import routers
            router = routers.DefaultRouter()
            router.register(r"pets", views.Pets)
            router.register("read", views.Read, basename="r")
            router.register("", views.Only, "only")
            """
        ),
        "GET /api/ rest_framework.routers.APIRootView.get",
        "GET /api/pets/ views.Pets.list",
        "GET /api/pets/{slug}/ views.Pets.retrieve",
        "PATCH /api/pets/{slug}/ views.Pets.partial_update",
        "GET /api/read/ views.Read.list",
        "GET /api/read/{read_id}/ views.Read.retrieve",
        "GET /api/ views.Only.list",
    )


def test_names_and_params() -> None:
    files = api(
        """
        import views
        from rest_framework.routers import SimpleRouter
        router = SimpleRouter()
        router.register("pets", views.Pets)
        router.register("read", views.Read, basename="r")
        """
    )
    found = {route.key.path: (route.names, route.params) for route in table(files).routes}
    assert [names for names, _ in found.values()] == [
        ("pet-list",),
        ("pet-detail",),
        ("r-list",),
        ("r-detail",),
    ]
    (param,) = found["/api/read/{read_id}/"][1]
    assert (param.name, param.converter) == ("read_id", "[0-9]+")


def test_slashes_extensions_and_routers_of_other_files() -> None:
    check(
        api(
            """
            import more, views
            from rest_framework import routers
            class Mine(routers.SimpleRouter):
                def __init__(self):
                    super().__init__()
                    self.trailing_slash = "/?"
            router = Mine()
            router.register("a", views.Only, basename="a")
            router.registry.extend(more.router.registry)
            """,
            more="""
            import views
            from rest_framework.routers import SimpleRouter
            router = SimpleRouter(trailing_slash=False)
            more = {"b": views.Only, "c": views.Only}
            for prefix, viewset in more.items():
                router.register(prefix, viewset, basename=prefix)
            """,
        ),
        "GET /api/a/ views.Only.list",
        "GET /api/b views.Only.list",
        "GET /api/c views.Only.list",
    )


def test_nested_routers() -> None:
    check(
        api(
            """
            import views
            from django.urls import include, path
            from rest_framework_nested import routers
            top = routers.SimpleRouter()
            top.register("pets", views.Pets)
            inner = routers.NestedSimpleRouter(top, "pets", lookup="pet")
            inner.register("toys", views.Only, basename="toys")
            deep = routers.NestedSimpleRouter(inner, "toys", lookup="toy")
            deep.register("parts", views.Only, basename="parts")
            urlpatterns = [path("", include(top.urls)), path("", include(inner.urls)), path("", include(deep.urls))]
            ROOT_URLCONF = "api"
            """
        )
        | {"urls.py": ""},
        "GET /pets/ views.Pets.list",
        "GET /pets/{slug}/ views.Pets.retrieve",
        "PATCH /pets/{slug}/ views.Pets.partial_update",
        "GET /pets/{pet_slug}/toys/ views.Only.list",
        "GET /pets/{pet_slug}/toys/{toy_pk}/parts/ views.Only.list",
    )


def test_a_router_that_nothing_includes_and_a_viewset_from_elsewhere_are_doubtful() -> None:
    found = table(
        {
            "api.py": """
                from elsewhere import Things
                from rest_framework.routers import SimpleRouter
                router = SimpleRouter()
                router.register("things", Things)
                """
        }
    )
    (route,) = found.routes
    assert (str(route.key), route.confidence) == ("GET /things/", 0.25)
    assert route.reason == "no urlconf includes this router; the viewset is not in the workspace"


ROOT_VIEWS = {
    "roots.py": """
        from rest_framework.routers import APIRootView
        class Root(APIRootView):
            name = "Everything"
        class Own(APIRootView):
            def get(self, request): ...
    """,
    "views.py": VIEWS,
    "urls.py": ROOT,
}


def test_a_root_view_that_a_router_is_given() -> None:
    text = """
        import roots
        import views
        from rest_framework.routers import DefaultRouter
        router = DefaultRouter()
        router.APIRootView = roots.Root
        router.register("read", views.Read)
    """
    (root, *_) = table({**ROOT_VIEWS, "api.py": text}).routes
    assert (root.key.path, root.handler, root.handler_file) == ("/api/", "roots.Root.get", "roots.py")


def test_a_root_view_of_a_class_of_routers() -> None:
    text = """
        import roots
        import views
        from rest_framework.routers import DefaultRouter
        class Router(DefaultRouter):
            APIRootView = roots.Own
        router = Router()
        router.register("read", views.Read)
    """
    (root, *_) = table({**ROOT_VIEWS, "api.py": text}).routes
    assert (root.key.path, root.handler, root.handler_span.line) == ("/api/", "roots.Own.get", 5)


def test_a_router_that_a_method_of_its_own_class_extends_is_still_one() -> None:
    files = api(
        """
        import views
        from rest_framework import routers
        class Router(routers.SimpleRouter):
            def extend(self, other):
                self.registry.extend(other.registry)
        router = Router()
        router.register("only", views.Only, "only")
        for plugin in plugins():
            if found := locate(plugin):
                router.extend(found)
        """
    )
    check(files, "GET /api/only/ views.Only.list")
