"""A client's end of the wire inside the test's own process: keeps what the server writes."""

from __future__ import annotations

import json
from typing import Any

from qaagent_lsp.server.app import create_server
from qaagent_lsp.server.conversation import Terms
from qaagent_lsp.server.language_server import QaAgentServer


class Listener:
    """The writer of a connection; messages come without headers."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        """Keep a message."""
        self.messages.append(json.loads(data))

    def close(self) -> None:
        """Nothing to close."""

    def heard(self, method: str) -> list[Any]:
        """Parameters of all messages of a method."""
        return [message.get("params") for message in self.messages if message.get("method") == method]


def listened() -> tuple[QaAgentServer, Listener]:
    """Make a server whose client is a listener."""
    server, listener = create_server(Terms()), Listener()
    server.protocol.set_writer(listener, include_headers=False)
    return server, listener
