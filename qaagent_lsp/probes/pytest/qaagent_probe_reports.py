"""Attaches what only the process that ran a test can know to pytest's reports, as one JSON string.

A string travels where reports travel: from xdist workers (execnet) and from forked children (marshal).
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest
from qaagent_probe_channel import encode
from qaagent_probe_failures import collect_failure_of, failure_of

if TYPE_CHECKING:
    from collections.abc import Generator

    import pluggy
    from qaagent_probe_channel import Channel
    from qaagent_probe_places import Places
    from qaagent_probe_routes import Recorder

ATTRIBUTE = "_qaagent_detail"


class ReportAnnotations:
    """Failure details and route hits of each phase, collected where the test runs."""

    def __init__(self, places: Places, recorder: Recorder, channel: Channel) -> None:
        self._places = places
        self._recorder = recorder
        self._channel = channel

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pluggy.Result[pytest.TestReport], None]:
        """Describe a failed phase and empty the recorder into the phase's report."""
        outcome = yield
        hits = self._recorder.hits
        if call.excinfo is None and not hits and outcome.excinfo is None and not outcome.get_result().failed:
            return
        try:
            report = outcome.get_result()
        except BaseException:
            return
        try:
            detail: dict[str, object] = {}
            if hits:
                detail["hits"] = self._recorder.take()
            if report.failed:
                detail.update(failure_of(self._places, call.excinfo, report, item))
            if detail:
                setattr(report, ATTRIBUTE, encode(detail))
        except Exception:
            self._channel.event("probe_error", text=traceback.format_exc())

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pluggy.Result[pytest.CollectReport], None]:
        """Describe why a file cannot be collected, while the exception is still at hand."""
        outcome = yield
        try:
            report = outcome.get_result()
        except BaseException:
            return
        if report.failed:
            try:
                excinfo = getattr(getattr(report, "call", None), "excinfo", None)
                path = getattr(collector, "path", None)
                detail = collect_failure_of(self._places, excinfo, report, path)
                detail["file"] = self._places.relative(path) if path is not None else ""
                setattr(report, ATTRIBUTE, encode(detail))
            except Exception:
                self._channel.event("probe_error", text=traceback.format_exc())
