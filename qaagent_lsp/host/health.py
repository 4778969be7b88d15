"""Asks whether a server answers: one GET, straight to the address."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from urllib.parse import SplitResult, urlsplit

from qaagent_lsp.model.answer import Answer

_HEADERS = {"Accept": "*/*", "User-Agent": "qaagent-lsp", "Connection": "close"}


async def answers(url: str, seconds: float) -> Answer:
    """Ask an ``http`` or ``https`` URL once. Never raises for what is there or not; takes ``seconds`` at most.

    No proxy is used, whatever the environment says, and no redirect is followed: a redirect is an answer of the server
    that was asked. The body is not read.
    """
    try:
        connection = _connection_to(urlsplit(url), seconds)
    except (ValueError, HTTPException) as error:
        return Answer(None, listening=False, words=f"this is no address ({error})")
    taken = threading.Event()
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.to_thread(_ask, connection, _target(urlsplit(url)), taken)
    except TimeoutError:
        # A server that sends a byte now and then never lets a single read time out. The socket is looked at first:
        # the worker may be hanging up at this moment, and says before it does that somebody took the call.
        listening = connection.sock is not None or taken.is_set()
        return Answer(None, listening=listening, words=_late(seconds))
    finally:
        _hang_up(connection)


def _connection_to(address: SplitResult, seconds: float) -> HTTPConnection:
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError("http:// or https:// and a host are needed")
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    return kind(address.hostname, address.port, timeout=seconds)


def _target(address: SplitResult) -> str:
    path = address.path or "/"
    return f"{path}?{address.query}" if address.query else path


def _ask(connection: HTTPConnection, target: str, taken: threading.Event) -> Answer:
    """Ask in a worker thread. ``taken`` is set, before the connection is closed, when somebody took the call."""
    try:
        connection.connect()
        taken.set()
        connection.request("GET", target, headers=_HEADERS)
        status = connection.getresponse().status
    except (OSError, HTTPException, ValueError) as error:
        # There is a socket as soon as somebody took the call, also where they do not understand TLS then.
        if connection.sock is not None:
            taken.set()
        return Answer(None, listening=taken.is_set(), words=_words_for(error, connection))
    else:
        return Answer(status, listening=True, words=f"answered {status}")
    finally:
        connection.close()


def _words_for(error: Exception, connection: HTTPConnection) -> str:
    if isinstance(error, TimeoutError):
        return _late(connection.timeout or 0)
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, RemoteDisconnected):
        return "the connection was closed without an answer"
    if isinstance(error, HTTPException):
        return f"the answer is no HTTP ({type(error).__name__})"
    return str(error)


def _late(seconds: float) -> str:
    return f"no answer within {seconds:g} s"


def _hang_up(connection: HTTPConnection) -> None:
    """End the call for a worker thread that still waits in it; the thread closes what is its own."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
