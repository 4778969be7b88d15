"""Writes a locustfile that asks for the routes of an API: whole, so that somebody can take it over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qaagent_lsp.model.brief import RequestBrief, RouteBrief
from qaagent_lsp.model.route import ANY_METHOD, Route
from qaagent_lsp.tools.ground import Ground

_PARAMETER = re.compile(r"\{(\w+)\}")

HEADERS_VARIABLE = "QAAGENT_TOOL_HEADERS"
"""Variable with a JSON object of headers for every request: what is secret stands in no file."""

LEFT_OUT_VARIABLE = "QAAGENT_LEFT_OUT"
"""Variable with the file that a locustfile of ours names the routes in that it could not ask for."""


@dataclass(frozen=True, slots=True)
class Load:
    """A request that is made over and over; ``route`` is the template of its path, by which it is counted."""

    route: str
    request: RequestBrief


def loads_of(ground: Ground) -> tuple[Load, ...]:
    """Return a request for each route whose method the configuration wants.

    Values of path parameters are those of the configuration, else those that tests would use, else ``1``: whatever the
    server refuses is left out before the load begins. Left out are routes of libraries (``/docs``).
    """
    briefs = {brief.route.key: brief for brief in ground.briefs}
    wanted = ground.config.perf.methods
    found: dict[tuple[str, str], Load] = {}
    for route in ground.routes:
        method = _method(route, wanted)
        if method and not (route.is_of_library and route.framework != "openapi"):
            load = Load(route.key.path, _request(ground, method, route, briefs.get(route.key)))
            found.setdefault((method, route.key.path), load)
    return tuple(found.values())


def locustfile(loads: Sequence[Load]) -> str:
    """Write the file."""
    entries = "\n".join(f"    {json.dumps(entry, ensure_ascii=False)}," for entry in _entries(loads))
    return _TEXT.replace("ENTRIES", entries)


def _method(route: Route, wanted: Sequence[str]) -> str | None:
    if route.key.method == ANY_METHOD:
        return "GET" if "GET" in wanted else None
    return route.key.method if route.key.method in wanted else None


def _request(ground: Ground, method: str, route: Route, brief: RouteBrief | None) -> RequestBrief:
    values = ground.config.perf.parameters
    names = set(_PARAMETER.findall(route.key.path))
    happy = next(
        (
            case.request
            for case in brief.cases
            if case.kind in ("happy", "page") and not case.before and not case.making
        )
        if brief
        else iter(()),
        None,
    )
    if happy and not names & set(values):
        return happy
    path = _PARAMETER.sub(lambda found: values.get(found[1], "1"), route.key.path)
    if happy:
        return RequestBrief(method, path, happy.query, happy.headers, happy.body, happy.form)
    return RequestBrief(method, path)


def _entries(loads: Sequence[Load]) -> Iterator[dict[str, object]]:
    for load in loads:
        request = load.request
        entry: dict[str, object] = {"name": load.route, "method": request.method, "path": request.path}
        if request.query:
            entry["params"] = [list(pair) for pair in request.query]  # a name may come more than once
        if request.headers or request.body is not None:
            of_body = {} if request.body is None else {"Content-Type": "application/json"}
            entry["headers"] = {**of_body, **dict(request.headers)}
        if request.body is not None:
            entry["data"] = request.body
        elif request.form:
            entry["data"] = dict(request.form)
        yield entry


_TEXT = f'''\
"""Load on the routes of an API: each user asks for one after the other, over and over.

Written by qaagent-lsp. Copied to perf/locustfile.py it is yours, and the one that is used:

    locust -f perf/locustfile.py --host http://127.0.0.1:8000
"""

import json
import os
import sys
from itertools import count, cycle, islice

import gevent
import requests
from locust import HttpUser, between, events, task

REQUESTS = [
ENTRIES
]
HEADERS = json.loads(os.environ.get("{HEADERS_VARIABLE}", "{{}}"))
LEFT_OUT = os.environ.get("{LEFT_OUT_VARIABLE}", "")
SECONDS = 30

users = count()


def ask(client, request, **more):
    """Make a request; a redirect is an answer like any other."""
    kept = {{name: value for name, value in request.items() if name not in ("name", "method", "path")}}
    return client.request(request["method"], more.pop("host", "") + request["path"], **kept, **more,
                          allow_redirects=False, timeout=SECONDS)


@events.init.add_listener
def leave_out_what_is_refused(environment, **_):
    """Ask for everything once. How quickly a request is refused with 4xx says nothing."""
    client = requests.Session()
    client.headers.update(HEADERS)
    refused = {{}}
    for request in list(REQUESTS):
        try:
            status = ask(client, request, host=environment.host.rstrip("/")).status_code
        except requests.RequestException:
            continue
        if 400 <= status < 500:
            refused[request["method"] + " " + request["name"]] = status
            REQUESTS.remove(request)
    if LEFT_OUT:
        with open(LEFT_OUT, "w", encoding="utf-8") as file:
            json.dump(refused, file, indent=2)
    if not REQUESTS:
        sys.exit("Error: the server refuses every request.")
    # The clock of the event loop stood still while Locust was loading; the run would be shorter by that.
    gevent.get_hub().loop.update_now()


class EveryRoute(HttpUser):
    wait_time = between(0.05, 0.15)

    def on_start(self):
        self.client.headers.update(HEADERS)
        self.turn = cycle(REQUESTS)
        for _ in islice(self.turn, next(users) * 7 % len(REQUESTS)):
            pass

    @task
    def next_route(self):
        request = next(self.turn)
        ask(self.client, request, name=request["name"])
'''
