"""Which routes a test reached, as the web framework resolved them, in the newest and in older releases."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.probes.environments import THIS, environment
from tests.probes.probed import Probed, hits, probed, project, write


@cache
def traced(name: str, pins: str) -> Probed:
    with TemporaryDirectory() as folder:
        python = environment(THIS, pins) if pins else sys.executable
        run = probed(project(name, Path(folder).resolve() / name), "-W", "ignore", python=python)
    assert run.returncode == 0, run.output
    assert run.seen.notes == ()
    return run


FASTAPI = [
    (
        "included_routers",
        [
            "call GET /api/outer/mid/inner/x/{a} shop.get_x 200 entered x2",
            "call GET /v2/inner/x/{a} shop.get_x 200 entered x1",
        ],
    ),
    ("validation", ["call GET /v2/inner/x/{a} shop.get_x 422 - x1"]),
    ("dependency", ["call POST /api/outer/secret shop.secret 401 - x1"]),
    (
        "mounts",
        [
            "call GET /tenants/{tenant}/files/{path} shop.get_file 200 entered x1",
            "call GET /star/p shop.plain 200 entered x1",
            "call GET /star/deep/q/{id} shop.plain 200 entered x1",
        ],
    ),
    ("no_route", []),
    ("server_error", ["call GET /boom shop.boom 500 entered x1"]),
    ("websocket", ["call WEBSOCKET /api/outer/ws/{n} shop.socket 101 entered x1"]),
    (
        "phases",
        [
            "setup GET /v2/inner/x/{a} shop.get_x 200 entered x1",
            "call GET /boom shop.boom 500 entered x1",
            "teardown GET /stream shop.stream 200 entered x1",
        ],
    ),
    ("asgi_transport", ["call GET /v2/inner/x/{a} shop.get_x 200 entered x1"]),
    ("none", []),
]

FLASK = [
    ("nested_blueprint", ["call GET /parent/child/{id}/edit test_blog.edit 200 entered x1"]),
    ("guard", ["call GET /parent/child/{id}/edit test_blog.edit 401 - x1"]),
    (
        "view_class",
        [
            "call GET /tags/{name}/ test_blog.Tags.get 200 entered x2",
            "call POST /tags/{name}/ test_blog.Tags.post 500 entered x1",
        ],
    ),
    ("no_route", []),
    (
        "redirect",
        [
            "call GET /old test_blog.old 302 entered x1",
            "call GET /tags/{name}/ test_blog.Tags.get 200 entered x1",
        ],
    ),
]

DJANGO = [
    (
        "path",
        [
            "call GET /pets/{pet_id}/ pets.get_pet 200 entered x1",
            "call GET /pets/{pet_id}/ pets.get_pet 404 entered x1",
        ],
    ),
    ("middleware", ["call GET /pets/{pet_id}/ pets.get_pet 401 - x1"]),
    ("no_route", []),
    (
        "view_class",
        [
            "call GET /api/owners/{name} pets.Owners.get 200 entered x1",
            "call POST /api/owners/{name} pets.Owners.post 500 entered x1",
        ],
    ),
    ("regex", ["call GET /old/{year}/ pets.<lambda> 200 entered x1"]),
    ("async", ["call GET /api/slow pets.slow 200 entered x1"]),
    ("factory", []),
]


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
@pytest.mark.parametrize(("test", "expected"), FASTAPI)
def test_fastapi(test: str, expected: list[str], pins: str) -> None:
    assert hits(traced("web_fastapi", pins), f"test_shop.py::test_{test}") == expected


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
@pytest.mark.parametrize(("test", "expected"), FLASK)
def test_flask(test: str, expected: list[str], pins: str) -> None:
    assert hits(traced("web_flask", pins), f"test_blog.py::test_{test}") == expected


@pytest.mark.parametrize(("test", "expected"), DJANGO)
def test_django(test: str, expected: list[str]) -> None:
    assert hits(traced("web_django", "web_older"), f"test_pets.py::test_{test}") == expected


def test_handler_place_is_that_of_the_undecorated_code() -> None:
    (hit, _) = traced("web_fastapi", "").cases["test_shop.py::test_included_routers"].hits
    assert hit.handler_file.endswith("/shop.py")
    source = (
        (Path(__file__).parents[1] / "fixtures/pytest_projects/web_fastapi/shop.py").read_text().splitlines()
    )
    assert source[hit.handler_line - 1] == '@inner.get("/x/{a}")'


SERVER = """
import http.server
import threading

import pytest


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def url():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_urllib(url):
    import urllib.request

    urllib.request.urlopen(url.replace("127.0.0.1", "localhost") + "/a%20b/1?x=1").close()


def test_httpx(url):
    import httpx

    httpx.get(url + "/c")


def test_async_httpx(url):
    import asyncio

    import httpx

    async def go():
        async with httpx.AsyncClient() as client:
            await client.get(url + "/d")

    asyncio.run(go())
"""


def test_requests_that_leave_the_process(tmp_path: Path) -> None:
    run = probed(write(tmp_path / "w", test_it=SERVER))
    found = {
        test: [(hit.method, hit.path, hit.status, hit.how) for hit in case.hits]
        for test, case in run.cases.items()
    }
    assert found == {
        "test_it.py::test_urllib": [("GET", "/a b/1", 204, "request")],
        "test_it.py::test_httpx": [("GET", "/c", 204, "request")],
        "test_it.py::test_async_httpx": [("GET", "/d", 204, "request")],
    }


def test_modules_load_as_ever(tmp_path: Path) -> None:
    """Loaders, reloads and late imports are what they are without the probe."""
    source = """
import importlib, inspect, sys


def test_spec_is_the_real_one():
    import starlette.routing
    from importlib.machinery import SourceFileLoader

    assert type(starlette.routing.__spec__.loader) is SourceFileLoader
    assert "exec_module" not in vars(starlette.routing.__spec__.loader)
    assert "class Route" in inspect.getsource(starlette.routing)


def test_reload_is_traced_again():
    import starlette.routing
    from starlette.testclient import TestClient

    importlib.reload(starlette.routing)
    app = starlette.routing.Router([starlette.routing.Route("/late", lambda request: None)])
    TestClient(app, raise_server_exceptions=False).get("/late")


def test_assertion_rewriting_goes_on():
    import helper
    helper.check(1)
"""
    folder = write(
        tmp_path / "w",
        test_it=source,
        conftest="import pytest\npytest.register_assert_rewrite('helper')\n",
        helper="def check(value):\n    assert value == 2, 'told'\n",
    )
    run = probed(folder)
    assert run.verdicts == {
        "test_it.py::test_spec_is_the_real_one": "passed",
        "test_it.py::test_reload_is_traced_again": "passed",
        "test_it.py::test_assertion_rewriting_goes_on": "failed",
    }
    assert [hit.path for hit in run.cases["test_it.py::test_reload_is_traced_again"].hits] == ["/late"]
    assert "assert 1 == 2" in run.cases["test_it.py::test_assertion_rewriting_goes_on"].message
