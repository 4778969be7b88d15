"""The rows that ``plan-run`` adds to a run's object."""

from __future__ import annotations

import json

from qaagent_lsp.editor.inline_rows import authored_row, plan_line, risk_row, tool_row
from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.event import InlineToolFinished, StepFinished, StepStarted, TestsAuthored
from qaagent_lsp.model.risk import RiskFactor, RouteRisk
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.tool import Metric, ToolFinding, ToolResult

PETS = RouteKey("GET", "/pets")
FOUND = ToolFinding(
    "schemathesis",
    "high",
    "not_a_server_error",
    "500",
    PETS,
    Location(WorkspacePath("app.py"), Span(3, 1, 3, 9)),
)
TOOL = ToolResult(
    "schemathesis",
    "failed",
    executed=True,
    version="4.32.5",
    exit_code=1,
    duration=1.5,
    findings=(FOUND, ToolFinding("schemathesis", "low", "x", "y")),
    metrics=(Metric("p95", 12.0, "ms", route=PETS, limit=10.0, holds=False),),
    artifacts=(Artifact("report", "artifacts/schemathesis/report.json", "application/json"),),
)
WRITTEN = Authored(WorkspacePath("tests/test_pets.py"), "pytest", (PETS,), "passed")


def test_a_tool_tells_where_each_finding_stands() -> None:
    row = tool_row(TOOL)
    assert (row["exit_code"], row["executed"], row["outcome"]) == (1, True, "failed")
    assert [(one["file"], one["line"], one["route"]) for one in row["findings"]] == [
        ("app.py", 3, {"method": "GET", "path": "/pets"}),
        (None, None, None),
    ]
    assert row["metrics"][0]["holds"] is False
    assert row["artifacts"][0]["path"] == "artifacts/schemathesis/report.json"


def test_a_risk_says_why() -> None:
    risk = RouteRisk(PETS, WorkspacePath("app.py"), 71.26, "P1", (RiskFactor("untested", 30, "no tests"),))
    assert risk_row(risk) == {
        "method": "GET",
        "path": "/pets",
        "file": "app.py",
        "score": 71.3,
        "band": "P1",
        "factors": [{"name": "untested", "weight": 30, "reason": "no tests"}],
    }
    assert risk.reason == "no tests"


def test_every_event_of_a_plan_is_one_line_of_json() -> None:
    lines = [
        plan_line(StepStarted("suites", 2, 7, "all suites")),
        plan_line(StepFinished("suites", "passed", "3 passed")),
        plan_line(InlineToolFinished(TOOL)),
        plan_line(TestsAuthored((WRITTEN,))),
    ]
    assert [line["kind"] for line in lines] == ["step", "step", "tool", "authored"]
    assert lines[0]["state"] == "started"
    assert lines[3]["files"] == [authored_row(WRITTEN)]
    assert json.loads(json.dumps(lines)) == lines
