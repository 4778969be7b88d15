"""Flask: the URL map, without what Flask adds by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.probed import probed, served, traced, write

BLOG = [
    "GET /parent/child/{id}/edit test_blog.edit test_blog.py:19",
    "GET /tags/{name}/ test_blog.Tags.get test_blog.py:36",
    "POST /tags/{name}/ test_blog.Tags.post test_blog.py:39",
    "GET /old test_blog.old test_blog.py:46",
]

FACTORY = """
from flask import Flask, views


class Base(views.View):
    methods = ["GET", "OPTIONS"]

    def dispatch_request(self):
        return "x"


class Leaf(Base):
    pass


def create_app():
    app = Flask(__name__)
    app.add_url_rule("/leaf", view_func=Leaf.as_view("leaf"))
    app.add_url_rule("/name-only", endpoint="nothing")
    return app
"""

TESTS = """
import pytest
from shop.web import create_app


@pytest.fixture
def client():
    return create_app().test_client()


@pytest.mark.parametrize("n", range(5))
def test_it(client, n):
    assert client.get("/leaf").text == "x"
"""


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
def test_flask(pins: str) -> None:
    assert served(traced("web_flask", pins)) == {"test_blog:app": BLOG}


def test_a_factory_is_named_and_told_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", shop__web=FACTORY, shop____init__="", test_it=TESTS)
    run = probed(folder, "-W", "ignore")
    assert run.returncode == 0, run.output
    assert served(run) == {
        "shop.web:create_app()": [
            "GET /leaf shop.web.Leaf.dispatch_request shop/web.py:8",
            "OPTIONS /leaf shop.web.Leaf.dispatch_request shop/web.py:8",
        ]
    }
    assert sum(event.__class__.__name__ == "AppSeen" for event in run.events) == 1
