"""Pytest plugin, injected with ``-p qaagent_probe``: tells what happens while the user's tests run.

It runs inside the user's interpreter (Python 3.9+, pytest 7.4+), uses the standard library only, writes nothing to
stdout or stderr, and does nothing at all unless ``QAAGENT_EVENTS`` names a file. Read from the environment once:

``QAAGENT_EVENTS``     absolute path of the NDJSON file that events are appended to
``QAAGENT_WORKSPACE``  absolute path of the workspace folder that ids are relative to
``QAAGENT_SELECTION``  optional: absolute path of a file with one test id a line, each a JSON string
``QAAGENT_TRACE``      optional: ``off`` not to note which functions each test executes
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

import pytest
import qaagent_probe_functions as functions
import qaagent_probe_routes as routes
from qaagent_probe_channel import Channel
from qaagent_probe_ids import Ids
from qaagent_probe_places import Places
from qaagent_probe_plain import PlainTests, TestsBegin
from qaagent_probe_reports import NEW_STYLE, PhaseAnnotations, ReportAnnotations
from qaagent_probe_selection import SELECTION, SelectionFilter, read_selection
from qaagent_probe_session import HeldEvents, SessionEvents, conftest_broke
from qaagent_probe_tests import TestEvents
from qaagent_probe_traced import TracedSession

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import ParamSpec

    import pluggy

    P = ParamSpec("P")

_NAME = "qaagent_probe_session"


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, pluggy.Result[None], None]:
    """Start before the user's conftest files, so that a broken one is told and the apps they import are traced."""
    _start(early_config)
    outcome = yield
    probe = early_config.pluginmanager.get_plugin(_NAME)
    if probe is not None and outcome.excinfo is not None:
        _guarded(probe.channel, conftest_broke, probe.channel, probe.places, outcome.excinfo[1])


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Settle who writes: xdist workers, known as such only from here on, leave that to their controller."""
    _start(config)
    probe = config.pluginmanager.get_plugin(_NAME)
    if probe is not None and hasattr(config, "workerinput"):
        config.pluginmanager.unregister(probe)
        probe.channel.hold()
        config.pluginmanager.register(HeldEvents(probe.channel), _NAME)


def _start(config: pytest.Config) -> None:
    if config.pluginmanager.hasplugin(_NAME):
        return
    path = os.environ.get("QAAGENT_EVENTS")
    if not path:
        return
    workspace = os.environ.get("QAAGENT_WORKSPACE") or os.getcwd()
    selection = os.environ.get("QAAGENT_SELECTION")
    channel = None
    try:
        channel = Channel(path)
        places = Places(workspace)
        recorder = routes.install(channel, places)
        manager = config.pluginmanager
        ids = Ids(places)
        chosen = SelectionFilter(read_selection(selection), places, channel) if selection else None
        if chosen is not None:
            manager.register(chosen, SELECTION)
        traced = functions.install(places, channel) if NEW_STYLE else None
        if traced is not None:
            manager.register(TracedSession(traced, channel, chosen), _NAME + "_traced")

        def plain() -> object:
            return PlainTests(channel, ids, places, recorder.owners, traced)

        def others(config: pytest.Config) -> Iterator[object]:
            yield PhaseAnnotations(places, recorder, channel, traced)
            if not hasattr(config, "workerinput"):  # xdist's controller is told of its workers' tests
                yield TestEvents(channel, ids)

        manager.register(ReportAnnotations(places, recorder, channel, traced), _NAME + "_reports")
        manager.register(SessionEvents(channel, places, ids), _NAME)
        manager.register(TestsBegin(plain, others), _NAME + "_tests")
    except Exception:
        if channel is not None:
            channel.event("probe_error", text=traceback.format_exc())


def _guarded(channel: Channel, function: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        function(*args, **kwargs)
    except Exception:
        channel.event("probe_error", text=traceback.format_exc())
