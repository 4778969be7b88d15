from __future__ import annotations

from tests.discovery.tables import check, rows, table

SETTINGS = 'ROOT_URLCONF = "site.urls"\n'
VIEWS = """
    from django.views.generic import TemplateView
    class Page(TemplateView): ...
    """


def site(urls: str, **more: str) -> dict[str, str]:
    files = {name.replace("__", "/") + ".py": text for name, text in more.items()}
    return {"site/settings.py": SETTINGS, "site/views.py": VIEWS, "site/urls.py": urls, **files}


def test_includes_by_name_module_list_and_tuple() -> None:
    check(
        site(
            """
            from django.urls import include, path, re_path
            from shop import urls as shop
            from site import views
            inner = [path("b/", views.Page.as_view())]
            urlpatterns = [
                path("", views.Page.as_view(), name="home"),
                path("shop/", include(shop)),
                path("named/<slug:of>/", include("shop.urls")),
                path("list/", include(inner)),
                re_path(r"^both/", include((inner, "inner"), namespace="second")),
                path("bare/", (inner, "x", "y")),
            ]
            """,
            shop__urls="""
            from django.urls import path
            from site.views import Page
            app_name = "shop"
            urlpatterns = [path("a/<int:pk>/", Page.as_view(), name="a")]
            """,
        ),
        "GET /named/{of}/a/{pk}/ site.views.Page.get",
        "GET /shop/a/{pk}/ site.views.Page.get",
        "GET /bare/b/ site.views.Page.get",
        "GET /both/b/ site.views.Page.get",
        "GET /list/b/ site.views.Page.get",
        "GET / site.views.Page.get",
    )


def test_names_for_reverse() -> None:
    found = table(
        site(
            """
            from django.urls import include, path
            from site.views import Page
            urlpatterns = [
                path("", Page.as_view(), name="home"),
                path("shop/", include("shop.urls", namespace="second")),
            ]
            """,
            shop__urls="""
            from django.urls import path
            from site.views import Page
            app_name = "shop"
            urlpatterns = [path("a/", Page.as_view(), name="a"), path("b/", Page.as_view())]
            """,
        )
    )
    assert {route.key.path: route.names for route in found.routes} == {
        "/": ("home",),
        "/shop/a/": ("second:a", "shop:a"),
        "/shop/b/": (),
    }


def test_lists_that_grow() -> None:
    check(
        site(
            """
            from django.conf import settings
            from django.conf.urls.static import static
            from django.contrib import admin
            from django.urls import include, path
            from rest_framework.urlpatterns import format_suffix_patterns
            from site.views import Page
            first = [path("first/", Page.as_view())]
            urlpatterns = first + [path("second/", Page.as_view())]
            urlpatterns += [path("third/", Page.as_view())]
            urlpatterns.append(path("fourth/", Page.as_view()))
            urlpatterns.insert(0, path("fifth/", Page.as_view()))
            urlpatterns.extend([path(f"{n}/", Page.as_view()) for n in ("six", "seven")])
            for name in ("eight", "nine"):
                urlpatterns += [path(name, Page.as_view())]
            if settings.DEBUG:
                import toolbar
                urlpatterns = [path("__debug__/", include(toolbar.urls))] + urlpatterns
                urlpatterns += static(settings.MEDIA_URL, document_root="x")
            urlpatterns += [path("admin/", admin.site.urls), path("auth/", include("allauth.urls"))]
            urlpatterns = format_suffix_patterns(urlpatterns)
            """
        ),
        "GET /first/ site.views.Page.get",
        "GET /second/ site.views.Page.get",
        "GET /third/ site.views.Page.get",
        "GET /fourth/ site.views.Page.get",
        "GET /fifth/ site.views.Page.get",
        "GET /seven/ site.views.Page.get",
        "GET /six/ site.views.Page.get",
        "GET /eight site.views.Page.get",
        "GET /nine site.views.Page.get",
    )


def test_languages_and_translated_paths_are_told() -> None:
    found = table(
        {
            **site(
                """
                from django.conf.urls.i18n import i18n_patterns
                from django.urls import path
                from django.utils.translation import gettext_lazy as _
                from site.views import Page
                urlpatterns = i18n_patterns(path("a/", Page.as_view()))
                urlpatterns += i18n_patterns(path("b/", Page.as_view()), prefix_default_language=False)
                urlpatterns += [path(_("about/"), Page.as_view())]
                """
            ),
            "site/settings.py": f'{SETTINGS}LANGUAGE_CODE = "de"\n',
        }
    )
    assert {route.key.path: route.confidence for route in found.routes} == {
        "/de/a/": 0.9,
        "/b/": 0.9,
        "/about/": 0.9,
    }


