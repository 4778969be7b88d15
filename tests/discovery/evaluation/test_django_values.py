from __future__ import annotations

from tests.discovery.tables import table


def test_a_setting_in_a_path() -> None:
    (route,) = table(
        {
            "conf/settings.py": 'from .more import *\nROOT_URLCONF = "urls"\n',
            "conf/more.py": 'ADMIN = "secret/"\n',
            "urls.py": """
                from django.conf import settings
                from django.urls import path
                from django.views.generic import ListView
                urlpatterns = [path(settings.ADMIN + "x/", ListView.as_view()), path(settings.NO, ListView.as_view())]
                """,
        }
    ).routes
    assert (route.key.path, route.confidence) == ("/secret/x/", 0.9)
    assert route.reason == "a setting that another settings module may change"
