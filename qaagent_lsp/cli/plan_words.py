"""The sentences of a plan: its steps as they come, what tools found, the files that were written."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from qaagent_lsp.editor.inline_rows import PlanEvent
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.event import InlineToolFinished, Step, StepFinished, StepStarted, TestsAuthored
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.tool import ToolFinding, ToolOutcome, ToolResult

FINDINGS_SHOWN = 20
RED, GREEN, YELLOW, DIM = "bold red", "bold green", "yellow", "dim"
MARKS: Mapping[str, tuple[str, str]] = {
    "passed": ("✓", GREEN),
    "failed": ("✗", RED),
    "error": ("✗", RED),
    "timeout": ("✗", RED),
    "skipped": ("○", DIM),
    "not-run": ("○", YELLOW),
    "cancelled": ("■", YELLOW),
}
NAMES: Mapping[Step, str] = {
    "rank": "routes by risk",
    "author": "tests for routes that have none",
    "suites": "suites",
    "schemathesis": "schemathesis",
    "ui": "browser tests",
    "a11y": "accessibility",
    "lighthouse": "Lighthouse",
    "perf": "load",
}


def plan_words(event: PlanEvent) -> list[Text]:
    """Say what an event of a plan comes to; nothing for the beginning of a step, which the bar shows."""
    match event:
        case StepStarted():
            return []
        case StepFinished(step=step, outcome=outcome, text=text):
            return [Text.assemble(_mark(outcome), (NAMES[step], "bold"), (f"  {text}", DIM))]
        case InlineToolFinished(result=result):
            return tool_words(result)
        case TestsAuthored(files=files):
            return [line for written in files for line in _written_words(written)]


def shown_words(result: RunResult) -> list[Text]:
    """Say of a plan that is over which files it wrote, and what each tool came to or why it was skipped."""
    lines = plan_words(TestsAuthored(result.authored))
    for tool in result.tools:
        why = tool.error.removeprefix("skipped: ") if tool.outcome == "skipped" else ""
        lines += [*plan_words(StepFinished(tool.name, tool.outcome, tool.summary or why)), *tool_words(tool)]
    return lines


def tool_words(result: ToolResult) -> list[Text]:
    """Say what a tool found that must be mended, the worst first as the tool gives it, and what broke."""
    blocking = [finding for finding in result.findings if finding.blocks]
    lines = [line for finding in blocking[:FINDINGS_SHOWN] for line in _finding_words(finding)]
    if len(blocking) > FINDINGS_SHOWN:
        lines.append(Text(f"  … and {len(blocking) - FINDINGS_SHOWN} more in the evidence", DIM))
    if result.outcome in {"error", "timeout"} and result.error:
        lines += [Text(f"    {line}") for line in result.error.splitlines()]
    return lines


def _finding_words(finding: ToolFinding) -> list[Text]:
    place = f"{finding.at.file}:{finding.at.span.line}" if finding.at else finding.url
    first, *more = finding.message.splitlines() or [finding.code]
    route = (f"  {finding.route}", "magenta") if finding.route else ""
    return [
        Text.assemble("  ", (place, "bold cyan"), f"  {first}", route, (f"  {finding.code}", DIM)),
        *(Text(f"    {line}") for line in more[:3]),
    ]


def _written_words(written: Authored) -> list[Text]:
    routes = ", ".join(map(str, written.routes))
    said = f"  {written.message}" if written.message else ""
    return [
        Text.assemble("  ", _mark(written.outcome), (written.file, "bold cyan"), f"  {routes}", (said, DIM)),
        *(Text(f"      {note}", DIM) for note in written.notes),
    ]


def _mark(outcome: ToolOutcome | str) -> tuple[str, str]:
    mark, style = MARKS[outcome]
    return f"{mark} ", style
