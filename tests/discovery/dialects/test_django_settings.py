from __future__ import annotations

import pytest

from tests.discovery.tables import table

URLS = """
    from django.urls import path
    from django.views.generic import ListView
    urlpatterns = [path("cart/", ListView.as_view())]
    """

NAMED = [
    {"conf/settings.py": 'ROOT_URLCONF = "shop.urls"\n'},
    {
        "conf/base.py": 'BASE = "shop"\n',
        "conf/dev.py": 'from .base import *\nROOT_URLCONF = BASE + ".urls"\n',
    },
    {"conf/base.py": 'ROOT_URLCONF = "shop.urls"\n', "conf/test.py": "from conf.base import *\n"},
    {"conf/settings.py": 'class Base:\n    ROOT_URLCONF = "shop.urls"\n'},
    {"conftest.py": 'from django.conf import settings\nsettings.configure(ROOT_URLCONF="shop.urls")\n'},
    {"t.py": 'from django import test\n@test.override_settings(ROOT_URLCONF="shop.urls")\nclass T: ...\n'},
    {"t.py": 'import pytest\n@pytest.mark.urls("shop.urls")\ndef test_it(): ...\n'},
]


@pytest.mark.parametrize("files", NAMED)
def test_a_urlconf_that_is_named_is_certain(files: dict[str, str]) -> None:
    (route,) = table({"shop/urls.py": URLS, **files}).routes
    assert (route.key.path, route.confidence, route.reason) == ("/cart/", 1, "")


def test_the_environment_may_change_it() -> None:
    named = 'import os\nROOT_URLCONF = os.environ.get("URLS", "shop.urls")\n'
    (route,) = table({"shop/urls.py": URLS, "conf.py": named}).routes
    assert (route.confidence, route.reason) == (0.7, "default of an environment variable")


def test_a_module_may_name_itself() -> None:
    (route,) = table({"app.py": f"{URLS}    ROOT_URLCONF = __name__\n"}).routes
    assert (route.key.path, route.confidence) == ("/cart/", 1)


def test_a_urlconf_outside_the_workspace_is_nothing() -> None:
    assert table({"conf.py": 'ROOT_URLCONF = "elsewhere.urls"\n'}).routes == ()


def test_a_site_without_an_application_is_named_by_its_urlconf() -> None:
    (route,) = table({"shop/urls.py": URLS, "conf.py": 'ROOT_URLCONF = "shop.urls"\n'}).routes
    assert route.app == "shop.urls:urlpatterns"
