"""What a report of Schemathesis and its exit code mean together.

Exit codes: 0 all is right, 1 something failed, 2 it could not do its job, 130 interrupted. Code 2 leaves a JUnit file
without cases, and a server that does not answer may end in 1 without one failure: neither is green.
"""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.tool import EndedCall, PlannedTool, ToolFinding, ToolOutcome, ToolResult
from qaagent_lsp.tools.ending import in_short, tail_of
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.schemathesis_events import Heard, heard
from qaagent_lsp.tools.schemathesis_findings import ERROR, findings_of

EVENTS = "events.ndjson"
JUNIT = "junit.xml"
_TYPES = {EVENTS: "application/x-ndjson", JUNIT: "application/xml"}


def verdict(ground: Ground, planned: PlannedTool, call: EndedCall) -> ToolResult:
    """Put together what came of the one call."""
    report = heard(call.files.get(f"{ground.artifacts}/{EVENTS}", b""))
    findings = findings_of(ground, report)
    outcome, error = _judged(call, report, findings)
    return ToolResult(
        name="schemathesis",
        outcome=outcome,
        executed=True,
        version=planned.version or report.version,
        exit_code=call.exit_code,
        error=error,
        duration=call.duration,
        argv=call.call.argv,
        cwd=call.call.cwd,
        findings=findings,
        artifacts=tuple(
            Artifact(name, f"{ground.artifacts}/{name}", media)
            for name, media in _TYPES.items()
            if f"{ground.artifacts}/{name}" in call.files
        ),
        summary=_summary(report, findings),
    )


def _judged(call: EndedCall, report: Heard, findings: Sequence[ToolFinding]) -> tuple[ToolOutcome, str]:
    if call.ending == "timeout":
        return "timeout", f"it was ended after {call.duration:.0f} s, its limit"
    if call.ending == "cancelled":
        return "cancelled", ""
    broken = _broken(call, report)
    if any(finding.blocks and finding.code != ERROR for finding in findings):
        return "failed", broken
    return ("error", broken) if broken else ("passed", "")


def _broken(call: EndedCall, report: Heard) -> str:
    """Say what keeps the report from being believed, ``""`` where nothing does."""
    first = in_short(report.troubles[0].message) if report.troubles else ""
    if call.exit_code not in (0, 1):
        return first or f"exit code {call.exit_code}: {tail_of(call)}"
    if report.torn or not report.finished:
        return f"its report is {'torn' if report.torn else 'not complete'}: {tail_of(call)}"
    if report.stop_reason in ("interrupted", "server_unavailable"):
        return f"it stopped early: {report.stop_reason.replace('_', ' ')}"
    if not report.answers:
        return first or f"no operation was tested: {tail_of(call)}"
    if first:
        return f"{len(report.troubles)} errors, the first: {first}"
    if call.exit_code == 1 and not report.failures:
        return f"exit code 1, but its report has no failure: {tail_of(call)}"
    return ""


def _summary(report: Heard, findings: Sequence[ToolFinding]) -> str:
    red = sum(finding.blocks for finding in findings)
    told = len(findings) - red
    return f"{report.selected} operations, {report.cases} cases: {red} failures" + (
        f", {told} told" if told else ""
    )
