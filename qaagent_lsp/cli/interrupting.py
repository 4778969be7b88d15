"""Ctrl-C: once ends the run in order, twice at once."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interruptible(first: Callable[[], None], second: Callable[[], None]) -> Iterator[None]:
    """Within the block, an interrupt (or a request to terminate) calls ``first``, every later one ``second``.

    Both are called on the event loop.
    """
    loop = asyncio.get_running_loop()
    signals = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32":
        signals.append(signal.SIGHUP)
    heard = False

    def hear() -> None:
        nonlocal heard
        act, heard = (second if heard else first), True
        act()

    if sys.platform == "win32":
        before = [signal.signal(number, lambda *_: loop.call_soon_threadsafe(hear)) for number in signals]
    else:
        before = [signal.getsignal(number) for number in signals]
        for number in signals:
            loop.add_signal_handler(number, hear)
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            if sys.platform != "win32":
                loop.remove_signal_handler(number)
            signal.signal(number, handler)
