from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from qaagent_lsp.model.event import CollectionBroke
from qaagent_lsp.model.result import Failure
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.server.progress import RunProgress, verdict
from qaagent_lsp.server.rpc import Connection
from tests.server.listener import Listener, listened
from tests.server.results import TICKET, collected, finished, result, started

RUN = TICKET.run_id


def _values(listener: Listener) -> list[dict[str, Any]]:
    return [params["value"] for params in listener.heard("$/progress")]


async def _reported(connection: Connection, listener: Listener) -> RunProgress:
    progress = RunProgress(connection)
    progress.expect(RUN, title="Running tests", detail="GET /x", total=2)
    await progress.show(RUN, "token", supported=False)
    progress.event(RUN, collected("a", "b", "c"))
    progress.event(RUN, started("a"))
    progress.event(RUN, finished("a", "failed"))
    progress.event(RUN, started("b"))
    async with asyncio.timeout(10):
        while len(_values(listener)) < 2:  # noqa: ASYNC110 - the client's end has no event to wait for
            await asyncio.sleep(0.01)
    return progress


async def test_a_run_is_counted_and_named() -> None:
    server, listener = listened()
    progress = await _reported(server.protocol, listener)
    assert progress.run_of("token") == RUN
    progress.finish(RUN, result("failed", failed=1, passed=2))
    assert _values(listener) == [
        {
            "kind": "begin",
            "title": "Running tests",
            "message": "GET /x",
            "cancellable": True,
            "percentage": 0,
        },
        {"kind": "report", "message": "1/3, 1 failed · t.py::b", "percentage": 33},
        {"kind": "end", "message": "✗ 1 failed, 2 passed"},
    ]
    assert progress.run_of("token") is None


async def test_a_case_that_is_tried_again_counts_once_and_a_file_that_cannot_be_loaded_counts() -> None:
    server, listener = listened()
    progress = RunProgress(server.protocol)
    progress.expect(RUN, title="Running tests", detail="GET /x", total=3)
    await progress.show(RUN, "token", supported=False)
    broken = Failure("SyntaxError: invalid syntax", when="collect")
    for event in (
        collected("a"),
        finished("a", "failed"),
        finished("a"),
        CollectionBroke("unit", TestId("u.py"), broken, None),
    ):
        progress.event(RUN, event)
    async with asyncio.timeout(10):
        while len(_values(listener)) < 2:  # noqa: ASYNC110 - the client's end has no event to wait for
            await asyncio.sleep(0.01)
    assert _values(listener)[-1] == {"kind": "report", "message": "2/3, 1 failed", "percentage": 66}


async def test_a_run_that_ended_first_is_begun_and_ended() -> None:
    server, listener = listened()
    progress = RunProgress(server.protocol)
    progress.expect(RUN, title="Running tests", detail="GET /x", total=None)
    progress.finish(RUN, result())
    await progress.show(RUN, 7, supported=True)
    assert [value["kind"] for value in _values(listener)] == ["begin", "end"]


async def test_a_client_that_refuses_the_token_is_left_alone() -> None:
    server, listener = listened()
    progress = RunProgress(server.protocol)
    progress.expect(RUN, title="Running tests", detail="GET /x", total=None)
    showing = asyncio.create_task(progress.show(RUN, None, supported=True))
    await asyncio.sleep(0)
    (create,) = [m for m in listener.messages if m.get("method") == "window/workDoneProgress/create"]
    server.protocol.handle_message(
        server.protocol.structure_message(
            {"jsonrpc": "2.0", "id": create["id"], "error": {"code": -32601, "message": "no"}}
        )
    )
    await showing
    progress.finish(RUN, result())
    assert _values(listener) == []


@pytest.mark.parametrize(
    ("status", "counts", "text"),
    [
        ("passed", {"passed": 3, "skipped": 1}, "✓ 3 passed, 1 skipped"),
        ("failed", {"failed": 1, "error": 2}, "✗ 1 failed, 2 broken"),
        ("cancelled", {"passed": 1}, "cancelled · 1 passed"),
        ("error", {}, "error"),
        ("passed", {}, "✓ no tests ran"),
    ],
)
def test_the_verdict_is_short(status: Any, counts: dict[str, Any], text: str) -> None:
    assert verdict(result(status, **counts)) == text


def test_a_plan_that_is_red_by_a_tool_says_so() -> None:
    run = replace(
        result("failed", passed=3), tools=(ToolResult("a11y", "failed"), ToolResult("ui", "passed"))
    )
    assert verdict(run) == "✗ 3 passed; red: a11y"
