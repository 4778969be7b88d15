"""The sentences of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from qaagent_lsp.cli.plan_words import FINDINGS_SHOWN, MARKS, NAMES, plan_words, shown_words, tool_words
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.event import InlineToolFinished, Step, StepFinished, StepStarted, TestsAuthored
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.tool import ToolFinding, ToolOutcome, ToolResult
from tests.cli.results import result

PETS = RouteKey("GET", "/pets")
FOUND = ToolFinding(
    "schemathesis",
    "high",
    "not_a_server_error",
    "Server error\n500 Internal Server Error",
    PETS,
    Location(WorkspacePath("app.py"), Span(3, 1, 3, 5)),
)


def test_every_step_and_outcome_has_its_words() -> None:
    assert set(NAMES) == set(get_args(Step))
    assert set(MARKS) >= set(get_args(ToolOutcome))


def test_steps_are_told_when_they_are_over() -> None:
    assert plan_words(StepStarted("suites", 2, 7)) == []
    (line,) = plan_words(StepFinished("suites", "failed", "2 of 3 passed"))
    assert str(line) == "✗ suites  2 of 3 passed"


def test_findings_that_block_are_told_with_place_route_and_rule() -> None:
    tool = ToolResult("schemathesis", "failed", executed=True, findings=(FOUND,))
    first, second = plan_words(InlineToolFinished(tool))
    assert str(first) == "  app.py:3  Server error  GET /pets  not_a_server_error"
    assert str(second) == "    500 Internal Server Error"


def test_many_findings_are_cut_and_a_broken_tool_says_why() -> None:
    many = ToolResult("schemathesis", "failed", executed=True, findings=(FOUND,) * (FINDINGS_SHOWN + 3))
    assert str(tool_words(many)[-1]) == "  … and 3 more in the evidence"
    broken = ToolResult("perf", "error", executed=True, error="locust: no requests")
    assert [str(line) for line in tool_words(broken)] == ["    locust: no requests"]


def test_written_files_are_told_with_what_they_found() -> None:
    file = Authored(WorkspacePath("tests/test_pets.py"), "pytest", (PETS,), "failed", "1 of 2", ("look",))
    first, note = plan_words(TestsAuthored((file,)))
    assert str(first) == "  ✗ tests/test_pets.py  GET /pets  1 of 2"
    assert str(note).strip() == "look"


def test_a_plan_that_is_over_is_told_again_with_files_and_tools() -> None:
    tools = (
        ToolResult(
            "schemathesis", "failed", executed=True, findings=(FOUND,), summary="1 operation: 1 failure"
        ),
        ToolResult("ui", "skipped", error="skipped: no browser tests in tests/ui"),
        ToolResult("perf", "error", executed=True, error="locust: no requests"),
    )
    written = Authored(WorkspacePath("tests/test_pets.py"), "pytest", (PETS,), "passed", "2 passed")
    told = [str(line) for line in shown_words(replace(result(), tools=tools, authored=(written,)))]
    assert told == [
        "  ✓ tests/test_pets.py  GET /pets  2 passed",
        "✗ schemathesis  1 operation: 1 failure",
        "  app.py:3  Server error  GET /pets  not_a_server_error",
        "    500 Internal Server Error",
        "○ browser tests  no browser tests in tests/ui",
        "✗ load  ",
        "    locust: no requests",
    ]
