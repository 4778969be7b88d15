"""A run read back, whole or as a line of a listing: ours or the original's, running, sealed or broken off."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from qaagent_lsp.model.result import CaseResult, Counts, RunResult, RunStatus, RunSummary, count
from qaagent_lsp.model.scope import AllScope, Scope
from qaagent_lsp.model.scope_json import scope_from_json
from qaagent_lsp.store.evidence import key_of, read_records, read_sidecar, unrecorded
from qaagent_lsp.store.layout import run_second
from qaagent_lsp.store.manifest import read_manifest
from qaagent_lsp.store.ownership import is_orphaned, last_write
from qaagent_lsp.store.records import Manifest, Sidecar


def read_run(run_dir: Path) -> RunResult:
    """Read a run with its cases.

    Raises ``OSError`` or ``ValueError`` when the folder holds no valid manifest.
    """
    manifest = read_manifest(run_dir)
    sidecar = read_sidecar(run_dir)
    return _foreign_run(run_dir, manifest) if sidecar is None else _our_run(run_dir, sidecar)


def summarize(run_dir: Path) -> RunSummary:
    """Read the line of a run.

    The test records are read only where the counts are not written yet, or nowhere else.
    """
    manifest = read_manifest(run_dir)
    sidecar = read_sidecar(run_dir)
    if sidecar is None:
        run = _foreign_run(run_dir, manifest)
        scope = None
    else:
        run = _sealed_run(run_dir, sidecar) if sidecar.status != "running" else _our_run(run_dir, sidecar)
        scope = run.scope
    return RunSummary(run.run_id, run.run_dir, run.created_at, run.status, scope, run.counts, run.duration)


def interruption(sidecar: Sidecar) -> str:
    """Return the note of a run whose owner died."""
    owner = sidecar.owner
    return f"Interrupted: process {owner.pid} on {owner.host}, which owned the run, ended before the run did."


def elapsed(run_dir: Path, created_at: str, until: float) -> float:
    """Return the seconds from a run's creation until a moment, 0 when its creation is not known."""
    try:
        return max(
            0.0, until - datetime.fromisoformat(created_at or run_second(run_dir.name) or "").timestamp()
        )
    except ValueError:
        return 0.0


def _sealed_run(run_dir: Path, sidecar: Sidecar, cases: tuple[CaseResult, ...] = ()) -> RunResult:
    return RunResult(
        run_id=run_dir.name,
        run_dir=str(run_dir),
        status=sidecar.status,
        scope=_scope(sidecar),
        created_at=sidecar.created_at,
        duration=sidecar.duration,
        counts=sidecar.counts,
        cases=cases,
        suites=sidecar.suites,
        problems=sidecar.problems,
        notes=sidecar.notes,
        selection=sidecar.selection,
        tools=sidecar.inline,
        authored=sidecar.authored,
        risks=sidecar.risks,
    )


def _our_run(run_dir: Path, sidecar: Sidecar) -> RunResult:
    records = read_records(run_dir)
    if sidecar.status != "running":
        return _sealed_run(run_dir, sidecar, tuple(record.case for record in records.values()))
    orphaned = is_orphaned(run_dir, sidecar.owner)
    # It may have been sealed between the two looks.
    again = read_sidecar(run_dir)
    if again is not None and again.status != "running":
        return _our_run(run_dir, again)
    if orphaned:
        records |= {key_of(record): record for record in unrecorded(run_dir, sidecar.target_path, records)}
    cases = tuple(record.case for record in records.values())
    status: RunStatus = "interrupted" if orphaned else "running"
    unsealed = sidecar.model_copy(
        update={
            "status": status,
            "counts": count(cases),
            "duration": elapsed(run_dir, sidecar.created_at, last_write(run_dir)),
            "notes": (interruption(sidecar),) if orphaned else (),
        }
    )
    return _sealed_run(run_dir, unsealed, cases)


def _foreign_run(run_dir: Path, manifest: Manifest) -> RunResult:
    cases = tuple(record.case for record in read_records(run_dir).values())
    told = manifest.counts
    counts = count(cases) if cases else Counts(told.get("tests_passed", 0), told.get("tests_failed", 0))
    return RunResult(
        run_id=run_dir.name,
        run_dir=str(run_dir),
        status=_foreign_status(manifest, counts),
        scope=AllScope(),
        created_at=manifest.created_at or run_second(run_dir.name) or "",
        duration=sum(case.duration for case in cases),
        counts=counts,
        cases=cases,
        notes=tuple(manifest.diagnostics),
    )


def _foreign_status(manifest: Manifest, counts: Counts) -> RunStatus:
    """Tell how a run of the original ended.

    It says what it ran only when it finishes, and why only when it failed.
    """
    if manifest.counts.get("tests", 0) > 0 and "test_suites" not in manifest.counts:
        return "interrupted"
    if counts.failed:
        return "failed"
    return "error" if counts.error or manifest.diagnostics else "passed"


def _scope(sidecar: Sidecar) -> Scope:
    try:
        return scope_from_json(sidecar.scope)
    except ValueError:
        # Written by a newer version that knows more scopes.
        return AllScope()
