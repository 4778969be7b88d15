"""Turns pytest's hooks into events, in the process that sees every report: the only one, or xdist's controller."""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, cast

import pytest
from qaagent_probe_channel import encode
from qaagent_probe_failures import SECTION_LIMIT, TEXT_LIMIT, capped, error_at, root_of_collection, text_of
from qaagent_probe_reports import ATTRIBUTE
from qaagent_probe_selection import item_id

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from qaagent_probe_channel import Channel
    from qaagent_probe_places import Frame, Places

    Location = tuple[str, int | None, str]
    Report = pytest.CollectReport | pytest.TestReport

CHUNK = 500
_EARLIER = frozenset(("setup", "call"))
_SUBTEST_REPORTS = ("SubtestReport", "SubTestReport")


class SessionEvents:
    """Writes one ``started`` and one ``finished`` line a test, and whatever else happens in a session."""

    def __init__(self, channel: Channel, places: Places) -> None:
        self.channel = channel
        self.places = places
        self._root = ""
        self._files: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._running: dict[str, list[_Running]] = {}
        self._latest: _Running | None = None
        self._collect_errors: set[str] = set()
        self._told: set[str] = set()

    # -- the session

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Say who runs, where, with what."""
        config = session.config
        self._root = str(config.rootpath)
        plugins = sorted(
            {
                "%s %s" % (dist.project_name, dist.version)
                for _, dist in config.pluginmanager.list_plugin_distinfo()
            }
        )
        self.channel.event(
            "session",
            v=1,
            pid=os.getpid(),
            pytest=pytest.__version__,
            python="%d.%d.%d" % sys.version_info[:3],
            executable=sys.executable,
            rootdir=self._root,
            inipath=str(config.inipath or ""),
            plugins=plugins,
            args=[str(arg) for arg in config.invocation_params.args],
        )

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Say how it ends, after every other plugin had its say about the exit status."""
        yield
        try:
            self.channel.event("session_end", exitstatus=int(session.exitstatus))
        except Exception:
            self._fault()

    def pytest_internalerror(self, excrepr: object, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Say that pytest itself, or a plugin, broke."""
        try:
            self.channel.event(
                "internal_error",
                text=capped(str(excrepr), TEXT_LIMIT),
                failure=error_at(self.places, excinfo.value),
            )
        except Exception:
            self._fault()

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Say that Ctrl-C or ``pytest.exit`` ended the session."""
        try:
            self.channel.event(
                "interrupted",
                reason=str(excinfo.value),
                exception=type(excinfo.value).__name__,
                failure=error_at(self.places, excinfo.value),
            )
        except Exception:
            self._fault()

    # -- collection

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Say what will run, in pytest's own order."""
        try:
            self._collected(
                [(item_id(self.places, item), item.nodeid, item.location[1]) for item in session.items]
            )
        except Exception:
            self._fault()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: Sequence[str]) -> None:
        """Say what an xdist worker will run; every worker collects the same, so the first one speaks for all."""
        try:
            if not self._ids:
                self._collected([(self._id(nodeid), nodeid, None) for nodeid in ids])
        except Exception:
            self._fault()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Say why a file could not be collected, or that a whole module skipped itself."""
        if report.passed or report.nodeid in self._collect_errors:
            return
        try:
            self._collect_errors.add(report.nodeid)
            detail = getattr(report, ATTRIBUTE, "")
            fields = (
                json.loads(detail)
                if detail
                else {"message": text_of(report), "text": text_of(report), "frames": []}
            )
            own_id = self._id(report.nodeid)
            if report.skipped:
                self.channel.event("collect_skipped", id=own_id, **_skip_fields(report))
            else:
                fields.setdefault("file", own_id.partition("::")[0])
                self.channel.event("collect_error", id=own_id, failure=fields, file=fields["file"])
        except Exception:
            self._fault()

    # -- tests

    def pytest_runtest_logstart(self, nodeid: str, location: Location) -> None:
        """Say that a test is running, so that a crash can be laid at its door."""
        try:
            test = self._begin(nodeid, location)
            self.channel.line(f'{{"kind":"started","id":{test.id}}}')
        except Exception:
            self._fault()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a phase until the test is over."""
        try:
            test = self._latest
            if test is None or "worker_id" in vars(report) or test.nodeid != report.nodeid:
                test = self._test_of(report)
            if type(report) is not pytest.TestReport and type(report).__name__ in _SUBTEST_REPORTS:
                test.phases.append(_subtest(report))
                return
            test.phases.append(_phase(report))
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

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Pass on what an xdist worker had held, once for all workers, and say that it crashed if it did."""
        try:
            for line in (getattr(node, "workeroutput", None) or {}).get("qaagent_lines", ()):
                if line not in self._told:
                    self._told.add(line)
                    self.channel.line(line)
            if error:
                self.channel.event(
                    "worker_crashed", worker=node.gateway.id, text=capped(str(error), TEXT_LIMIT)
                )
        except Exception:
            self._fault()

    # -- inside

    def _collected(self, cases: Iterable[tuple[str, str, int | None]]) -> None:
        rows: list[str] = []
        for own_id, nodeid, line in cases:
            text = self._ids[nodeid] = encode(own_id)
            rows.append(f"[{text},null]" if line is None else f"[{text},{line + 1}]")
        for start in range(0, len(rows), CHUNK):
            chunk = ",".join(rows[start : start + CHUNK])
            self.channel.line(f'{{"cases":[{chunk}],"kind":"collected"}}')

    def _begin(self, nodeid: str, location: Location) -> _Running:
        file = location[0]
        elsewhere = "" if not file or nodeid.startswith(file) else self._elsewhere(nodeid, file)
        own_id = self._ids.get(nodeid)
        if own_id is None:
            own_id = encode(self._id(nodeid))
        test = _Running(nodeid, own_id, location, elsewhere)
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
        self.channel.line(f'{{"kind":"finished","id":{test.id}{more},"phases":[{phases}]}}')

    def _elsewhere(self, nodeid: str, file: str) -> str:
        """The file that defines a test when it is not the one in its id: inherited methods."""
        own = self.places.relative(os.path.join(self._root, file))
        return "" if os.path.isabs(own) or self._id(nodeid).startswith(own) else own

    def _id(self, nodeid: str) -> str:
        file, separator, rest = nodeid.partition("::")
        known = self._files.get(file)
        if known is None:
            known = self._files[file] = self.places.relative(os.path.join(self._root, file)) if file else ""
        return known + separator + rest

    def _fault(self) -> None:
        self.channel.event("probe_error", text=traceback.format_exc())


class HeldEvents:
    """Hands an xdist worker's few own events (what its selection missed, the probe's faults) to the controller."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    @pytest.hookimpl(trylast=True, hookwrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Put them where xdist's own wrapper around this hook finds them for its last message."""
        yield
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["qaagent_lines"] = list(self.channel.held or ())


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


