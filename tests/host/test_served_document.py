"""Descriptions of APIs that servers give, by real servers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from qaagent_lsp.host.served_document import served_document


@contextmanager
def server(answers: dict[str, bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


@pytest.mark.parametrize(
    ("path", "body", "found"),
    [
        ("/openapi.json", b'{"openapi": "3.1.0", "paths": {}}', True),
        ("/swagger.json", b' {"swagger": "2.0"}', True),
        ("/openapi.yaml", b"# ours\nopenapi: 3.0.3\n", True),
        ("/openapi.json", b"<html>openapi: not this</html>", False),
        ("/openapi.json", b'{"detail": "nothing here"}', False),
        ("/elsewhere.json", b'{"openapi": "3.1.0"}', False),
    ],
)
def test_a_description_is_found_by_what_it_says(path: str, body: bytes, found: bool) -> None:
    with server({path: body}) as url:
        assert served_document(url) == (f"{url}{path}" if found else "")


def test_a_server_that_is_not_there_describes_nothing() -> None:
    with server({}) as url:
        pass
    assert served_document(url) == ""


def test_a_server_that_does_not_answer_is_asked_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert served_document(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.1) == ""
        silent.setblocking(False)
        asked, _ = silent.accept()
        asked.close()
        with pytest.raises(BlockingIOError):
            silent.accept()
