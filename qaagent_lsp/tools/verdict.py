"""What all tools have in common when their calls are over: the outcome, and never a green one by accident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.tool import (
    EndedCall,
    Metric,
    PlannedTool,
    ToolFinding,
    ToolName,
    ToolOutcome,
    ToolResult,
)

_LAST_LINES = 8
_LONGEST = 300
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_NAMES_ERROR = re.compile(r"\s*(?:[\w.]*Error|error): ")


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool's result files say. ``errors`` are why they cannot be believed, or not in full."""

    findings: tuple[ToolFinding, ...] = ()
    metrics: tuple[Metric, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    errors: tuple[str, ...] = ()
    summary: str = ""
    version: str | None = None


def verdict(planned: PlannedTool, ended: Sequence[EndedCall], told: Told) -> ToolResult:
    """Make the result of a tool whose calls are over; what it found before a limit is kept.

    That a call was stopped, and by what, is said by who stopped it: the error is only what the results tell.
    """
    errors = list(told.errors)
    outcome: ToolOutcome
    last = ended[-1] if ended else None
    if last is None:
        outcome, errors = "error", errors or ["it was not started"]
    elif last.ending == "timeout":
        outcome = "timeout"
    elif last.ending == "cancelled":
        outcome = "cancelled"
    elif errors:
        outcome = "error"
    else:
        outcome = "failed" if any(finding.blocks for finding in told.findings) else "passed"
    return ToolResult(
        name=planned.name,
        outcome=outcome,
        executed=bool(ended),
        version=told.version or planned.version,
        exit_code=_exit_code(ended),
        error="; ".join(errors),
        duration=sum(call.duration for call in ended),
        argv=planned.calls[0].argv,
        cwd=planned.calls[0].cwd,
        findings=told.findings,
        metrics=told.metrics,
        artifacts=told.artifacts,
        summary=told.summary,
    )


def own_words(ended: EndedCall) -> str:
    """Return what a call says itself of why it broke: its last lines, from one that begins with an error on."""
    lines = [line.rstrip() for line in _COLOUR.sub("", ended.output).splitlines() if line.strip()]
    last = lines[-_LAST_LINES:]
    begin = next((at for at, line in enumerate(last) if _NAMES_ERROR.match(line)), 0)
    return "\n".join(last[begin:])


def in_short(text: str) -> str:
    """Return the first line of a text, cut where it is long."""
    first = text.strip().partition("\n")[0].strip()
    return first if len(first) <= _LONGEST else first[: _LONGEST - 1] + "…"


def artifact(tool: ToolName, file: str, content_type: str, name: str = "") -> Artifact:
    """Name a file of the tool's own folder, as the run knows it."""
    return Artifact(name or file, f"artifacts/{tool}/{file}", content_type)


def counted(number: int, one: str) -> str:
    """``1 page``, ``2 pages``."""
    return f"{number} {one if number == 1 else one + 's'}"


def _exit_code(ended: Sequence[EndedCall]) -> int | None:
    """Return the first code that is not 0, as a shell's ``&&`` would."""
    codes = [call.exit_code for call in ended]
    return next((code for code in codes if code), codes[-1] if codes else None)
