"""What the original's own readers demand of a run, as rules: they crash on anything that breaks one of these.

Each function raises as they do, or returns what they would show. Written from the observed rules in
``docs/run-store.md``; it shares nothing with our readers, on purpose.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

STATUSES = {"passed", "failed", "error", "skipped"}
TEST_FIELDS: dict[str, tuple[type, ...]] = {
    "test_id": (str,),
    "kind": (str,),
    "name": (str,),
    "status": (str,),
    "suite_name": (str, type(None)),
    "runner_type": (str, type(None)),
    "duration": (float, int, type(None)),
    "route": (str, type(None)),
    "error_message": (str, type(None)),
    "last_run": (str, type(None)),
    "evidence_refs": (list,),
    "tags": (list,),
    "metadata": (dict,),
}


def list_manifests(root: Path) -> list[dict[str, Any]]:
    """Read every folder of the root, newest name first: one folder without a valid manifest breaks the listing."""
    folders = sorted(
        (entry for entry in root.iterdir() if entry.is_dir()), key=lambda e: e.name, reverse=True
    )
    return [load_manifest(folder) for folder in folders]


def load_manifest(folder: Path) -> dict[str, Any]:
    """Read a manifest as the original does: nulls and wrong types raise."""
    data = json.loads((folder / "manifest.json").read_text("utf-8"))
    target = data["target"]
    manifest = {
        "run_id": data["run_id"],
        "created_at": data["created_at"],
        "target": {"name": target["name"], "path": target["path"], "git": dict(target["git"])},
        "tools": {name: _tool(tool) for name, tool in data["tools"].items()},
        "counts": dict(data["counts"].items()),
        "evidence_files": dict(data["evidence_files"].items()),
        "diagnostics": list(data["diagnostics"]),
    }
    assert manifest["run_id"] == folder.name
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", manifest["created_at"])
    assert target["name"].lower().replace(" ", "-")
    Path(target["path"]).resolve()
    assert all(type(number) is int for number in manifest["counts"].values())
    assert {"findings", "risks", "tests", "coverage_components"} <= set(manifest["counts"])
    assert all(isinstance(text, str) for text in manifest["diagnostics"])
    for relative in manifest["evidence_files"].values():
        assert not Path(relative).is_absolute()
        assert (folder / relative).is_file(), f"registered, but absent: {relative}"
    return manifest


def read_tests(folder: Path) -> list[dict[str, Any]]:
    """Read the test records: all fields of the right type, each id once, and nothing but ASCII."""
    path = folder / "evidence" / "tests.jsonl"
    if not path.exists():
        return []
    content = path.read_bytes()
    content.decode("ascii")
    assert content.endswith(b"\n")
    records: list[dict[str, Any]] = [json.loads(line) for line in content.splitlines() if line.strip()]
    for record in records:
        assert set(record) == set(TEST_FIELDS)
        for field, types in TEST_FIELDS.items():
            assert isinstance(record[field], types), (field, record[field])
        assert record["status"] in STATUSES
        assert re.fullmatch(r"TST-\d{8}-\d{4,}", record["test_id"])
        assert record["route"] is None or re.fullmatch(r"[A-Z]+ /\S*", record["route"])
    ids = [record["test_id"] for record in records]
    assert len(ids) == len(set(ids))
    return records


def bugs(folder: Path) -> list[str]:
    """Format the diagnoses as a bug report does; it multiplies the confidence, so null there is a crash."""
    path = folder / "evidence" / "diagnostics.json"
    if not path.exists():
        return []
    return [
        f"{entry.get('test_name', '?')} [{entry.get('suite', '?')}] {entry.get('category', '?')} "
        f"{float(entry['confidence']) * 100:.0f}% {entry.get('root_cause', 'N/A')} {entry.get('route') or 'N/A'}"
        for entry in json.loads(path.read_text("utf-8"))
    ]


def check_run(folder: Path) -> dict[str, Any]:
    """Hold a run, in any state, against all rules; returns its manifest."""
    manifest = load_manifest(folder)
    records = read_tests(folder)
    bugs(folder)
    if "test_suites" in manifest["counts"]:
        counted = {status: sum(record["status"] == status for record in records) for status in STATUSES}
        assert manifest["counts"]["tests"] == len(records)
        assert manifest["counts"]["tests_passed"] == counted["passed"]
        assert manifest["counts"]["tests_failed"] == counted["failed"]
    return manifest


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    return {key: tool.get(key) for key in ("version", "executed", "exit_code", "error")}
