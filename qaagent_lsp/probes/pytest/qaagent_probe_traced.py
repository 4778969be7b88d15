"""Pytest's part in telling which functions a test executed: where the first test begins, and where all have ended."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest
from qaagent_probe_functions import tell_shared
from qaagent_probe_modules import hooks_of

if TYPE_CHECKING:
    from qaagent_probe_channel import Channel
    from qaagent_probe_functions import Functions
    from qaagent_probe_selection import SelectionFilter


class TracedSession:
    """Moves ``Functions`` on as a session goes on, and tells at its end what belongs to many tests."""

    __dir__ = hooks_of

    def __init__(self, functions: Functions, channel: Channel, selection: SelectionFilter | None) -> None:
        self._functions = functions
        self._channel = channel
        self._selection = selection

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        """Everything so far was done for all tests."""
        self._functions.tests_begin()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell, and stop listening."""
        try:
            worker = getattr(session.config, "workerinput", {}).get("workerid", "")
            partial = self._selection.partial if self._selection is not None else ()
            tell_shared(self._functions, self._channel, partial, worker)
        except Exception:
            self._channel.event("probe_error", text=traceback.format_exc())
