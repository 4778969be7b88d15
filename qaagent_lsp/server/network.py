"""Serves clients over TCP or WebSocket. Every connection is its own conversation with its own sessions."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qaagent_lsp.server.conversation import Terms, converse, converse_in_messages

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen. Port 0 takes a free one; the line on stderr says which."""

    host: str
    port: int


def parse_address(text: str) -> Address:
    """Read ``PORT``, ``:PORT``, ``HOST:PORT`` or ``[IPV6]:PORT``.

    Raises ``ValueError`` that says what is wrong.
    """
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{text!r} is not [HOST:]PORT, e.g. 8765 or 127.0.0.1:8765")
    return Address(host.strip("[]") or LOOPBACK, int(port))


def loopback(host: str) -> bool:
    """Tell whether only this machine reaches the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def serve_tcp(address: Address, *, token: str | None, runs_dir: str | None) -> int:
    """Accept connections until cancelled."""
    terms = Terms(runs_dir=runs_dir, token=token, watch_parent=False)

    async def serve_client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await converse(reader, writer, terms)
        except ConnectionError as error:
            log.info("a client went away: %s", error)
        finally:
            writer.close()

    server = await asyncio.start_server(serve_client, address.host, address.port)
    _announce("tcp", server.sockets[0].getsockname())
    async with server:
        await server.serve_forever()
    return 0


async def serve_ws(address: Address, *, token: str | None, runs_dir: str | None) -> int:
    """Accept WebSocket connections until cancelled; one text or binary frame is one message."""
    from websockets.asyncio.server import serve

    terms = Terms(runs_dir=runs_dir, token=token, watch_parent=False)

    async def serve_client(socket: ServerConnection) -> None:
        await converse_in_messages(_frames(socket), _FrameWriter(socket), terms, include_headers=False)

    # Without a token, a browser must be refused: any web page may open a WebSocket to a local port.
    origins = None if token else [None]
    async with serve(serve_client, address.host, address.port, origins=origins, max_size=None) as server:
        _announce("ws", next(iter(server.sockets)).getsockname())
        await server.serve_forever()
    return 0


async def _frames(socket: ServerConnection) -> AsyncIterator[bytes | str]:
    async for frame in socket:
        yield frame


class _FrameWriter:
    """Sends each message as one text frame, in order."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket

    async def write(self, data: bytes) -> None:
        await self._socket.send(data.decode("utf-8"))


def _announce(kind: str, name: tuple[object, ...]) -> None:
    host = f"[{name[0]}]" if ":" in str(name[0]) else name[0]
    sys.stderr.write(f"listening on {kind}://{host}:{name[1]}\n")
    sys.stderr.flush()
