"""What a report of Schemathesis comes to as findings, each on the route that it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.tool import FindingSeverity, ToolFinding
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.marking import mark_of
from qaagent_lsp.tools.schemathesis_events import FailedCheck, Heard, Trouble
from qaagent_lsp.tools.verdict import in_short

_SEVERITIES: dict[str, FindingSeverity] = {
    "critical": "critical",
    "high": "high",
    "medium": "medium",
    "low": "low",
}
_MOST_OF_A_KIND = 3
"""So many findings of one check at one operation are told, the others counted."""

_REFUSED = frozenset({"401", "403"})


def findings_of(ground: Ground, report: Heard) -> tuple[ToolFinding, ...]:
    """Return the failures, each once; then what could not be tested, and what was never let in."""
    return (
        *_failures(ground, report.failures),
        *_troubles(ground, report.troubles),
        *_refused(ground, report),
    )


def _failures(ground: Ground, failures: Iterable[FailedCheck]) -> Iterator[ToolFinding]:
    kinds: dict[tuple[str, str], dict[str, FailedCheck]] = {}
    for failure in failures:
        kinds.setdefault((failure.operation, failure.check), {}).setdefault(
            in_short(failure.message), failure
        )
    for kind in kinds.values():
        told = tuple(kind.values())[:_MOST_OF_A_KIND]
        for number, failure in enumerate(told, 1):
            yield _failure(ground, failure, more=len(kind) - number if number == _MOST_OF_A_KIND else 0)


def _failure(ground: Ground, failure: FailedCheck, *, more: int) -> ToolFinding:
    said = ": ".join(part for part in (failure.title, in_short(failure.message)) if part)
    rest = f"{more} more of this kind" if more else ""
    return _finding(
        ground,
        failure.operation,
        severity=_SEVERITIES.get(failure.severity, "medium"),
        code=failure.check,
        message=f"{failure.operation}: {said}",
        url=failure.url,
        details="\n\n".join(part for part in (failure.message, failure.answer, failure.curl, rest) if part),
        blocks=not _is_told(failure, ground.config.schemathesis.tell_only),
    )


def _is_told(failure: FailedCheck, told: Iterable[str]) -> bool:
    kind = f"{failure.status // 100}xx" if failure.status else ""
    return any(entry in (failure.check, f"{failure.check}:{kind}") for entry in told)


def _troubles(ground: Ground, troubles: Iterable[Trouble]) -> Iterator[ToolFinding]:
    firsts: dict[str, str] = {}
    for one in troubles:
        firsts.setdefault(one.operation, one.message)
    for operation, said in firsts.items():
        yield _finding(
            ground,
            operation,
            severity="high",
            code="error",
            message=f"{operation or 'Schemathesis'}: {in_short(said)}",
            details=said,
        )


def _refused(ground: Ground, report: Heard) -> Iterator[ToolFinding]:
    """Tell of operations that let nothing through: that nothing was found there means nothing."""
    for operation, statuses in report.statuses.items():
        if not statuses or not all(status.startswith("4") for status in statuses):
            continue
        signed_out = set(statuses) <= _REFUSED
        hint = (
            "give app.NAME.auth in .qaagent.yaml" if signed_out else "examples in the description would help"
        )
        yield _finding(
            ground,
            operation,
            severity="info",
            code="missing_auth" if signed_out else "never_succeeded",
            message=f"{operation}: every request was refused with {' or '.join(sorted(statuses))}, so what it does "
            f"otherwise was not tested: {hint}",
            blocks=False,
        )


def _finding(
    ground: Ground,
    operation: str,
    *,
    severity: FindingSeverity,
    code: str,
    message: str,
    url: str = "",
    details: str = "",
    blocks: bool = True,
) -> ToolFinding:
    method, _, path = operation.partition(" ")
    route = ground.route_of(method, path) if path else None
    return ToolFinding(
        tool="schemathesis",
        severity=severity,
        code=code,
        message=message,
        route=route.key if route else _key(operation),
        at=mark_of(route),
        url=url,
        details=details,
        blocks=blocks,
    )


def _key(operation: str) -> RouteKey | None:
    try:
        return RouteKey.parse(operation)
    except ValueError:
        return None
