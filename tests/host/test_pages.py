from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from qaagent_lsp.host.pages import find_pages
from qaagent_lsp.model.route import RouteKey
from tests.host.little_server import free_port
from tests.tools.site import ROUTES, served, written


def test_pages_are_what_answers_with_html(tmp_path: Path) -> None:
    with served(written(tmp_path)) as url:
        found = find_pages(url, ROUTES)
    assert [page.path for page in found.pages] == ["/", "/login", "/bare"]
    assert [page.route.key if page.route else None for page in found.pages] == [
        RouteKey("GET", "/"),
        RouteKey("GET", "/login"),
        RouteKey("GET", "/bare"),
    ]
    assert set(found.notes) == {
        "/account: shows /login",
        "/token: needs signing in (401)",
        "/broken: the server answers 500",
        "/elsewhere: leads away, to elsewhere.invalid",
        "/logout: not asked for, since its name says that this changes something",
        "/loop: redirects without end",
    }


def test_headers_sign_in(tmp_path: Path) -> None:
    with served(written(tmp_path)) as url:
        found = find_pages(url, ROUTES, (("Authorization", "Bearer s3cret"),))
    assert "/token" in [page.path for page in found.pages]


def test_a_server_without_known_routes_has_its_first_page(tmp_path: Path) -> None:
    with served(written(tmp_path)) as url:
        (page,) = find_pages(url, ()).pages
    assert (page.path, page.route) == ("/", None)


def test_a_server_that_is_away_is_said() -> None:
    found = find_pages(f"http://127.0.0.1:{free_port()}", ROUTES[:1])
    assert found.pages == ()
    assert "refused" in found.notes[0]


class Odd(BaseHTTPRequestHandler):
    """Sends everybody to what is no URL."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://[")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_a_server_may_say_anything() -> None:
    with HTTPServer(("127.0.0.1", 0), Odd) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        found = find_pages(f"http://127.0.0.1:{server.server_port}", ())
        thread.join()
    assert (found.pages, found.notes) == ((), ("/: leads away, to http://[",))


def test_time_is_bounded(tmp_path: Path) -> None:
    with served(written(tmp_path)) as url:
        found = find_pages(url, ROUTES, seconds=0)
    assert found.pages == ()
    assert found.notes == ("10 more paths were not asked for",)
