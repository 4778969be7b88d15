"""The end of a run's evidence.

Everything that is derived from its cases and suites, written so that each file is whole.

The sidecar is written before the manifest, and the owner's mark goes last: whoever finds the mark of a dead
owner can finish what is missing, as often as need be.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qaagent_lsp.store.atomic import replace_json, replace_lines, sync
from qaagent_lsp.store.case_record import Recorded, record_line
from qaagent_lsp.store.diagnosis import diagnose, summary
from qaagent_lsp.store.evidence import CaseKey
from qaagent_lsp.store.layout import DIAGNOSTICS, OWNER, SIDECAR, TESTS
from qaagent_lsp.store.manifest import change_manifest, final_counts, tool_records
from qaagent_lsp.store.plan_evidence import inline_tool_records
from qaagent_lsp.store.records import Json, Manifest, Sidecar


def write_sidecar(run_dir: Path, sidecar: Sidecar) -> None:
    """Replace the sidecar."""
    replace_json(run_dir / SIDECAR, sidecar.model_dump())


def rewrite_records(run_dir: Path, records: Mapping[CaseKey, Recorded]) -> None:
    """Replace the test records."""
    replace_lines(run_dir / TESTS, (record_line(recorded) for recorded in records.values()))


def finish(run_dir: Path, sidecar: Sidecar, records: Mapping[CaseKey, Recorded], git: Json | None) -> None:
    """Write sidecar, diagnostics and manifest of a run that is over, then take the owner's mark away."""
    if records:
        sync(run_dir / TESTS)
    write_sidecar(run_dir, sidecar)
    cases = [recorded.case for recorded in records.values()]
    diagnostics = diagnose(cases, sidecar.suites)
    if diagnostics:
        replace_json(run_dir / DIAGNOSTICS, [diagnostic.model_dump() for diagnostic in diagnostics])

    def change(manifest: Manifest) -> None:
        manifest.counts |= final_counts(sidecar.counts, len(sidecar.suites))
        manifest.tools |= tool_records(sidecar.suites, sidecar.tools)
        manifest.tools |= inline_tool_records(sidecar.inline)
        if records:
            manifest.evidence_files["tests"] = TESTS
        if diagnostics:
            manifest.evidence_files["diagnostics"] = DIAGNOSTICS
        told = summary(cases, sidecar.suites)
        if told and told not in manifest.diagnostics:
            manifest.diagnostics.append(told)
        if git:
            manifest.target.git = git

    change_manifest(run_dir, sidecar, change)
    (run_dir / OWNER).unlink(missing_ok=True)
