"""The quick way: tests that pytest itself runs, one after the other, in this process, with nothing between.

Nearly all sessions are such. Two hooks are enough for them, where other processes and plugins that run tests in a
manner of their own need nine calls a test.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest
from qaagent_probe_channel import encode
from qaagent_probe_failures import SECTION_LIMIT, capped, failure_of
from qaagent_probe_modules import hooks_of
from qaagent_probe_reports import NEW_STYLE, executed_text
from qaagent_probe_routes import written
from qaagent_probe_tests import is_of_subtest, phase_text, subtest_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from qaagent_probe_channel import Channel
    from qaagent_probe_functions import Functions
    from qaagent_probe_ids import Ids
    from qaagent_probe_owners import Owner, Owners
    from qaagent_probe_places import Places

_BRIEF = 0.1
"""Seconds. Of a test that takes longer each phase's duration is told."""


class PlainTests:
    """Writes one ``started`` and one ``finished`` line a test, with what was seen of it in this process."""

    __dir__ = hooks_of

    def __init__(
        self, channel: Channel, ids: Ids, places: Places, owners: Owners, functions: Functions | None
    ) -> None:
        self._channel = channel
        self._ids = ids
        self._places = places
        self._owners = owners
        self._functions = functions
        self._owner: Owner | None = None
        self._reports: list[pytest.TestReport] = []
        self._details: dict[int, list[str]] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Say that a test runs, let all that it does meanwhile be its own, and say how it ended."""
        text = self._started(item)
        owner, token = self._owners.begin(item)
        self._owner = owner
        try:
            result = yield
        finally:
            self._owner = None
            self._owners.end(owner, token)
        self._finished(item, text)
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a phase until its test is over, with the requests that were seen meanwhile."""
        self._reports.append(report)
        owner = self._owner
        if owner is not None and owner.hits:
            try:
                self._details.setdefault(id(report), []).append('"hits":%s' % written(owner.hits))
            except Exception:
                self._fault()

    @pytest.hookimpl(tryfirst=True)
    def pytest_exception_interact(
        self, node: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
    ) -> None:
        """Describe why a phase failed while the exception is at hand. Comes right after its report."""
        if self._owner is not None and report.outcome == "failed" and isinstance(report, pytest.TestReport):
            self._describe(report, call.excinfo, node)

    # -- inside

    def _started(self, item: pytest.Item) -> str:
        if self._reports:
            self._reports = []
        if self._details:
            self._details = {}
        nodeid = item.nodeid
        text = self._ids.texts.get(nodeid) or self._ids.text(nodeid)
        self._channel.line(f'{{"kind":"started","id":{text}}}')
        return text

    def _finished(self, item: pytest.Item, text: str) -> None:
        try:
            ran = ""
            if self._functions is not None:
                ran = executed_text(self._functions, item, self._channel)
                if ran:
                    ran = ',"ran":' + ran
            told = self._brief(item) or self._place(item) + self._phases(item)
            self._channel.line(f'{{"kind":"finished","id":{text}{told}{ran}}}')
        except Exception:
            self._fault()

    def _brief(self, item: pytest.Item) -> str:
        """What is told of nearly all tests, those that passed and wrote nothing, with little ado."""
        if len(self._reports) != 3:
            return ""
        setup, call, teardown = self._reports
        if not (
            call.outcome == setup.outcome == teardown.outcome == "passed"
            and call.when == "call"
            and teardown.when == "teardown"
            and "wasxfail" not in vars(call)
            and not (call.sections or setup.sections or teardown.sections)
        ):
            return ""
        details = self._details
        if not details:
            seconds = setup.duration + call.duration + teardown.duration
            if seconds < _BRIEF:
                place = self._place(item) if self._ids.places else ""
                return f'{place},"passed":{int(seconds * 1e6 + 0.5)}e-6'
        phases = ""
        for report in self._reports:
            phases += f',["{report.when}","passed",{int(report.duration * 1e6 + 0.5)}e-6'
            if id(report) in details:
                phases += ",{%s},{}" % ",".join(details[id(report)])
            phases += "]"
        return f'{self._place(item)},"phases":[{phases[1:]}]'

    def _place(self, item: pytest.Item) -> str:
        """Where a test stands, unless its id or the list of what was collected say so."""
        if item.nodeid in self._ids.texts:
            return self._ids.places.get(item.nodeid, "")
        file, line, _ = item.location
        file = self._ids.elsewhere(item.nodeid, file)
        return ("" if line is None else f',"line":{line + 1}') + (',"file":' + encode(file) if file else "")

    def _phases(self, item: pytest.Item) -> str:
        told: list[str] = []
        sections: Sequence[tuple[str, str]] = ()
        for report in self._reports:
            if report.nodeid != item.nodeid:
                continue
            if report.outcome == "failed" and not self._is_described(report):
                self._describe(report, None, item)  # no exception at all, or none that pytest tells of
            details = self._details.get(id(report))
            detail = "{%s}" % ",".join(details) if details else None
            if is_of_subtest(report):
                told.append(subtest_text(report, detail))
            else:
                told.append(phase_text(report, detail))
                sections = report.sections or sections
        more = ""
        if sections:
            more = ',"sections":' + encode([[title, capped(text, SECTION_LIMIT)] for title, text in sections])
        return f'{more},"phases":[{",".join(told)}]'

    def _is_described(self, report: pytest.TestReport) -> bool:
        return any(not part.startswith('"hits"') for part in self._details.get(id(report), ()))

    def _describe(
        self,
        report: pytest.TestReport,
        excinfo: pytest.ExceptionInfo[BaseException] | None,
        item: pytest.Item,
    ) -> None:
        try:
            text = encode(failure_of(self._places, excinfo, report, item))[1:-1]
            self._details.setdefault(id(report), []).append(text)
        except Exception:
            self._fault()

    def _fault(self) -> None:
        self._channel.event("probe_error", text=traceback.format_exc())


class TestsBegin:
    """Decides, when all plugins are known, by which hooks tests are told: the quick way where it will do."""

    __dir__ = hooks_of

    def __init__(
        self, plain: Callable[[], object], others: Callable[[pytest.Config], Iterable[object]]
    ) -> None:
        self._plain = plain
        self._others = others

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Register them. Nothing of a test happens before."""
        config = session.config
        for plugin in (self._plain(),) if runs_plainly(config) else self._others(config):
            config.pluginmanager.register(plugin)


def runs_plainly(config: pytest.Config) -> bool:
    """Tell whether pytest's own loop calls its own protocol: xdist, reruns and forks have theirs."""
    if not NEW_STYLE:
        return False
    for hook in (config.hook.pytest_runtestloop, config.hook.pytest_runtest_protocol):
        for each in hook.get_hookimpls():
            is_wrapper = each.hookwrapper or each.wrapper
            owner = getattr(each.plugin, "__name__", "") or type(each.plugin).__module__
            if not is_wrapper and not owner.startswith(("_pytest.", "qaagent_probe")):
                return False
    return True
