"""What ``plan-run`` writes, as the original's readers want it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.model.risk import RiskFactor, RouteRisk
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.tool import ToolFinding, ToolResult
from qaagent_lsp.store.plan_evidence import PlanEvidence, inline_tool_records

NOW = "2026-11-22T23:51:27Z"
PETS = RouteKey("POST", "/pets")
PLACED = ToolFinding(
    "a11y",
    "high",
    "image-alt",
    "no alternative text",
    PETS,
    Location(WorkspacePath("templates/index.html"), Span(7, 3, 7, 20)),
    "http://127.0.0.1/",
    "<img>",
)
UNPLACED = ToolFinding("a11y", "low", "region", "no landmark", blocks=False)
RISK = RouteRisk(PETS, WorkspacePath("app.py"), 81.0, "P0", (RiskFactor("untested", 30.0, "no tests"),))


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "20261122_235127Z"
    (folder / "evidence").mkdir(parents=True)
    return folder


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_findings_have_the_fields_of_the_original_and_their_place(run_dir: Path) -> None:
    assert PlanEvidence(run_dir).add_findings([PLACED, UNPLACED], NOW) == 2
    placed, unplaced = lines(run_dir / "evidence/quality.jsonl")
    assert placed == {
        "evidence_id": "FND-20261122-0001",
        "tool": "a11y",
        "severity": "high",
        "code": "image-alt",
        "message": "no alternative text",
        "file": "templates/index.html",
        "line": 7,
        "column": 3,
        "tags": ["a11y"],
        "confidence": 1.0,
        "collected_at": NOW,
        "metadata": {
            "route": "POST /pets",
            "url": "http://127.0.0.1/",
            "details": "<img>",
            "blocks": True,
        },
    }
    assert (unplaced["file"], unplaced["line"], unplaced["evidence_id"]) == (None, None, "FND-20261122-0002")


def test_ids_go_on_after_those_that_are_there(run_dir: Path) -> None:
    PlanEvidence(run_dir).add_findings([PLACED], NOW)
    with (run_dir / "evidence/quality.jsonl").open("a") as file:
        file.write("torn {\n[]\n")
    PlanEvidence(run_dir).add_findings([PLACED], NOW)
    last = (run_dir / "evidence/quality.jsonl").read_text().splitlines()[-1]
    assert json.loads(last)["evidence_id"] == "FND-20261122-0002"


def test_risks_keep_to_the_ranges_that_the_original_checks(run_dir: Path) -> None:
    assert PlanEvidence(run_dir).add_risks([RISK], NOW) == 1
    (risk,) = lines(run_dir / "evidence/risks.jsonl")
    assert (risk["risk_id"], risk["score"], risk["band"], risk["severity"]) == (
        "RSK-20261122-0001",
        81.0,
        "P0",
        "critical",
    )
    assert risk["factors"] == {"untested": 30.0}
    assert risk["description"] == "no tests"


def test_nothing_found_makes_no_file(run_dir: Path) -> None:
    assert PlanEvidence(run_dir).add_findings([], NOW) == 0
    assert not (run_dir / "evidence/quality.jsonl").exists()


def test_a_skipped_tool_has_an_entry_that_says_why() -> None:
    ran = ToolResult("perf", "failed", executed=True, version="2.47", exit_code=1)
    skipped = ToolResult("ui", "skipped", error="skipped: no tests/ui")
    assert {name: record.model_dump() for name, record in inline_tool_records([ran, skipped]).items()} == {
        "perf": {"version": "2.47", "executed": True, "exit_code": 1, "error": None},
        "ui": {"version": None, "executed": False, "exit_code": None, "error": "skipped: no tests/ui"},
    }
