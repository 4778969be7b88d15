from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.event import CaseFinished, CollectionBroke, Output, RunEvent, ToolFinished, ToolStarted
from qaagent_lsp.model.result import Failure
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.server import protocol
from tests.server.editor import DOCS, OWN_NOTIFICATIONS
from tests.server.results import TICKET, case, collected, finished, result, started


def test_every_notification_stands_in_the_document() -> None:
    told = (DOCS / "protocol.md").read_text("utf-8")
    assert [name for name in protocol.NOTIFICATIONS if f"| `{name}` |" not in told] == []
    assert protocol.NOTIFICATIONS == OWN_NOTIFICATIONS


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (collected("a", "b"), [{"kind": "queued", "suite": "unit", "id": f"t.py::{n}"} for n in "ab"]),
        (started("a"), [{"kind": "started", "suite": "unit", "id": "t.py::a"}]),
        (
            finished("a"),
            [{"kind": "finished", "suite": "unit", "id": "t.py::a", "outcome": "passed", "duration": 0.5}],
        ),
        (
            CaseFinished("unit", case("a", "skipped", "no cat")),
            [
                {
                    "kind": "finished",
                    "suite": "unit",
                    "id": "t.py::a",
                    "outcome": "skipped",
                    "duration": 0.5,
                    "message": "no cat",
                }
            ],
        ),
        (
            CollectionBroke("unit", TestId("t.py"), Failure("no module x"), None),
            [
                {
                    "kind": "finished",
                    "suite": "unit",
                    "id": "t.py",
                    "outcome": "error",
                    "duration": 0.0,
                    "message": "no module x",
                }
            ],
        ),
        (Output("unit", "..\n"), [{"kind": "output", "suite": "unit", "text": "..\n"}]),
        (ToolStarted("unit", "pytest", "9", "3.11", "/w"), []),
        (ToolFinished("unit", 0), []),
    ],
)
def test_events_have_their_shape(event: RunEvent, expected: list[dict[str, object]]) -> None:
    assert list(protocol.run_events(event)) == expected


def test_the_start_and_the_end_of_a_run_have_their_shape() -> None:
    assert protocol.run_started(TICKET, "file:///w") == {
        "runId": TICKET.run_id,
        "scope": {"kind": "route", "method": "GET", "path": "/x", "file": None},
        "runDir": TICKET.run_dir,
        "folder": "file:///w",
        "total": 2,
    }
    assert protocol.run_finished(result("failed", failed=1), "file:///w") == {
        "runId": TICKET.run_id,
        "outcome": "failed",
        "counts": {"passed": 0, "failed": 1, "error": 0, "skipped": 0},
        "runDir": TICKET.run_dir,
        "duration": 1.5,
        "folder": "file:///w",
    }


def test_what_broke_is_said_when_it_was_no_test() -> None:
    assert protocol.run_finished(result("error", broke="pytest is gone"), "")["message"] == "pytest is gone"
    assert protocol.what_broke(result("failed", broke="not shown")) == ""
    tools = (
        ToolResult("perf", "error", error="locust: no requests"),
        ToolResult("ui", "skipped", error="skipped: x"),
    )
    assert protocol.what_broke(replace(result("error"), tools=tools)) == "perf: locust: no requests"
