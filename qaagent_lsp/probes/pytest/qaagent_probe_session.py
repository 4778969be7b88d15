"""Turns pytest's hooks into events, in the process that sees every report: the only one, or xdist's controller."""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, cast

import pytest
from qaagent_probe_channel import encode, quoted
from qaagent_probe_failures import TEXT_LIMIT, capped, error_at, root_of_collection, text_of
from qaagent_probe_modules import hooks_of
from qaagent_probe_reports import ATTRIBUTE
from qaagent_probe_tests import skip_fields

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from qaagent_probe_channel import Channel
    from qaagent_probe_ids import Ids
    from qaagent_probe_places import Frame, Places

CHUNK = 500


class SessionEvents:
    """Writes what happens in a session beside its tests."""

    __dir__ = hooks_of

    def __init__(self, channel: Channel, places: Places, ids: Ids) -> None:
        self.channel = channel
        self.places = places
        self.ids = ids
        self._collect_errors: set[str] = set()
        self._told: set[str] = set()

    # -- the session

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Say who runs, where, with what."""
        config = session.config
        self.ids.root = str(config.rootpath)
        plugins = sorted({_named(dist) for _, dist in config.pluginmanager.list_plugin_distinfo()})
        self.channel.event(
            "session",
            v=1,
            pid=os.getpid(),
            pytest=pytest.__version__,
            python="%d.%d.%d" % sys.version_info[:3],
            executable=sys.executable,
            rootdir=self.ids.root,
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
            path, relative, rows = None, "", []
            for item in session.items:
                file, line, _ = item.location
                nodeid = item.nodeid
                if item.path is not path:  # tests of one file share it
                    path = item.path
                    relative = self.places.relative(path)
                _, separator, rest = nodeid.partition("::")
                text = self.ids.texts[nodeid] = quoted(relative + separator + rest)
                rows.append(f"[{text},null]" if line is None else f"[{text},{line + 1}]")
                if file and not nodeid.startswith(file):
                    elsewhere = self.ids.elsewhere(nodeid, file)
                    if elsewhere:
                        self.ids.places[nodeid] = ',"file":' + encode(elsewhere)
            self._collected(rows)
        except Exception:
            self._fault()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: Sequence[str]) -> None:
        """Say what an xdist worker will run; every worker collects the same, so the first one speaks for all."""
        try:
            if not self.ids.texts:
                self.ids.texts = {nodeid: quoted(self.ids.of(nodeid)) for nodeid in ids}
                self._collected([f"[{text},null]" for text in self.ids.texts.values()])
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
            own_id = self.ids.of(report.nodeid)
            if report.skipped:
                self.channel.event("collect_skipped", id=own_id, **skip_fields(report))
            else:
                fields.setdefault("file", own_id.partition("::")[0])
                self.channel.event("collect_error", id=own_id, failure=fields, file=fields["file"])
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

    def _collected(self, rows: Sequence[str]) -> None:
        for start in range(0, len(rows), CHUNK):
            chunk = ",".join(rows[start : start + CHUNK])
            self.channel.line(f'{{"cases":[{chunk}],"kind":"collected"}}')

    def _fault(self) -> None:
        self.channel.event("probe_error", text=traceback.format_exc())


class HeldEvents:
    """Hands an xdist worker's few own events (what its selection missed, the probe's faults) to the controller."""

    __dir__ = hooks_of

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    @pytest.hookimpl(trylast=True, hookwrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Put them where xdist's own wrapper around this hook finds them for its last message."""
        yield
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["qaagent_lines"] = list(self.channel.held or ())


def _named(dist: Any) -> str:
    """Name and version. ``importlib.metadata`` reads them with a parser of e-mail, at 8 million instructions each."""
    head = (dist.read_text("METADATA") or dist.read_text("PKG-INFO") or "").partition("\n\n")[0]
    fields = dict(line.partition(": ")[::2] for line in head.split("\n"))
    return "%s %s" % (fields.get("Name") or dist.project_name, fields.get("Version") or dist.version)


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
