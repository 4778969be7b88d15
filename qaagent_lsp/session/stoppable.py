"""Work that blocks, in a thread, and that ends when nobody waits for it any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from qaagent_lsp.model.errors import QaAgentError

T = TypeVar("T")


async def in_thread(work: Callable[[threading.Event], T], name: str) -> T:
    """Do work in a thread. Being cancelled sets the event that it is given, and is over when the work is."""
    stop = threading.Event()
    task = asyncio.create_task(asyncio.to_thread(work, stop), name=name)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stop.set()
        with suppress(QaAgentError):
            await task
        raise
