"""Locust: puts load on the routes, and holds what it measures against thresholds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import ceil

from qaagent_lsp.model.tool import (
    EndedCall,
    PlannedTool,
    SkippedTool,
    ToolCall,
    ToolFinding,
    ToolName,
    ToolResult,
)
from qaagent_lsp.tools.ground import Ground
from qaagent_lsp.tools.locust_stats import (
    Counted,
    TornStats,
    errors_of,
    exceptions_of,
    from_csv,
    from_json,
)
from qaagent_lsp.tools.locustfile import HEADERS_VARIABLE, LEFT_OUT_VARIABLE, loads_of, locustfile
from qaagent_lsp.tools.nearness import is_near
from qaagent_lsp.tools.perf_findings import findings_of, measured_of, metrics_of
from qaagent_lsp.tools.served_pages import no_server
from qaagent_lsp.tools.verdict import Told, artifact, counted, in_short, own_words, verdict
from qaagent_lsp.tools.versions import is_at_least

NAME: ToolName = "perf"
OLDEST = (2, 0)
WITH_JSON = (2, 39)
"""The first version that writes what it counted into a file other than a table."""

STATS = "stats.json"
TABLE = "locust_stats.csv"
FAILURES = "locust_failures.csv"
EXCEPTIONS = "locust_exceptions.csv"
LEFT_OUT = "left_out.json"
_READ = (STATS, TABLE, FAILURES, EXCEPTIONS, LEFT_OUT)
_TYPES = {
    "report.html": "text/html",
    "locustfile.py": "text/x-python",
    STATS: "application/json",
    TABLE: "text/csv",
    FAILURES: "text/csv",
    EXCEPTIONS: "text/csv",
}
_STARTING = 60.0
"""Seconds that Locust may take besides the load itself."""
_SHOWN = 3


class PerfTool:
    """The tool ``perf``."""

    name: ToolName = NAME

    def plan(self, ground: Ground) -> PlannedTool | SkippedTool:
        """Run the project's own locustfile, else one that asks for all routes; skipped where Locust is missing."""
        found = ground.available
        version, command = found.modules.get("locust"), found.commands.get("locust")
        why = _why_not(ground, version, command)
        if why:
            return SkippedTool(NAME, why, version)
        start = (str(found.python), "-m", "locust") if found.python and version else (command or "",)
        return PlannedTool(NAME, version, (_call(ground, start, version),))

    def interpret(self, ground: Ground, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        """Hold what was counted against the thresholds. A run without one request is broken."""
        return verdict(planned, ended, _told(ground, ended[0]) if ended else Told())


def _why_not(ground: Ground, version: str | None, command: str | None) -> str:
    python, rules = ground.available.python, ground.config.perf
    if version is None and command is None:
        if python is None:
            return ground.available.why_no_python or "there is no Python to run Locust"
        return f"Locust is not installed for {python}: {python} -m pip install locust"
    if version is not None and not is_at_least(version, OLDEST):
        return f"Locust {version} is too old; 2.0 or newer is needed"
    if not ground.base_url:
        return no_server("Locust")
    if not rules.remote and not is_near(ground.base_url):
        return (
            f"{ground.base_url} is outside of this machine and its network: set tools.perf.remote to true if load "
            "on it is meant"
        )
    if not ground.locustfile and not loads_of(ground):
        return f"no route answers {' or '.join(rules.methods)}, and there is no perf/locustfile.py"
    return ""


def _call(ground: Ground, start: tuple[str, ...], version: str | None) -> ToolCall:
    rules, folder = ground.config.perf, ground.artifacts
    ours = f"{folder}/locustfile.py"
    has_json = version is not None and is_at_least(version, WITH_JSON)
    return ToolCall(
        tool=NAME,
        argv=(
            *start,
            *("--locustfile", ground.locustfile or ours),
            "--headless",
            "--only-summary",
            *("--users", str(rules.users)),
            *("--spawn-rate", f"{rules.spawn_rate:g}"),
            *("--run-time", f"{ceil(rules.run_time)}s"),
            *("--host", ground.base_url),
            *("--csv", f"{folder}/locust"),
            *("--html", f"{folder}/report.html"),
            # Locust adds the ending itself.
            *(("--json-file", f"{folder}/{STATS.removesuffix('.json')}") if has_json else ()),
            *rules.args,
        ),
        # A locustfile of the project may read files beside it; one of ours must not meet a ``locust.conf``.
        cwd=ground.folder if ground.locustfile else folder,
        output=f"{folder}/output.log",
        env=(
            *ground.env,
            ("PYTHONDONTWRITEBYTECODE", "1"),
            (HEADERS_VARIABLE, json.dumps(dict(ground.headers))),
            (LEFT_OUT_VARIABLE, f"{folder}/{LEFT_OUT}"),
        ),
        inputs=() if ground.locustfile else ((ours, locustfile(loads_of(ground))),),
        results=tuple(f"{folder}/{name}" for name in _READ),
        timeout=max(rules.timeout, rules.run_time + _STARTING),
    )


def _told(ground: Ground, call: EndedCall) -> Told:
    files = {name: call.files.get(f"{ground.artifacts}/{name}") for name in _READ}
    errors: list[str] = []
    left_out = _left_out(files[LEFT_OUT])
    try:
        stats = _counted(files)
    except TornStats as torn:
        stats = ()
        errors.append(f"what it counted cannot be read: {torn}")
    if stats is None:
        stats = ()
        errors.append(f"exit code {call.exit_code}, and nothing was counted: {own_words(call)}")
    raised = exceptions_of(files[EXCEPTIONS] or b"")
    if raised:
        errors.append(f"a task of the locustfile raised: {in_short(raised[0])}")
    if not stats and not errors:
        errors.append(f"no request was made: {own_words(call)}")
    measured = measured_of(ground, stats)
    findings = findings_of(ground, measured, errors_of(files[FAILURES] or b""), left_out)
    if not errors and _is_unexplained(call, stats):
        if ground.locustfile and call.exit_code > 0:
            findings = (*findings, _own_verdict(call))
        else:
            errors.append(f"exit code {call.exit_code}: {own_words(call)}")
    return Told(
        findings=findings,
        metrics=metrics_of(measured),
        artifacts=tuple(
            artifact(NAME, name, media)
            for name, media in _TYPES.items()
            if stats or files.get(name) is not None
        ),
        errors=tuple(errors) if call.ending == "exited" else (),
        summary=_summary(stats, left_out) if stats else "",
    )


def _is_unexplained(call: EndedCall, stats: Sequence[Counted]) -> bool:
    """Tell whether the exit code says more than that requests failed."""
    explained = (0, 1) if any(one.failures for one in stats) else (0,)
    return call.ending == "exited" and call.exit_code not in explained


def _counted(files: Mapping[str, bytes | None]) -> tuple[Counted, ...] | None:
    stats, table = files[STATS], files[TABLE]
    if stats is not None:
        return from_json(stats)
    return from_csv(table) if table is not None else None


def _left_out(content: bytes | None) -> dict[str, int]:
    try:
        return {str(name): int(status) for name, status in json.loads(content or b"{}").items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _own_verdict(call: EndedCall) -> ToolFinding:
    """A locustfile may end with a code of its own choice: what it says is not for us to overrule."""
    return ToolFinding(
        tool=NAME,
        severity="high",
        code="exit_code",
        message=f"the locustfile ended with exit code {call.exit_code}",
        details=own_words(call),
    )


def _summary(stats: Sequence[Counted], left_out: Mapping[str, int]) -> str:
    requests, failures = sum(one.requests for one in stats), sum(one.failures for one in stats)
    said = (
        f"{counted(requests, 'request')} of {counted(len(stats), 'route')}, {sum(one.rate for one in stats):.0f} a "
        f"second: {counted(failures, 'failure')}"
    )
    if not left_out:
        return said
    shown = ", ".join(f"{name} ({status})" for name, status in [*left_out.items()][:_SHOWN])
    more = "" if len(left_out) <= _SHOWN else f" and {len(left_out) - _SHOWN} more"
    return f"{said}; refused and left out: {shown}{more}"
