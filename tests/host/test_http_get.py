"""One GET, to real servers."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from qaagent_lsp.host.http_get import answered
from tests.host.little_server import free_port


class Echo(BaseHTTPRequestHandler):
    """Answers with what was asked; a redirect below ``/moved``."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path.startswith("/moved") else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(f"{self.path} {self.headers['Accept']} {self.headers['X-Key']}".encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("path", "status", "target"), [("", 200, "/"), ("/a?b=1#c", 200, "/a?b=1"), ("/moved", 302, "/moved")]
)
def test_what_is_asked_and_that_no_redirect_is_followed(path: str, status: int, target: str) -> None:
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}{path}"
        with answered(url, [("X-Key", "k")], accept="text/plain", seconds=5) as answer:
            assert (answer.status, answer.read().decode()) == (status, f"{target} text/plain k")
        thread.join()


@pytest.mark.parametrize(("url", "error"), [("http://[", ValueError), ("", OSError)])
def test_what_cannot_be_asked_is_raised(url: str, error: type[Exception]) -> None:
    url = url or f"http://127.0.0.1:{free_port()}"
    with pytest.raises(error), answered(url, (), accept="*/*", seconds=5):
        pass
