from __future__ import annotations

import asyncio
from pathlib import Path

from qaagent_lsp.model.event import Output
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.server.announcer import OUTPUT_CHARACTERS, Announcer
from tests.server.listener import Listener, listened
from tests.server.results import TICKET, collected, finished, result, started

FILE = WorkspacePath("a.py")
ROUTE = Route(RouteKey("GET", "/x"), "a.x", FILE, Span(1, 1, 1, 9), FILE, Span(2, 1, 3, 1), "flask")


async def _until(listener: Listener, method: str) -> None:
    async with asyncio.timeout(10):
        while not listener.heard(method):  # noqa: ASYNC110 - the client's end has no event to wait for
            await asyncio.sleep(0.01)


async def test_output_is_gathered_and_nothing_comes_after_the_end(tmp_path: Path) -> None:
    server, listener = listened()
    announcer = Announcer(server, tmp_path, "file:///w")
    announcer.run_queued(TICKET)
    assert announcer.running() == (TICKET.run_id,)
    announcer.run_started(TICKET, ())
    for event in (
        collected("a"),
        Output("unit", "one "),
        started("a"),
        Output("unit", "two "),
        finished("a"),
    ):
        announcer.run_event(TICKET, event)
    announcer.run_finished(TICKET, result())
    await _until(listener, "qaagent/runFinished")
    kinds = [params["kind"] for params in listener.heard("qaagent/runEvent")]
    assert kinds == ["queued", "started", "finished", "output"]
    assert [params["seq"] for params in listener.heard("qaagent/runEvent")] == [1, 2, 3, 4]
    assert listener.heard("qaagent/runEvent")[-1]["text"] == "one two "
    assert listener.messages[-1]["method"] == "qaagent/runFinished"
    assert announcer.running() == ()
    await server.aclose()


async def test_output_of_another_suite_or_too_much_of_it_goes_out_at_once(tmp_path: Path) -> None:
    server, listener = listened()
    announcer = Announcer(server, tmp_path, "file:///w")
    announcer.run_queued(TICKET)
    announcer.run_event(TICKET, Output("one", "a"))
    announcer.run_event(TICKET, Output("two", "b" * OUTPUT_CHARACTERS))
    assert [(e["suite"], len(e["text"])) for e in listener.heard("qaagent/runEvent")] == [
        ("one", 1),
        ("two", OUTPUT_CHARACTERS),
    ]
    await server.aclose()


async def test_a_run_that_never_had_its_turn_still_starts_and_ends(tmp_path: Path) -> None:
    server, listener = listened()
    announcer = Announcer(server, tmp_path, "file:///w")
    announcer.run_queued(TICKET)
    announcer.run_finished(TICKET, result("cancelled"))
    await _until(listener, "qaagent/runFinished")
    methods = [message["method"] for message in listener.messages]
    assert methods == ["qaagent/runStarted", "qaagent/runFinished"]
    await server.aclose()


async def test_routes_are_told_of_only_when_they_differ(tmp_path: Path) -> None:
    server, listener = listened()
    announcer = Announcer(server, tmp_path, "file:///w")
    announcer.snapshot_changed(Snapshot(), Snapshot(version=1, routes=(ROUTE,)))
    announcer.snapshot_changed(Snapshot(version=1, routes=(ROUTE,)), Snapshot(version=2, routes=(ROUTE,)))
    assert listener.heard("qaagent/routesChanged") == [{}]
    await server.aclose()
