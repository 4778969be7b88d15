"""A case's result as a line of ``evidence/tests.jsonl``, and back.

The original's lines are understood too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isfinite
from typing import get_args

from pydantic import ValidationError

from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult, Failure
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import Runner, TestId
from qaagent_lsp.store.layout import timestamp
from qaagent_lsp.store.records import CaseMetadata, Json, TestRecord

OUTPUT_LIMIT = 262_144
"""Characters of captured output that are kept of one case: the first and the last half of them."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case as the evidence holds it. ``finished_at`` is POSIX seconds, 0 when it is not known."""

    test_id: str
    case: CaseResult
    finished_at: float


def record_line(recorded: Recorded) -> bytes:
    """Return the line, newline included: one JSON object, ASCII only."""
    return json.dumps(_record(recorded).model_dump(), separators=(", ", ": ")).encode("ascii") + b"\n"


def read_record(value: Json) -> Recorded | None:
    """Read the object of a line, ours or the original's; None when it is not a test record."""
    try:
        record = TestRecord.model_validate(value)
        if "nodeid" not in record.metadata:
            return _foreign(record)
        metadata = CaseMetadata.model_validate(record.metadata)
    except ValidationError:
        return None
    case = CaseResult(
        id=TestId(metadata.nodeid),
        suite=record.kind,
        runner=_runner(record.runner_type),
        name=record.name,
        outcome=_outcome(record.status),
        duration=_seconds(record),
        file=WorkspacePath(metadata.file),
        line=metadata.line,
        attempts=_with_last_failures(metadata),
        failures=metadata.failures,
        reason=metadata.reason,
        output=metadata.output,
        hits=metadata.hits,
        routes=metadata.routes,
        flaky=metadata.flaky,
        worker=metadata.worker,
        artifacts=metadata.artifacts,
    )
    return Recorded(record.test_id, case, metadata.finished_at)


def _record(recorded: Recorded) -> TestRecord:
    case = recorded.case
    failed = case.outcome in {"failed", "error"}
    finished = datetime.fromtimestamp(recorded.finished_at, UTC)
    # Not validated: captured text may hold lone surrogates, which JSON can escape and pydantic refuses.
    return TestRecord.model_construct(
        test_id=recorded.test_id,
        kind=case.suite,
        name=case.name,
        status=case.outcome,
        suite_name=case.suite,
        runner_type=case.runner,
        duration=case.duration if isfinite(case.duration) else None,
        route=str(case.routes[0].route) if case.routes else None,
        error_message=case.message if failed else None,
        last_run=timestamp(finished),
        evidence_refs=[],
        tags=["flaky"] if case.flaky else [],
        metadata=_metadata(case, recorded.finished_at),
    )


def _metadata(case: CaseResult, finished_at: float) -> Json:
    attempts = case.attempts
    shared = bool(attempts) and attempts[-1].failures == case.failures
    if shared:
        attempts = (*attempts[:-1], replace(attempts[-1], failures=()))
    at = next((failure.location for failure in case.failures if failure.location), None)
    output, length = _cut(case.output)
    metadata = CaseMetadata.model_construct(
        nodeid=case.id,
        file=case.file,
        line=case.line,
        column=None if at is None else at.span.column,
        failed_at=None if at is None else {"file": at.file, "line": at.span.line, "column": at.span.column},
        category=case.category,
        flaky=case.flaky,
        reason=case.reason,
        worker=case.worker,
        output=output,
        output_length=length,
        finished_at=finished_at,
        attempts=attempts,
        failures=case.failures,
        failures_shared=shared,
        hits=case.hits,
        routes=case.routes,
        artifacts=case.artifacts,
    )
    return metadata.model_dump()


def _cut(output: str) -> tuple[str, int | None]:
    if len(output) <= OUTPUT_LIMIT:
        return output, None
    half = OUTPUT_LIMIT // 2
    cut = f"\n… {len(output) - OUTPUT_LIMIT} characters left out …\n"
    return output[:half] + cut + output[-half:], len(output)


def _seconds(record: TestRecord) -> float:
    """Read how long a test took; others write ``NaN`` where they do not know it."""
    return record.duration if record.duration and isfinite(record.duration) else 0.0


def _with_last_failures(metadata: CaseMetadata) -> tuple[Attempt, ...]:
    attempts = metadata.attempts
    if attempts and metadata.failures_shared:
        return (*attempts[:-1], replace(attempts[-1], failures=metadata.failures))
    return attempts


def _foreign(record: TestRecord) -> Recorded | None:
    """Read a record of the original, which knows no node id, place or attempt."""
    if not record.name or not record.status:
        return None
    outcome = _outcome(record.status)
    duration = _seconds(record)
    failures = (Failure(record.error_message),) if record.error_message and outcome != "skipped" else ()
    test = TestId(record.name)
    case = CaseResult(
        id=test,
        suite=record.kind,
        runner=_runner(record.runner_type),
        name=record.name,
        outcome=outcome,
        duration=duration,
        file=WorkspacePath(""),
        line=1,
        attempts=(Attempt(outcome, duration, failures),),
        failures=failures,
        reason=record.error_message or "" if outcome == "skipped" else "",
        routes=_foreign_routes(test, record.route),
    )
    return Recorded(record.test_id, case, 0.0)


def _foreign_routes(test: TestId, route: str | None) -> tuple[Link, ...]:
    try:
        return (Link(test, RouteKey.parse(route), "name", "qaagent recorded it"),) if route else ()
    except ValueError:
        return ()


def _runner(text: str | None) -> Runner:
    return next((runner for runner in get_args(Runner) if runner == text), "pytest")


def _outcome(text: str) -> CaseOutcome:
    return next((outcome for outcome in get_args(CaseOutcome) if outcome == text), "error")
