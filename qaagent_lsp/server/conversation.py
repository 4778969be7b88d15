"""One client from its first byte to its last: reads messages, and leaves nothing running when it goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from qaagent_lsp.server.framing import FramingError, read_messages
from qaagent_lsp.server.types_on_demand import import_types

log = logging.getLogger(__name__)

PARENT_CHECK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a client may do here.

    ``token`` is what ``initializationOptions.token`` must be; None: no token needed.
    """

    runs_dir: str | None = None
    token: str | None = None
    watch_parent: bool = True


async def converse(reader: asyncio.StreamReader, writer: Any, terms: Terms) -> int:
    """Serve one client over a byte stream.

    Returns 0 after ``shutdown`` and ``exit``, 1 when it just went away.
    """
    return await converse_in_messages(read_messages(reader), writer, terms, include_headers=True)


async def converse_in_messages(
    messages: AsyncIterator[bytes | str], writer: Any, terms: Terms, *, include_headers: bool
) -> int:
    """Serve one client over anything that delivers whole messages."""
    import_types()
    from qaagent_lsp.server.app import create_server

    server = create_server(terms)
    connection = server.protocol
    connection.set_writer(writer, include_headers=include_headers)
    watcher = asyncio.create_task(_end_with_parent(server, asyncio.current_task()), name="parent watch")
    try:
        async for body in messages:
            connection.receive(body)
            if connection.exit_code is not None:
                return connection.exit_code
    except FramingError as violation:
        log.warning("closing the connection: %s", violation)
    finally:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
        await server.aclose()
    return 1


async def _end_with_parent(server: Any, conversation: asyncio.Task[Any] | None) -> None:
    """End the conversation when the process of LSP ``InitializeParams.processId`` is gone."""
    while True:
        await asyncio.sleep(PARENT_CHECK_SECONDS)
        import psutil

        parent = server.process_id if server.terms.watch_parent else None
        if parent is not None and conversation is not None and not psutil.pid_exists(parent):
            log.warning("the editor (process %s) is gone", parent)
            conversation.cancel()
            return