def conftest_broke(channel: Channel, places: Places, error: BaseException) -> None:
    """Tell a conftest file that cannot be imported, or ends the process: then no session ever starts."""
    root = root_of_collection(error)
    failure = error_at(places, root)
    failure["text"] = capped(str(failure["message"]), TEXT_LIMIT)
    if isinstance(root, KeyboardInterrupt):
        channel.event("interrupted", reason=str(root), exception=type(root).__name__, failure=failure)
        return
    path = str(getattr(error, "path", ""))
    if root is error:
        frames = cast("list[Frame]", failure["frames"])
        if isinstance(error, pytest.UsageError) or not frames:
            channel.event("usage_error", text=str(error) or type(error).__name__)
            return
        path = str(frames[0][0])
    relative = places.relative(path) if path else ""
    channel.event("collect_error", id=relative, file=relative, failure=failure)


def _phase(report: pytest.TestReport) -> str:
    outcome = report.outcome
    # Microseconds, as JSON may write them: six decimals of a float cost far more, as does formatting with ``%``.
    head = f'["{report.when}","{outcome}",{int(report.duration * 1e6 + 0.5)}e-6'
    told = vars(report)
    detail = told.get(ATTRIBUTE)
    if outcome == "passed" and "wasxfail" not in told:
        return f"{head},{detail},{{}}]" if detail else head + "]"
    extra: dict[str, object] = {}
    if hasattr(report, "wasxfail"):
        extra["xfail"] = str(report.wasxfail)
    if outcome == "skipped":
        extra.update(_skip_fields(report))
    elif outcome != "passed" and detail is None:
        text = text_of(report)
        extra.update(message=capped(text, TEXT_LIMIT), text=capped(text, TEXT_LIMIT), frames=[])
    return "%s,%s,%s]" % (head, detail or "{}", encode(extra))


def _subtest(report: Any) -> str:
    context = report.context
    name = " ".join(
        part
        for part in (
            "[%s]" % context.msg if context.msg is not None else "",
            "(%s)" % ", ".join("%s=%r" % pair for pair in context.kwargs.items()) if context.kwargs else "",
        )
        if part
    )
    detail = getattr(report, ATTRIBUTE, None)
    extra: dict[str, object] = {"subtest": name or "(<subtest>)"}
    if hasattr(report, "wasxfail"):
        extra["xfail"] = str(report.wasxfail)
    if report.outcome == "skipped":
        extra.update(_skip_fields(report))
    return '["%s","%s",%.6f,%s,%s]' % (
        "subtest",
        report.outcome,
        report.duration,
        detail or "{}",
        encode(extra),
    )


def _skip_fields(report: Report) -> dict[str, object]:
    longrepr = report.longrepr
    if isinstance(longrepr, tuple) and len(longrepr) == 3:
        reason = str(longrepr[2])
        if reason.startswith("Skipped: "):
            reason = reason[len("Skipped: ") :]
        return {"reason": capped(reason, TEXT_LIMIT), "place": [str(longrepr[0]), longrepr[1]]}
    return {"reason": ""}
