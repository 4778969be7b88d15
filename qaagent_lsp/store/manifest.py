"""The manifest: read tolerantly, changed under a lock on what stands there now, replaced atomically."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from qaagent_lsp.model.result import Counts, SuiteResult
from qaagent_lsp.store.atomic import replace_json
from qaagent_lsp.store.layout import LOCK, MANIFEST
from qaagent_lsp.store.locks import locked
from qaagent_lsp.store.records import Json, Manifest, Sidecar, SuiteTool, ToolRecord

_FIRST_COUNTS = {"findings": 0, "risks": 0, "tests": 0, "coverage_components": 0}

_PATIENCE = (0.001, 0.01, 0.05, 0.2, 0.5, 0.0)
"""Seconds between looks at a manifest that is not whole."""


def first_manifest(run_id: str, created_at: str, target: Json) -> Json:
    """Return the manifest of a run that has just been created."""
    return {
        "run_id": run_id,
        "created_at": created_at,
        "target": target,
        "tools": {},
        "counts": dict(_FIRST_COUNTS),
        "evidence_files": {},
        "diagnostics": [],
    }


def read_manifest(run_dir: Path) -> Manifest:
    """Read a manifest, ours or the original's. Raises ``OSError`` or ``ValueError`` (pydantic's is one)."""
    return Manifest.model_validate(json.loads((run_dir / MANIFEST).read_bytes()))


def change_manifest(run_dir: Path, sidecar: Sidecar, change: Callable[[Manifest], None]) -> None:
    """Change the manifest on top of what any process wrote last. Raises ``OSError``.

    The original writes in place and without our lock: half a manifest is looked at again, and one that stays broken
    is begun anew from the sidecar.
    """
    with locked(run_dir / LOCK):
        manifest = _present(run_dir) or _anew(run_dir, sidecar)
        manifest.counts = {**_FIRST_COUNTS, **manifest.counts}
        change(manifest)
        replace_json(run_dir / MANIFEST, manifest.model_dump())


def final_counts(counts: Counts, suites: int) -> dict[str, int]:
    """Return the counts that only a finished run has.

    ``test_suites`` among them tells readers that it is finished.
    """
    return {
        "tests": counts.total,
        "test_suites": suites,
        "tests_passed": counts.passed,
        "tests_failed": counts.failed,
        "tests_errors": counts.error,
        "tests_skipped": counts.skipped,
    }


def tool_records(suites: tuple[SuiteResult, ...], tools: Mapping[str, SuiteTool]) -> dict[str, ToolRecord]:
    """Return one entry a tool.

    A second suite of the same tool is told apart by its name: ``pytest (api)``.
    """
    records: dict[str, ToolRecord] = {}
    for suite in suites:
        name = suite.runner if suite.runner not in records else f"{suite.runner} ({suite.name})"
        told = tools.get(suite.name)
        records[name] = ToolRecord.model_construct(
            version=told.version if told else None,
            executed=suite.returncode is not None,
            exit_code=suite.returncode,
            error=suite.error or None,
        )
    for unended in tools.keys() - {suite.name for suite in suites}:
        told = tools[unended]
        name = told.tool if told.tool not in records else f"{told.tool} ({unended})"
        records[name] = ToolRecord.model_construct(
            version=told.version, executed=True, exit_code=None, error="the run ended before this suite did"
        )
    return records


def _present(run_dir: Path) -> Manifest | None:
    for wait in _PATIENCE:
        try:
            return read_manifest(run_dir)
        except (FileNotFoundError, ValueError):
            time.sleep(wait)
    return None


def _anew(run_dir: Path, sidecar: Sidecar) -> Manifest:
    target = {"name": sidecar.target_name, "path": sidecar.target_path, "git": {}}
    return Manifest.model_validate(first_manifest(run_dir.name, sidecar.created_at, target))
