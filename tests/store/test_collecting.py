from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qaagent_lsp.model.evidence import Coverage, Opinion, QualityFinding, Recommendation, Risk, StoredFile
from qaagent_lsp.store.collecting import collect
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import NOON, failed, passed, written

SOURCE = "def test_a():\n    x = 1\n\n    token = 'hunter22'\n    assert x == 2\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "p" / "tests").mkdir(parents=True)
    file = tmp_path / "p" / "tests" / "test_pets.py"
    file.write_text(SOURCE)
    os.utime(file, (NOON - 60, NOON - 60))
    return tmp_path / "p"


def test_a_run_of_ours_is_read_whole(store: RunStoreOnDisk, project: Path) -> None:
    run_dir = store.root / written(store, failed("test_a"), passed("test_b"), target=str(project))
    (run_dir / "artifacts" / "unit").mkdir(parents=True, exist_ok=True)
    (run_dir / "artifacts" / "unit" / "output.log").write_text("abc")
    evidence = collect(run_dir)
    assert [case.name for case in evidence.run.cases] == ["test_a", "test_b"]
    assert (evidence.target.name, evidence.target.path) == ("project", str(project))
    assert [(tool.name, tool.executed, tool.exit_code) for tool in evidence.tools] == [("pytest", True, 1)]
    ((key, diagnosis),) = evidence.diagnoses.items()
    assert (key[0], key[1], diagnosis.category) == ("unit", "tests/test_pets.py::test_a", "assertion")
    assert StoredFile("artifacts/unit/output.log", 3) in evidence.files
    assert evidence.files_count == len(evidence.files)


def test_source_is_shown_while_it_is_what_ran_and_its_secrets_are_not(
    store: RunStoreOnDisk, project: Path
) -> None:
    run_dir = store.root / written(store, failed("test_a"), target=str(project))
    (excerpt,) = collect(run_dir).excerpts.values()
    assert (excerpt.file, excerpt.first) == ("tests/test_pets.py", 1)
    assert excerpt.lines[4] == "    assert x == 2"
    assert "hunter22" not in "\n".join(excerpt.lines)

    (project / "tests" / "test_pets.py").write_text("# edited\n" + SOURCE)
    assert collect(run_dir).excerpts == {}
    (project / "tests" / "test_pets.py").unlink()
    assert collect(run_dir).excerpts == {}


def test_lines_are_those_of_python_and_editors(store: RunStoreOnDisk, project: Path) -> None:
    file = project / "tests" / "test_pets.py"
    file.write_text("# a page\x0c and\u2028a separator\n" + SOURCE)
    os.utime(file, (NOON - 60, NOON - 60))
    run_dir = store.root / written(store, failed("test_a"), target=str(project))
    (excerpt,) = collect(run_dir).excerpts.values()
    assert len(excerpt.lines[0].splitlines()) == 3
    assert excerpt.lines[1] == SOURCE.split("\n")[0]


def test_nothing_outside_of_the_project_is_shown(
    store: RunStoreOnDisk, project: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.py"
    outside.write_text(SOURCE)
    os.utime(outside, (NOON - 60, NOON - 60))
    (project / "tests" / "test_pets.py").unlink()
    (project / "tests" / "test_pets.py").symlink_to(outside)
    run_dir = store.root / written(store, failed("test_a"), target=str(project))
    assert collect(run_dir).excerpts == {}


def test_a_models_opinion_stands_beside(store: RunStoreOnDisk) -> None:
    run_dir = store.root / written(store, failed("test_a"))
    file = run_dir / "evidence" / "diagnostics.json"
    told = json.loads(file.read_text())
    told[0]["refined"] = {"model": "qwen", "root_cause": "r", "suggestion": "s", "sent": "…"}
    file.write_text(json.dumps([*told, "odd", {"suite": "unit", "test_id": "of another run"}]))
    evidence = collect(run_dir)
    assert list(evidence.opinions.values()) == [Opinion("qwen", "r", "s")]
    assert len(evidence.diagnoses) == 1
    file.write_text("{torn")
    assert collect(run_dir).diagnoses == {}


def test_the_originals_evidence_is_read(tmp_path: Path) -> None:
    run_dir = tmp_path / "20260101_000000Z"
    (run_dir / "evidence").mkdir(parents=True)
    (run_dir / "manifest.json").write_text(
        json.dumps(
            {"run_id": run_dir.name, "tools": {"flake8": {"executed": True, "exit_code": 1}}, "counts": {}}
        )
    )
    records = {
        "quality": {
            "tool": "flake8",
            "severity": "warning",
            "code": None,
            "message": "m",
            "file": "a.py",
            "line": 3,
        },
        "coverage": {"component": "a.py", "value": 0.5, "covered_statements": 1, "total_statements": 2},
        "risks": {"component": "a.py", "score": 81, "band": "P0", "severity": "high", "title": "t"},
        "recommendations": {"component": "a.py", "priority": "high", "summary": "s", "details": "d"},
    }
    for kind, record in records.items():
        (run_dir / "evidence" / f"{kind}.jsonl").write_text(f"{json.dumps(record)}\n\nnot json\n[1]\n")
    evidence = collect(run_dir)
    assert evidence.quality == (QualityFinding("flake8", "warning", "", "m", "a.py", 3),)
    assert evidence.coverage == (Coverage("a.py", 0.5, 1, 2),)
    assert evidence.risks == (Risk("a.py", 81.0, "P0", "high", "t"),)
    assert evidence.recommendations == (Recommendation("a.py", "high", "s", "d"),)
    assert (evidence.run.cases, evidence.files, evidence.target.dirty) == ((), (), None)


def test_numbers_that_are_none_spoil_nothing(tmp_path: Path) -> None:
    run_dir = tmp_path / "20260101_000000Z"
    (run_dir / "evidence").mkdir(parents=True)
    (run_dir / "manifest.json").write_text(json.dumps({"run_id": run_dir.name, "counts": {}}))
    scores = "".join(f'{{"component": "a", "score": {score}}}\n' for score in ("NaN", "1e999", "1" * 400))
    (run_dir / "evidence" / "risks.jsonl").write_text(scores)
    durations = "".join(
        f'{{"name": "t{n}", "kind": "unit", "status": "passed", "duration": {n}}}\n'
        for n in ("NaN", "Infinity")
    )
    (run_dir / "evidence" / "tests.jsonl").write_text(durations)
    evidence = collect(run_dir)
    assert [risk.score for risk in evidence.risks] == [0.0, 0.0, 0.0]
    assert [case.duration for case in evidence.run.cases] == [0.0, 0.0]
