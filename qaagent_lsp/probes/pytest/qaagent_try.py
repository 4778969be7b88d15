"""A plugin of pytest that makes requests with a project's own client fixture, and tells what came back.

``-p qaagent_try`` with ``QAAGENT_TRIALS``: a JSON file ``{"folder", "source", "trials"}``. ``source`` is the text of a
module of tests that is nowhere on disk; it is collected as if it lay in ``folder`` (absolute), so that the fixtures of
the conftest files there are its own. Nothing else is collected. Its tests call ``qaagent_try(number, client)``, which
makes the requests of ``trials[number]``. ``QAAGENT_EVENTS`` is the file to append to: an event ``tried`` for each.
"""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
import types
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from qaagent_probe_channel import Channel

NAME = "test_qaagent_trials"
_MOST = 200_000
_TRIAL = re.compile(r"::test_(\d+)(?:\[|$)")  # what a fixture's parameters are called may have anything in it


class TrialModule(pytest.Module):
    """A module of tests whose source is given."""

    trial: Trials

    def _getobj(self) -> types.ModuleType:
        module = types.ModuleType(NAME)
        module.__file__ = str(self.path) if hasattr(self, "path") else NAME
        vars(module)["qaagent_try"] = self.trial.run
        vars(module)["qaagent_try_async"] = self.trial.run_async
        _let_import(self.trial.folder)
        exec(compile(self.trial.source, module.__file__, "exec"), vars(module))
        return module


def _let_import(folder: Path) -> None:
    """Put on the path what pytest does for a file of tests in a folder: the folder above its outermost package.

    Not before: what lies there may be called like something that Python needs to start.
    """
    while (folder / "__init__.py").exists():
        folder = folder.parent
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


class Trials:
    """The plugin: one trial after the other."""

    def __init__(self, spec: dict[str, Any], channel: Channel) -> None:
        self.folder = Path(spec["folder"])
        self.source = spec["source"]
        self.trials = spec["trials"]
        self.channel = channel
        self.is_placed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Look only at what leads to the folder, and at what lies in it."""
        path = Path(collection_path)
        if path == self.folder or path in self.folder.parents or path.parent == self.folder:
            return False if path.is_dir() and path.parent != self.folder else None
        return True

    @pytest.hookimpl(hookwrapper=True)
    def pytest_collect_file(self, file_path: Path, parent: Any) -> Any:
        """Take the first file of the folder for our module, and nothing else."""
        outcome = yield
        outcome.get_result()
        if self.is_placed or Path(file_path).parent != self.folder:
            outcome.force_result([])
            return
        self.is_placed = True
        module = TrialModule.from_parent(parent, path=self.folder / (NAME + ".py"))
        module.trial = self
        outcome.force_result([module])

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Tell what kept a trial from being made."""
        if report.failed:
            named = _TRIAL.search(report.nodeid)
            crash = getattr(getattr(report.longrepr, "reprcrash", None), "message", None)
            message = str(crash or report.longrepr)[:2_000]
            self.channel.event("untried", number=int(named[1]) if named else -1, message=message)

    def pytest_collectreport(self, report: Any) -> None:
        """Tell what kept all of them from being made."""
        if report.failed:
            self.channel.event("untried", number=-1, message=str(report.longrepr)[-2_000:])

    def run(self, number: int, client: Any, headers: Any = None) -> None:
        """Make the requests of a trial, and tell."""
        replies: list[dict[str, Any]] = []
        for request in self.trials[number]["requests"]:
            try:
                replies.append(reply_of(ask(client, placed(request, replies), headers)))
            except Exception as error:
                replies.append(_raised(error))
        self.channel.event("tried", number=number, replies=replies)

    async def run_async(self, number: int, client: Any, headers: Any = None) -> None:
        """Make the requests of a trial with a client that is awaited, and tell."""
        replies: list[dict[str, Any]] = []
        for request in self.trials[number]["requests"]:
            try:
                replies.append(reply_of(await ask(client, placed(request, replies), headers)))
            except Exception as error:
                replies.append(_raised(error))
        self.channel.event("tried", number=number, replies=replies)


def placed(request: dict[str, Any], replies: list[dict[str, Any]]) -> dict[str, Any]:
    """Put what the first request has made where the path of a later one wants it."""
    made = request.get("made")
    if not made:
        return request
    value = json.loads(replies[0]["text"])[made["field"]]
    return {**request, "path": request["path"].replace("{" + made["param"] + "}", str(value))}


def ask(client: Any, request: dict[str, Any], more: Any = None) -> Any:
    """Make a request in the words of a client: of Flask, of Django, or one that speaks as httpx does."""
    method, path = request["method"], request["path"]
    query, form = [tuple(pair) for pair in request["query"]], [tuple(pair) for pair in request["form"]]
    headers = {
        **(more or {}),
        **dict(request["headers"]),
    }  # in the order in which the test that is written joins them
    data: str | None = urlencode(form) if form else request["body"]
    media = "application/x-www-form-urlencoded" if form else "application/json"
    package = [kind.__module__.partition(".")[0] for kind in type(client).__mro__]
    if "werkzeug" in package:
        more = {"data": data, "content_type": media} if data is not None else {}
        return client.open(path, method=method, query_string=query, headers=headers, **more)
    if "django" in package:
        url = path + ("?" + urlencode(query) if query else "")
        extra = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
        if data is None:
            return client.generic(method, url, **extra)
        return client.generic(method, url, data, content_type=media, **extra)
    if data is not None:
        headers["Content-Type"] = media
    content = data.encode() if data is not None else None
    return client.request(
        method, path, params=query or None, headers=headers, content=content, follow_redirects=False
    )


def reply_of(response: Any) -> dict[str, Any]:
    """Tell what came back, whoever brought it."""
    headers = response.headers if hasattr(response, "headers") else response
    media = str(headers.get("content-type") or "").partition(";")[0].strip().lower()
    data = getattr(response, "content", None)
    if not isinstance(data, bytes):
        data = response.get_data() if hasattr(response, "get_data") else b""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    return {
        "status": response.status_code,
        "media": media,
        "location": str(headers.get("location") or ""),
        "text": text[:_MOST],
        "error": "",
    }


def _raised(error: BaseException) -> dict[str, Any]:
    message = traceback.format_exception_only(type(error), error)[-1].strip()
    return {"status": 500, "media": "", "location": "", "text": "", "error": message[:500]}


def pytest_configure(config: Any) -> None:
    """Put the trials in the place of all tests."""
    file = os.environ.pop("QAAGENT_TRIALS", "")
    if file:
        with open(file, encoding="utf-8") as opened:
            spec = json.load(opened)
        config.pluginmanager.register(Trials(spec, Channel(os.environ["QAAGENT_EVENTS"])), "qaagent-trials")
