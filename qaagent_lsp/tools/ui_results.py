"""What browser tests came to: the probe's events, the JUnit file and the exit code must tell the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import Location, Span
from qaagent_lsp.model.tool import EndedCall, ToolFinding
from qaagent_lsp.results.events import Decoder
from qaagent_lsp.results.junit_reading import read_junit
from qaagent_lsp.results.reconcile import Ending, case_of_broken, reconcile
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.verdict import Told, artifact, counted

EVENTS = "events.jsonl"
JUNIT = "junit.xml"
_ENDINGS = {"exited": Ending.EXITED, "timeout": Ending.TIMED_OUT, "cancelled": Ending.CANCELLED}
_BAD = ("failed", "error")
_LAST_LINES = 60
_LONGEST_TEXT = 8_000


def told_by(ground: Ground, ended: Sequence[EndedCall]) -> Told:
    """Read what a call left. Every test that failed is a finding that blocks; what does not add up is an error."""
    if not ended:
        return Told()
    (call,) = ended
    events = call.files.get(f"{ground.artifacts}/{EVENTS}")
    junit = call.files.get(f"{ground.artifacts}/{JUNIT}")
    decoder = Decoder("ui", ground.folder)
    decoder.feed((events or b"").splitlines())
    invocation = _invocation(ground, call)
    judged = reconcile(
        invocation,
        decoder.seen,
        ending=_ENDINGS[call.ending],
        returncode=call.exit_code,
        duration=call.duration,
        output=call.output.splitlines()[-_LAST_LINES:],
    )
    broken = [case_of_broken(one, runner=ground.ui_kind) for one in (*decoder.seen.broken, *judged.broken)]
    cases = (*decoder.seen.cases, *judged.cases, *broken)
    errors = [judged.result.error] if judged.result.error and call.ending == "exited" else []
    if call.ending == "exited" and not errors:
        errors += _of_junit(ground, junit, cases)
    files = ((EVENTS, events, "application/x-ndjson"), (JUNIT, junit, "application/xml"))
    return Told(
        findings=tuple(_finding(case) for case in cases if case.outcome in _BAD),
        artifacts=tuple(artifact("ui", name, kind) for name, data, kind in files if data is not None),
        errors=tuple(errors),
        summary=_summary(cases),
    )


def _invocation(ground: Ground, call: EndedCall) -> Invocation:
    """Say what was started in the words of the suites, whose judgement is asked for."""
    return Invocation(
        suite="ui",
        runner=ground.ui_kind,
        argv=call.call.argv,
        cwd=call.call.cwd,
        env=call.call.env,
        events=f"{ground.artifacts}/{EVENTS}",
        junit=f"{ground.artifacts}/{JUNIT}",
        output=call.call.output,
    )


def _of_junit(ground: Ground, junit: bytes | None, cases: Sequence[CaseResult]) -> Iterator[str]:
    if junit is None:
        yield "it left no JUnit file"
        return
    report = read_junit(junit, suite="ui", workspace=ground.folder)
    yield from (f"{JUNIT}: {problem}" for problem in report.problems)
    bad = [case.name for case in report.cases if case.outcome in _BAD]
    if bad and not any(case.outcome in _BAD for case in cases):
        yield f"{JUNIT} tells of failures that were not seen: {', '.join(bad[:5])}"


def _finding(case: CaseResult) -> ToolFinding:
    failure = case.failures[0] if case.failures else None
    place = failure.location if failure else None
    at = Location(place.file, place.span) if place else None
    if at is None and case.file:
        at = Location(case.file, Span(case.line, 1, case.line, 1))
    said = case.message.strip() or "no message"
    return ToolFinding(
        tool="ui",
        severity="high",
        code=(failure.exception or failure.category) if failure else case.outcome,
        message=f"{case.name}: {said}",
        at=at,
        details="\n\n".join(one.text or one.message for one in case.failures)[:_LONGEST_TEXT],
    )


def _summary(cases: Sequence[CaseResult]) -> str:
    counts = {
        outcome: sum(case.outcome == outcome for case in cases) for outcome in ("passed", *_BAD, "skipped")
    }
    told = ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)
    return f"{counted(len(cases), 'browser test')}: {told}" if cases else ""
