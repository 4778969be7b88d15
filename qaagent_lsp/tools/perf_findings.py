"""What Locust counted against the thresholds of the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.config.profile_perf import Thresholds
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.tool import Metric, ToolFinding
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.locust_stats import Counted
from qaagent_lsp.tools.marking import mark_of

_MOST_ERRORS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted of one request, the route that it means, and what holds for it. ``p95`` is in seconds."""

    counted: Counted
    route: Route | None
    subject: str
    p95: float | None
    error_rate: float


def measured_of(ground: Ground, counted: Sequence[Counted]) -> tuple[Measured, ...]:
    """Tie what was counted to routes and thresholds."""
    return tuple(_measured(ground, one) for one in counted)


def metrics_of(measured: Sequence[Measured]) -> tuple[Metric, ...]:
    """Return the numbers of each request, then those of all together; nothing where nothing was counted."""
    if not measured:
        return ()
    requests = sum(one.counted.requests for one in measured)
    failures = sum(one.counted.failures for one in measured)
    return (
        *(metric for one in measured for metric in _metrics(one)),
        Metric("requests", requests, "req"),
        Metric("error_rate", failures / requests, "1"),
        Metric("rate", sum(one.counted.rate for one in measured), "req/s"),
    )


def findings_of(
    ground: Ground,
    measured: Sequence[Measured],
    errors: Mapping[tuple[str, str], Sequence[str]],
    left_out: Mapping[str, int],
) -> tuple[ToolFinding, ...]:
    """Return the thresholds that were broken, and those that nothing was measured for."""
    return (
        *(finding for one in measured for finding in _broken(one, errors)),
        *_unmeasured(ground, measured, left_out),
    )


def _measured(ground: Ground, one: Counted) -> Measured:
    method, path = one.method.upper(), one.name
    if path.upper().startswith(f"{method} "):
        path = path[len(method) + 1 :].strip()
    route = ground.route_of(method, path) if "/" in path else None
    subject = f"{method} {path}".strip() if route is None else str(route.key)
    rules = ground.config.perf.thresholds
    own = next((rules.routes[name] for name in _names(one, subject) if name in rules.routes), None)
    return Measured(
        one,
        route,
        subject,
        p95=own.p95 if own and own.p95 is not None else rules.p95,
        error_rate=own.error_rate if own and own.error_rate is not None else rules.error_rate,
    )


def _names(one: Counted, subject: str) -> tuple[str, ...]:
    return (subject, f"{one.method} {one.name}", one.name)


def _metrics(one: Measured) -> Iterator[Metric]:
    key, counted = one.route.key if one.route else None, one.counted
    yield Metric("requests", counted.requests, "req", one.subject, key)
    yield Metric("rate", round(counted.rate, 3), "req/s", one.subject, key)
    yield Metric("median", counted.median, "s", one.subject, key)
    holds = None if one.p95 is None else counted.p95 <= one.p95
    yield Metric("p95", counted.p95, "s", one.subject, key, one.p95, holds)
    limit = one.error_rate
    yield Metric("error_rate", counted.error_rate, "1", one.subject, key, limit, counted.error_rate <= limit)


def _broken(one: Measured, errors: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[ToolFinding]:
    counted = one.counted
    said = errors.get((counted.method, counted.name), ())
    if counted.error_rate > one.error_rate:
        yield ToolFinding(
            tool="perf",
            severity="high",
            code="error_rate",
            message=f"{one.subject}: {counted.failures} of {counted.requests} requests failed"
            + (f": {said[0]}" if said else "")
            + (f"; at most {one.error_rate:.1%} may" if one.error_rate else ""),
            route=one.route.key if one.route else None,
            at=mark_of(one.route),
            details="\n".join(said[:_MOST_ERRORS]),
        )
    if one.p95 is not None and counted.p95 > one.p95:
        yield ToolFinding(
            tool="perf",
            severity="medium",
            code="p95",
            message=f"{one.subject}: 95 of 100 answers took up to {counted.p95:g} s, {one.p95:g} s is the limit",
            route=one.route.key if one.route else None,
            at=mark_of(one.route),
            details=f"median {counted.median:g} s, {counted.requests} requests",
        )


def _unmeasured(
    ground: Ground, measured: Sequence[Measured], left_out: Mapping[str, int]
) -> Iterator[ToolFinding]:
    """A limit that nothing was held against is not kept: it may be that its name is wrong."""
    seen = {name for one in measured for name in _names(one.counted, one.subject)}
    rules: Thresholds = ground.config.perf.thresholds
    for name in rules.routes:
        if name in seen:
            continue
        method, _, path = name.partition(" ")
        route = ground.route_of(method, path) if path else None
        why = f"the server refused it with {left_out[name]}" if name in left_out else "it was not asked for"
        yield ToolFinding(
            tool="perf",
            severity="medium",
            code="not_measured",
            message=f"{name}: its threshold was held against nothing, for {why}",
            route=route.key if route else None,
            at=mark_of(route),
        )
