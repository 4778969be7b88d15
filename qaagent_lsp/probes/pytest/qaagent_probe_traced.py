"""Pytest's part in telling which functions a test executed: where tests begin and end, and what fixtures share."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import pytest
from qaagent_probe_functions import tell_shared
from qaagent_probe_reports import NEW_STYLE

if TYPE_CHECKING:
    from collections.abc import Generator

    from qaagent_probe_channel import Channel
    from qaagent_probe_functions import Functions
    from qaagent_probe_places import Places
    from qaagent_probe_selection import SelectionFilter


class TracedSession:
    """Moves ``Functions`` on as a session goes on, and tells at its end what belongs to many tests."""

    def __init__(
        self, functions: Functions, places: Places, channel: Channel, selection: SelectionFilter | None
    ) -> None:
        self._functions = functions
        self._places = places
        self._channel = channel
        self._selection = selection

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        """Everything so far was done for all tests."""
        self._functions.tests_begin()

    if NEW_STYLE:

        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_fixture_setup(
            self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
        ) -> Generator[None, object, object]:
            """Lay what a fixture of a wider scope does to all tests of that scope."""
            if fixturedef.scope == "function":
                return (yield)
            self._functions.widen(self._group(fixturedef, request))
            try:
                return (yield)
            finally:
                self._functions.narrow()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell, and stop listening."""
        try:
            worker = getattr(session.config, "workerinput", {}).get("workerid", "")
            partial = self._selection.partial if self._selection is not None else ()
            tell_shared(self._functions, self._channel, partial, worker)
        except Exception:
            self._channel.event("probe_error", text=traceback.format_exc())

    def _group(self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> str:
        """The file whose tests share a fixture; ``""`` for one that all share."""
        if fixturedef.scope not in ("module", "class"):
            return ""
        path = getattr(request.node, "path", None)
        return "" if path is None else self._places.relative(path)
