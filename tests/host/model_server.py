"""A server on loopback that speaks chat completions as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ModelServer(ThreadingHTTPServer):
    """Answers every POST with ``body`` (bytes; None never answers) and ``status``; keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.status = 200
        self.body: bytes | None = b""
        self.content_type = "application/json"
        self.location = ""
        self.asked: list[str] = []
        self.over = threading.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def says(self, text: object) -> None:
        """Have the model write this."""
        self.body = completion(text)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about somebody who hung up."""


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, ModelServer)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server.asked.append(f"{self.path}\n{self.headers}\n{body}")
        if server.body is None:
            server.over.wait(30)
            return
        self.send_response(server.status)
        self.send_header("Content-Type", server.content_type)
        self.send_header("Content-Length", str(len(server.body)))
        if server.location:
            self.send_header("Location", server.location)
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def completion(text: object) -> bytes:
    """An answer of a model, as the protocol wraps it."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "small", "choices": [choice]}
    ).encode()


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """Serve until the block ends."""
    with ModelServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
