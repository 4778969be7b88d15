"""Folds a burst of requests for the same work into one piece of work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Throttle:
    """Calls ``action`` once, ``seconds`` after the first of any number of requests."""

    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self._seconds = seconds
        self._action = action
        self._timer: asyncio.TimerHandle | None = None

    def request(self) -> None:
        """Ask for the action; requests until it runs are folded."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._fire)

    def flush(self) -> None:
        """Run the action now if it was asked for."""
        if self._timer is not None:
            self._timer.cancel()
            self._fire()

    def close(self) -> None:
        """Drop what was asked for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _fire(self) -> None:
        self._timer = None
        self._action()
