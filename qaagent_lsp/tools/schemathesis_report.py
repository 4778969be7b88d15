"""What a report of Schemathesis and its exit code mean together.

Exit codes: 0 all is right, 1 something failed, 2 it could not do its job, 130 interrupted. Code 2 leaves a JUnit file
without cases, and a server that does not answer may end in 1 without one failure: neither is green.
"""

from __future__ import annotations

from qaagent_lsp.model.tool import EndedCall
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.schemathesis_events import Heard, heard
from qaagent_lsp.tools.schemathesis_findings import findings_of
from qaagent_lsp.tools.verdict import Told, artifact, counted, in_short, own_words

EVENTS = "events.ndjson"
JUNIT = "junit.xml"
_TYPES = {EVENTS: "application/x-ndjson", JUNIT: "application/xml"}


def told_by(ground: Ground, call: EndedCall) -> Told:
    """Put together what the files of the one call say."""
    report = heard(call.files.get(f"{ground.artifacts}/{EVENTS}", b""))
    findings = findings_of(ground, report)
    red = sum(finding.blocks for finding in findings)
    asked = f"{counted(report.selected, 'operation')}, {counted(report.cases, 'case')}"
    rest = f", {len(findings) - red} told" if len(findings) > red else ""
    broken = _broken(call, report)
    return Told(
        findings=findings,
        artifacts=tuple(
            artifact("schemathesis", name, media)
            for name, media in _TYPES.items()
            if f"{ground.artifacts}/{name}" in call.files
        ),
        errors=(broken,) if broken else (),
        summary=f"{asked}: {counted(red, 'failure')}{rest}",
        version=report.version,
    )


def _broken(call: EndedCall, report: Heard) -> str:
    """Say what keeps the report from being believed, ``""`` where nothing does."""
    if call.ending != "exited":
        return ""
    first = in_short(report.troubles[0].message) if report.troubles else ""
    if call.exit_code not in (0, 1):
        return first or f"exit code {call.exit_code}: {own_words(call)}"
    if report.torn or not report.finished:
        return f"its report is {'torn' if report.torn else 'not complete'}: {own_words(call)}"
    if report.stop_reason in ("interrupted", "server_unavailable"):
        return f"it stopped early: {report.stop_reason.replace('_', ' ')}"
    if not report.answers:
        return first or f"no operation was tested: {own_words(call)}"
    if first:
        return f"{counted(len(report.troubles), 'error')}, the first: {first}"
    if call.exit_code == 1 and not report.failures:
        return f"exit code 1, but its report has no failure: {own_words(call)}"
    return ""
