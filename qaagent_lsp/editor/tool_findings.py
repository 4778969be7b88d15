"""What inline tools found, marked at the line or the route that it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qaagent_lsp.config.settings import DiagnosticLevel
from qaagent_lsp.editor.anchors import Place, place
from qaagent_lsp.editor.finding import Finding, FindingData, Severity
from qaagent_lsp.model.snapshot import Anchor, Snapshot, ToolSaid
from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.model.tool import ToolFinding

_LONGEST = 600


def tool_findings(snapshot: Snapshot, level: DiagnosticLevel) -> Iterator[tuple[WorkspacePath, Finding]]:
    """Yield one finding for each place and rule; what does not block is told as information at most.

    A finding without a place stands at the definition of its route, if that is known.
    """
    if level == "off":
        return
    for said in snapshot.found.values():
        anchors = [*said.anchors, *[None] * len(said.result.findings)]
        told: set[tuple[Location, str, str]] = set()
        for found, anchor in zip(said.result.findings, anchors, strict=False):
            for at, outdated in _places(snapshot, found, anchor):
                if (at, found.code, found.message) not in told:
                    told.add((at, found.code, found.message))
                    yield at.file, _finding(snapshot, said, found, at, level, outdated=outdated)


def _places(snapshot: Snapshot, found: ToolFinding, anchor: Anchor | None) -> Sequence[tuple[Location, bool]]:
    if found.at is None:
        return [
            (Location(route.file, route.span), False) for route in snapshot.routes if route.key == found.route
        ]
    now = Place(found.at.span) if anchor is None else place(anchor, found.at.span, snapshot)
    return [] if now is None else [(Location(found.at.file, now.span), now.outdated)]


def _finding(
    snapshot: Snapshot,
    said: ToolSaid,
    found: ToolFinding,
    at: Location,
    level: Severity,
    *,
    outdated: bool,
) -> Finding:
    mild: Severity = "hint" if level == "hint" else "information"
    behind = " (outdated: edited since this run)" if outdated else ""
    head, *more = found.message.strip().splitlines() or [found.code]
    details = "\n".join(filter(None, (*more, found.url, found.details.strip())))
    cut = details if len(details) <= _LONGEST else f"{details[:_LONGEST]} …"
    files = [route.file for route in snapshot.routes if route.key == found.route]
    file = at.file if at.file in files else next(iter(files), None)
    return Finding(
        kind="tool",
        span=at.span,
        severity=level if found.blocks and not outdated else mild,
        code=found.code,
        message="\n".join(filter(None, (f"{found.tool}: {head}{behind}", cut))),
        data=FindingData(said.run_id, None, found.route, file),
        outdated=outdated,
    )
