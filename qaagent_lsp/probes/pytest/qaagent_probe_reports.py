"""Attaches what only the process that ran a test can know to pytest's reports, as one JSON string.

A string travels where reports travel: from xdist workers (execnet) and from forked children (marshal).
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import pytest
from qaagent_probe_channel import encode
from qaagent_probe_failures import collect_failure_of, failure_of
from qaagent_probe_modules import hooks_of
from qaagent_probe_owners import Owner, current, shared
from qaagent_probe_routes import taken, written
from qaagent_probe_selection import item_id

if TYPE_CHECKING:
    from collections.abc import Generator

    import pluggy
    from qaagent_probe_channel import Channel
    from qaagent_probe_functions import Functions
    from qaagent_probe_places import Places
    from qaagent_probe_routes import Hit, Recorder

ATTRIBUTE = "_qaagent_detail"
_OWNER = "_qaagent_owner"
NEW_STYLE = "wrapper" in type(pytest.hookimpl).__call__.__code__.co_varnames
"""Wrappers that return, of pluggy 1.2 and later, cost half as much as the old ones."""


class ReportAnnotations:
    """What belongs to no phase of a single test: wide fixtures, late requests, route tables, broken files."""

    __dir__ = hooks_of

    def __init__(
        self, places: Places, recorder: Recorder, channel: Channel, functions: Functions | None = None
    ) -> None:
        self._places = places
        self._owners = recorder.owners
        self._tables = recorder.tables
        self._channel = channel
        self._functions = functions

    if NEW_STYLE:

        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_fixture_setup(
            self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
        ) -> Generator[None, object, object]:
            """What a fixture starts for several tests serves whichever of them runs, and all of them executed it."""
            if fixturedef.scope == "function":
                return (yield)
            functions = self._functions
            if functions is not None:
                functions.widen(self._group(fixturedef, request))
            token = shared()
            try:
                return (yield)
            finally:
                if functions is not None:
                    functions.narrow()
                current.reset(token)

    else:

        @pytest.hookimpl(hookwrapper=True)
        def pytest_fixture_setup(  # type: ignore[misc]  # the older spelling, too
            self, fixturedef: pytest.FixtureDef[object]
        ) -> Generator[None]:
            """Do the same where pluggy is older."""
            if fixturedef.scope == "function":
                yield
                return
            token = shared()
            yield
            current.reset(token)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Tell what came after the end of its test, and what the apps serve, in the process that saw them."""
        for item, hits in self._owners.left():
            self._channel.event("late_hits", id=item_id(self._places, item), hits=taken(hits))
        self._tables.tell()

    def _group(self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> str:
        """The file whose tests share a fixture; ``""`` for one that all share."""
        if fixturedef.scope not in ("module", "class"):
            return ""
        path = getattr(request.node, "path", None)
        return "" if path is None else self._places.relative(path)

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


class PhaseAnnotations:
    """Failure details and route hits of each phase, laid into its report, which may travel to another process."""

    __dir__ = hooks_of

    def __init__(
        self, places: Places, recorder: Recorder, channel: Channel, functions: Functions | None = None
    ) -> None:
        self._places = places
        self._owners = recorder.owners
        self._channel = channel
        self._functions = functions

    def describe(
        self,
        item: pytest.Item,
        call: pytest.CallInfo[None],
        report: pytest.TestReport,
        ran: str = "",
    ) -> None:
        """Describe a failed phase, and lay the hits of its test so far into its report."""
        try:
            parts: list[str] = []
            hits = self._hits(item)
            if hits:
                parts.append('"hits":%s' % written(hits))
            if ran:
                parts.append('"ran":' + ran)
            if report.outcome == "failed":
                parts.append(encode(failure_of(self._places, call.excinfo, report, item))[1:-1])
            if parts:
                setattr(report, ATTRIBUTE, "{%s}" % ",".join(parts))
        except Exception:
            self._channel.event("probe_error", text=traceback.format_exc())

    if NEW_STYLE:

        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_runtest_makereport(
            self, item: pytest.Item, call: pytest.CallInfo[None]
        ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
            """Describe a phase that has anything to tell. Called three times a test: nothing may be dear here."""
            report = yield
            owner: Owner | None = vars(item).get(_OWNER)
            ran = ""
            if call.when == "teardown" and self._functions is not None:
                ran = executed_text(self._functions, item, self._channel)
            if (
                call.excinfo is not None
                or ran
                or (self._owners.nobodys if owner is None else owner.hits)
                or getattr(report, "outcome", "") == "failed"
            ):
                self.describe(item, call, report, ran)
            return report

        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
            """Let all that a test does, from its first fixture to its last, be its own."""
            owner, token = self._owners.begin(item)
            vars(item)[_OWNER] = owner
            try:
                return (yield)
            finally:
                self._owners.end(owner, token)

    else:

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_makereport(  # type: ignore[misc]  # the older spelling of the same hook
            self, item: pytest.Item, call: pytest.CallInfo[None]
        ) -> Generator[None, pluggy.Result[pytest.TestReport], None]:
            """Do the same where pluggy is older."""
            outcome = yield
            if outcome.excinfo is None:
                self.describe(item, call, outcome.get_result())

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None]:  # type: ignore[misc]  # the older spelling, too
            """Do the same where pluggy is older."""
            owner, token = self._owners.begin(item)
            vars(item)[_OWNER] = owner
            yield
            self._owners.end(owner, token)

    def _hits(self, item: pytest.Item) -> list[Hit]:
        owner: Owner | None = vars(item).get(_OWNER)
        return self._owners.nobodys if owner is None else owner.hits


def executed_text(functions: Functions, item: pytest.Item, channel: Channel) -> str:
    """Give the JSON text of what a test that is over has executed besides itself, ``""`` for nothing."""
    try:
        # A method has the code of its function.
        ran = functions.test_ended(getattr(getattr(item, "obj", None), "__code__", None))
        if ran is None:
            return ""
        # Most tests execute what another one did before them.
        return '{"by":%(by)d,"set":%(set)d}' % ran if len(ran) == 2 else encode(ran)
    except Exception:
        functions.is_broken = True
        channel.event("probe_error", text=traceback.format_exc())
        return ""
