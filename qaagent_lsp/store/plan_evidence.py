"""What ``plan-run`` adds to a run's evidence, in the original's records: findings of tools, risks of routes, tools.

The records are those of ``quality.jsonl`` and ``risks.jsonl``; the original's readers, dashboard and ``analyze`` know
them (``docs/run-store.md``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.tool import ToolFinding, ToolResult
from qaagent_lsp.store.atomic import append_lines
from qaagent_lsp.store.ids import EvidenceIds
from qaagent_lsp.store.layout import QUALITY, RISKS
from qaagent_lsp.store.records import Json, ToolRecord

_SEVERITY_OF_BAND: Mapping[str, str] = {"P0": "critical", "P1": "high", "P2": "medium", "P3": "low"}


class PlanEvidence:
    """Writes the records of one run, with ids that go on after those that are there. Blocks on the disk."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir
        self._findings = EvidenceIds("FND", run_dir.name, _ids_in(run_dir / QUALITY, "evidence_id"))
        self._risks = EvidenceIds("RSK", run_dir.name, _ids_in(run_dir / RISKS, "risk_id"))

    def add_findings(self, findings: Sequence[ToolFinding], now: str) -> int:
        """Append the findings of a tool, ``now`` as ``%Y-%m-%dT%H:%M:%SZ``. Returns how many there were."""
        lines = [_line(finding_record(finding, self._findings.next(), now)) for finding in findings]
        if lines:
            append_lines(self._run_dir / QUALITY, lines)
        return len(lines)

    def add_risks(self, risks: Sequence[RouteRisk], now: str) -> int:
        """Append the risks of routes. Returns how many there were."""
        lines = [_line(risk_record(risk, self._risks.next(), now)) for risk in risks]
        if lines:
            append_lines(self._run_dir / RISKS, lines)
        return len(lines)


def finding_record(finding: ToolFinding, evidence_id: str, now: str) -> Json:
    """Make the original's ``FindingRecord``; what it has no field for stands in ``metadata``."""
    return {
        "evidence_id": evidence_id,
        "tool": finding.tool,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "file": finding.at.file if finding.at else None,
        "line": finding.at.span.line if finding.at else None,
        "column": finding.at.span.column if finding.at else None,
        "tags": [finding.tool],
        "confidence": 1.0,
        "collected_at": now,
        "metadata": {
            "route": str(finding.route) if finding.route else None,
            "url": finding.url,
            "details": finding.details,
            "blocks": finding.blocks,
        },
    }


def risk_record(risk: RouteRisk, risk_id: str, now: str) -> Json:
    """Make the original's ``RiskRecord``: a score from 0 to 100, the band that goes with it, factors as numbers."""
    return {
        "risk_id": risk_id,
        "component": str(risk.key),
        "score": min(max(risk.score, 0.0), 100.0),
        "band": risk.band,
        "confidence": 1.0,
        "severity": _SEVERITY_OF_BAND[risk.band],
        "title": f"{risk.key}: {risk.band}",
        "description": risk.reason,
        "evidence_refs": [],
        "factors": {factor.name: factor.weight for factor in risk.factors},
        "recommendations": [],
        "created_at": now,
        "metadata": {"file": risk.file},
    }


def inline_tool_records(tools: Iterable[ToolResult]) -> dict[str, ToolRecord]:
    """Return the manifest's entry of each tool, also of those that were skipped: ``executed`` is then false."""
    return {
        tool.name: ToolRecord.model_construct(
            version=tool.version, executed=tool.executed, exit_code=tool.exit_code, error=tool.error or None
        )
        for tool in tools
    }


def _ids_in(path: Path, key: str) -> list[str]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and isinstance(value.get(key), str):
            found.append(value[key])
    return found


def _line(record: Json) -> bytes:
    return json.dumps(record).encode("ascii") + b"\n"
