from __future__ import annotations

import pytest

from qaagent_lsp.cli.run_lines import lines_of
from qaagent_lsp.model.event import (
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    Output,
    RunEvent,
    SuiteFinished,
    ToolFinished,
    ToolStarted,
)
from qaagent_lsp.model.result import Failure
from qaagent_lsp.model.test import TestId
from tests.cli.results import failing, result

A, B = TestId("t.py::test_a"), TestId("t.py::test_b")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (ToolStarted("unit", "pytest", "9.2.0", "3.11.7", "/w"), []),
        (
            CasesCollected("unit", (A, B)),
            [{"kind": "queued", "suite": "unit", "id": A}, {"kind": "queued", "suite": "unit", "id": B}],
        ),
        (CaseStarted("unit", A), [{"kind": "started", "suite": "unit", "id": A}]),
        (
            CaseFinished("unit", failing("t.py::test_a", "assert 1")),
            [
                {
                    "kind": "finished",
                    "suite": "unit",
                    "id": A,
                    "outcome": "failed",
                    "duration": 0.02,
                    "message": "assert 1",
                }
            ],
        ),
        (
            CollectionBroke("unit", TestId("t.py"), Failure("no module"), None),
            [
                {
                    "kind": "finished",
                    "suite": "unit",
                    "id": "t.py",
                    "outcome": "error",
                    "duration": 0.0,
                    "message": "no module",
                }
            ],
        ),
        (Output("unit", "hello\n"), [{"kind": "output", "suite": "unit", "text": "hello\n"}]),
        (ToolFinished("unit", 1), []),
        (
            SuiteFinished("unit", result(error="killed").suites[0]),
            [{"kind": "suite", "suite": "unit", "outcome": "error", "returncode": 1, "error": "killed"}],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_lines(event: RunEvent, expected: list[dict[str, object]]) -> None:
    assert list(lines_of(event)) == expected