def test_what_an_older_django_wrote() -> None:
    assert rows(
        site(
            """
            from django.conf.urls import include, patterns, url
            urlpatterns = patterns("", url(r"^x/(\\d+)/$", "site.more.page"), url(r"^s/", include("site.sub")))
            """,
            site__sub="""
            from django.conf.urls import url
            from .more import page
            urlpatterns = (url(regex="^$", view=page),)
            """,
            site__more="from django import http\ndef page(request): ...\n",
        )
    ) == ["GET /s/ site.more.page", "GET /x/{var}/ site.more.page"]


def test_urlconfs_that_nothing_names_are_doubtful() -> None:
    found = table(
        {
            "shop/urls.py": """
                from django.urls import path
                from django.views.generic import ListView
                urlpatterns = [path("cart/", ListView.as_view()), path(NOBODY_KNOWS, ListView.as_view())]
                """
        }
    )
    assert [(route.key.path, route.confidence) for route in found.routes] == [("/cart/", 0.5)]
    assert found.routes[0].reason == "no settings module names this urlconf, and none includes it"


def test_an_include_with_a_prefix_that_is_not_known() -> None:
    found = table(
        site(
            """
            import os
            from django.urls import include, path
            urlpatterns = [path(os.environ["BASE"], include("shop.urls"))]
            """,
            shop__urls="""
            from django.urls import path
            from site.views import Page
            urlpatterns = [path("cart/", Page.as_view())]
            """,
        )
    )
    assert [(route.key.path, route.confidence) for route in found.routes] == [("/cart/", 0.5)]


def test_rows_stand_at_the_path_and_at_the_method() -> None:
    found = table(
        {
            "s.py": 'ROOT_URLCONF = "u"\nWSGI_APPLICATION = "site.wsgi.application"\n',
            "v.py": """
                from django.views import View
                class Pets(View):
                    def get(self, request): ...
                """,
            "u.py": """
                from django.urls import path
                from v import Pets
                urlpatterns = [
                    path("", Pets.as_view()),
                ]
                """,
        }
    )
    (route,) = found.routes
    assert (route.file, route.span.line, route.span.column) == ("u.py", 4, 5)
    assert (route.handler_file, route.handler_span.line, route.app) == ("v.py", 3, "site.wsgi:application")


ORDERED = """
    from django.conf.urls.i18n import i18n_patterns
    from django.urls import include, path, re_path
    from site.views import Page
    urlpatterns = [
        path("b/", Page.as_view()),
        path("<path:rest>/", include([path("x", Page.as_view())])),
        path("<slug:of>/", include([path("y", Page.as_view()), re_path("z$", Page.as_view())])),
        *i18n_patterns(path("i/", Page.as_view())),
        re_path("^open/", Page.as_view()),
    ]
    urlpatterns += [path("c/", Page.as_view())]
    urlpatterns.insert(0, path("a/", Page.as_view()))
    urlpatterns.insert(2, path("somewhere/", Page.as_view()))
    urlpatterns.append(path("d/", Page.as_view()))
    """


def test_the_order_in_which_patterns_are_tried() -> None:
    """Nothing is said of a pattern that also takes what its row does not say, nor of what stands nobody knows where."""
    found = {route.key.path: route.order for route in table(site(ORDERED)).routes}
    known = sorted((order, path) for path, order in found.items() if order)
    assert [path for _, path in known] == ["/a/", "/b/", "/{of}/y", "/en-us/i/", "/c/", "/d/"]
    assert {path for path, order in found.items() if not order} == {
        "/{rest}/x", "/{of}/z", "/open/", "/somewhere/",
    }  # fmt: skip
    assert [route.key.path for route in table(site(ORDERED)).routes if route.among] == ["/en-us/i/"]


def test_patterns_under_a_condition_have_no_turn() -> None:
    found = table(
        site(
            """
            from django.conf import settings
            from django.urls import path
            from site.views import Page
            urlpatterns = [path("a/", Page.as_view())]
            if settings.DEBUG:
                urlpatterns += [path("b/", Page.as_view())]
            """
        )
    )
    assert [(route.key.path, bool(route.order)) for route in found.routes] == [("/a/", True), ("/b/", False)]


def test_settings_modules_that_name_one_urlconf_are_one_site() -> None:
    urls = """
        from django.urls import path
        from site.views import Page
        urlpatterns = [path("a/", Page.as_view())]
        """
    same = site(urls, site__production=SETTINGS)
    assert all(route.order for route in table(same).routes)
    other = site(urls, site__production='ROOT_URLCONF = "site.urls"\n', site__more="urlpatterns = []")
    assert all(route.order for route in table(other).routes)
