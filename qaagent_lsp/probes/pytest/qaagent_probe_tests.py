"""What becomes of tests, as reports tell it that may come from other processes: xdist's workers, forked children."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import pytest
from qaagent_probe_channel import encode
from qaagent_probe_failures import SECTION_LIMIT, TEXT_LIMIT, capped, text_of
from qaagent_probe_modules import hooks_of
from qaagent_probe_reports import ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qaagent_probe_channel import Channel
    from qaagent_probe_ids import Ids

    Location = tuple[str, int | None, str]
    Report = pytest.CollectReport | pytest.TestReport

_EARLIER = frozenset(("setup", "call"))
_SUBTEST_REPORTS = ("SubtestReport", "SubTestReport")


class TestEvents:
    """Writes one ``started`` and one ``finished`` line a test."""

    __dir__ = hooks_of

    def __init__(self, channel: Channel, ids: Ids) -> None:
        self._channel = channel
        self._ids = ids
        self._running: dict[str, list[_Running]] = {}
        self._latest: _Running | None = None

    def pytest_runtest_logstart(self, nodeid: str, location: Location) -> None:
        """Say that a test is running, so that a crash can be laid at its door."""
        try:
            test = self._begin(nodeid, location)
            self._channel.line(f'{{"kind":"started","id":{test.id}}}')
        except Exception:
            self._fault()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a phase until the test is over."""
        try:
            test = self._latest
            if test is None or "worker_id" in vars(report) or test.nodeid != report.nodeid:
                test = self._test_of(report)
            if is_of_subtest(report):
                test.phases.append(subtest_text(report, vars(report).get(ATTRIBUTE)))
                return
            test.phases.append(phase_text(report, vars(report).get(ATTRIBUTE)))
            sections = report.sections
            if sections:
                test.sections = sections
            when = report.when
            if when == "teardown":
                test.is_over = True
            elif when not in _EARLIER:  # "???": a worker or forked child died, no other report will come
                self._finish(report.nodeid, test)
        except Exception:
            self._fault()

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Say how a test ended, all phases and attempts in one line."""
        try:
            tests = self._running.get(nodeid)
            if tests:
                test = tests[0]
                if not test.is_over and len(tests) > 1:
                    test = next((other for other in tests if other.is_over), test)
                self._finish(nodeid, test)
        except Exception:
            self._fault()

    # -- inside

    def _begin(self, nodeid: str, location: Location) -> _Running:
        elsewhere = self._ids.elsewhere(nodeid, location[0])
        test = _Running(nodeid, self._ids.text(nodeid), location, elsewhere)
        running = self._running
        if nodeid in running:
            running[nodeid].append(test)
            self._latest = None
        else:
            running[nodeid] = [test]
            self._latest = test
        return test

    def _test_of(self, report: pytest.TestReport) -> _Running:
        """The running test that a report belongs to; ``--dist=each`` runs one id in several workers at once."""
        worker = vars(report).get("worker_id", "")
        for test in self._running.get(report.nodeid, ()):
            if not worker or not test.worker or test.worker == worker:
                break
        else:
            test = self._begin(report.nodeid, report.location)
        if worker:
            test.worker = worker
        return test

    def _finish(self, nodeid: str, test: _Running) -> None:
        self._latest = None
        tests = self._running[nodeid]
        tests.remove(test)
        if not tests:
            del self._running[nodeid]
        more = "" if test.line is None else f',"line":{test.line + 1}'
        if test.file:
            more += ',"file":' + encode(test.file)
        if test.worker:
            more += ',"worker":' + encode(test.worker)
        if test.sections:
            sections = [[title, capped(text, SECTION_LIMIT)] for title, text in test.sections]
            more += ',"sections":' + encode(sections)
        phases = ",".join(test.phases)
        self._channel.line(f'{{"kind":"finished","id":{test.id}{more},"phases":[{phases}]}}')

    def _fault(self) -> None:
        self._channel.event("probe_error", text=traceback.format_exc())


class _Running:
    """A test between its start and its end. ``id`` and ``phases`` are JSON texts."""

    __slots__ = ("file", "id", "is_over", "line", "nodeid", "phases", "sections", "worker")

    def __init__(self, nodeid: str, own_id: str, location: Location, file: str) -> None:
        self.nodeid = nodeid
        self.id = own_id
        self.file = file
        self.line = location[1]
        self.phases: list[str] = []
        self.sections: Sequence[tuple[str, str]] = ()
        self.worker = ""
        self.is_over = False


def is_of_subtest(report: pytest.TestReport) -> bool:
    """Tell a report of a part of a test."""
    return type(report) is not pytest.TestReport and type(report).__name__ in _SUBTEST_REPORTS


def phase_text(report: pytest.TestReport, detail: str | None) -> str:
    """Give the JSON text of a phase. ``detail`` is what only the test's own process knows, as JSON text."""
    outcome = report.outcome
    # Microseconds, as JSON may write them: six decimals of a float cost far more, as does formatting with ``%``.
    head = f'["{report.when}","{outcome}",{int(report.duration * 1e6 + 0.5)}e-6'
    told = vars(report)
    if outcome == "passed" and "wasxfail" not in told:
        return f"{head},{detail},{{}}]" if detail else head + "]"
    extra: dict[str, object] = {}
    if hasattr(report, "wasxfail"):
        extra["xfail"] = str(report.wasxfail)
    if outcome == "skipped":
        extra.update(skip_fields(report))
    elif outcome != "passed" and detail is None:
        text = text_of(report)
        extra.update(message=capped(text, TEXT_LIMIT), text=capped(text, TEXT_LIMIT), frames=[])
    return "%s,%s,%s]" % (head, detail or "{}", encode(extra))


def subtest_text(report: Any, detail: str | None) -> str:
    """Give the JSON text of a part of a test, as ``phase_text`` does."""
    context = report.context
    name = " ".join(
        part
        for part in (
            "[%s]" % context.msg if context.msg is not None else "",
            "(%s)" % ", ".join("%s=%r" % pair for pair in context.kwargs.items()) if context.kwargs else "",
        )
        if part
    )
    extra: dict[str, object] = {"subtest": name or "(<subtest>)"}
    if hasattr(report, "wasxfail"):
        extra["xfail"] = str(report.wasxfail)
    if report.outcome == "skipped":
        extra.update(skip_fields(report))
    return '["%s","%s",%.6f,%s,%s]' % (
        "subtest",
        report.outcome,
        report.duration,
        detail or "{}",
        encode(extra),
    )


def skip_fields(report: Report) -> dict[str, object]:
    """Give why something was skipped, and where that is said."""
    longrepr = report.longrepr
    if isinstance(longrepr, tuple) and len(longrepr) == 3:
        reason = str(longrepr[2])
        if reason.startswith("Skipped: "):
            reason = reason[len("Skipped: ") :]
        return {"reason": capped(reason, TEXT_LIMIT), "place": [str(longrepr[0]), longrepr[1]]}
    return {"reason": ""}
