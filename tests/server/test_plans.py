"""``qaagent.planRun`` as an editor sees it: steps, progress, cancel, and what tools found on its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from qaagent_lsp.model.tool import TOOLS
from tests.server.editor import editing
from tests.server.processes import gone, in_the_middle
from tests.tools.shop import python, served_shop


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A shop with two faults that Schemathesis finds, and how it is started."""
    return served_shop(tmp_path / "shop", "{schemathesis: {max_examples: 40}}")


async def test_a_plan_tells_of_its_steps_and_its_tools(cats: Path) -> None:
    async with editing(cats) as editor:
        end = await editor.run_with_token(
            "qaagent.planRun", {"generate": False, "tools": ["perf"]}, "plan-token"
        )
        assert end.outcome == "failed"
        events = editor.heard("qaagent/runEvent", end.runId)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        steps = [event.step for event in events if event.kind == "step" and event.state == "finished"]
        assert steps == ["rank", "suites", *TOOLS]
        told = [event.tool for event in events if event.kind == "tool"]
        assert [(tool.name, tool.executed) for tool in told] == [(name, False) for name in TOOLS]
        shown = await editor.command("qaagent.showRun", {"runId": end.runId})
        assert shown["scope"] == {"kind": "plan", "generate": False, "tools": ["perf"]}
        assert [tool["name"] for tool in shown["tools"]] == list(TOOLS)
        reports = await editor.until(
            lambda: _ended(editor.progress_reports["plan-token"]), "the progress to end"
        )
        shares = [report.percentage for report in reports[:-1]]
        assert shares == sorted(shares)
        assert any("suites" in (report.message or "") for report in reports[1:-1])


async def test_a_plan_can_be_cancelled_in_its_suites(slow: Path) -> None:
    async with editing(slow) as editor:
        run_id = (await editor.command("qaagent.planRun", {"generate": False}))["runId"]
        grandchild = await in_the_middle(editor, slow)
        assert await editor.command("qaagent.cancelRun", {"runId": run_id}) == {"cancelled": True}
        end = await editor.finished(run_id)
        assert (end.outcome, end.counts.passed) == ("cancelled", 1)
        await gone(editor, grandchild)


async def test_wrong_arguments_are_refused_by_name(cats: Path) -> None:
    async with editing(cats) as editor:
        refusal = await editor.refused("qaagent.planRun", {"generate": "yes"})
        assert (refusal.code, refusal.data["field"]) == (-32602, "generate")
        refusal = await editor.refused("qaagent.planRun", {"generate": False, "tools": ["lint"]})
        assert refusal.code == -32602
        assert "tools.0" in refusal.message


async def test_what_schemathesis_finds_stands_on_the_handlers_also_after_a_restart(planted: Path) -> None:
    options = {"python": str(python())}
    main = planted / "shop" / "main.py"
    lines = main.read_text("utf-8").splitlines()
    async with editing(planted, options=options) as editor:
        uri = editor.open(main)
        end = await editor.run("qaagent.planRun", {"generate": False, "tools": ["schemathesis"]})
        assert end.outcome == "failed"
        marks = [mark for mark in editor.failures(uri) if (mark.message or "").startswith("schemathesis: ")]
        handlers = {
            lines[mark.range.start.line]
            for mark in marks
            if mark.severity is types.DiagnosticSeverity.Warning
        }
        assert any("list_pets" in line or '"/pets"' in line for line in handlers), handlers
        assert any("health" in line for line in handlers), handlers
        assert all((mark.data or {})["runId"] == end.runId for mark in marks)
    async with editing(planted, options=options) as editor:
        uri = editor.open(main)
        again = await editor.until(
            lambda: [mark for mark in editor.failures(uri) if mark.message.startswith("schemathesis: ")],
            "the findings of the earlier session",
        )
        assert {mark.range.start.line for mark in again} == {mark.range.start.line for mark in marks}


def _ended(reports: list[object]) -> list[object]:
    return reports if reports and isinstance(reports[-1], types.WorkDoneProgressEnd) else []
