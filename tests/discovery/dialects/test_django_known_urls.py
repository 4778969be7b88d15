from __future__ import annotations

from tests.discovery.tables import table

URLS = """
    from django.urls import include, path
    import django.contrib.auth.urls
    urlpatterns = [
        path("api/", include("rest_framework.urls", namespace="rest")),
        path("me/", include(django.contrib.auth.urls)),
        path("i18n/", include("django.conf.urls.i18n")),
        path("other/", include("allauth.urls")),
    ]
    ROOT_URLCONF = __name__
    """


def test_urlconfs_of_the_frameworks_are_known() -> None:
    found = table({"urls.py": URLS})
    rows = [f"{route.key} {route.names[0]}" for route in found.routes]
    assert rows[:4] == [
        "GET /api/login/ rest:login",
        "POST /api/login/ rest:login",
        "PUT /api/login/ rest:login",
        "POST /api/logout/ rest:logout",
    ]
    assert "GET /me/reset/{uidb64}/{token}/ password_reset_confirm" in rows
    assert rows[-1] == "ANY /i18n/setlang/ set_language"
    assert found.routes[0].handler == "django.contrib.auth.views.LoginView.get"
    assert (found.routes[0].file, found.routes[0].span.line) == ("urls.py", 4)
