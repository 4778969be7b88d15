from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.model.result import count
from qaagent_lsp.store.case_record import Recorded
from qaagent_lsp.store.evidence import read_records, read_sidecar
from qaagent_lsp.store.layout import OWNER
from qaagent_lsp.store.run_store import RunStoreOnDisk
from qaagent_lsp.store.sealing import finish, rewrite_records
from tests.store.cases import NOON, begin, failed, passed
from tests.store.original_reader import check_run


@pytest.mark.parametrize("times", [1, 3])
def test_finishing_again_changes_nothing(store: RunStoreOnDisk, root: Path, times: int) -> None:
    run_dir = root / begin(store).run_id
    cases = (passed("test_a"), failed("test_b"))
    records = {
        (case.suite, str(case.id)): Recorded(f"TST-20261122-000{number}", case, NOON)
        for number, case in enumerate(cases, start=1)
    }
    rewrite_records(run_dir, records)
    sidecar = read_sidecar(run_dir)
    assert sidecar is not None
    ended = sidecar.model_copy(update={"status": "failed", "counts": count(cases)})
    for _ in range(times):
        finish(run_dir, ended, records, {"branch": "main", "commit": "", "dirty": False})
    manifest = check_run(run_dir)
    assert len(manifest["diagnostics"]) == 1
    assert manifest["target"]["git"]["branch"] == "main"
    assert read_records(run_dir) == records
    assert not (run_dir / OWNER).exists()


def test_a_green_run_has_no_diagnoses(store: RunStoreOnDisk, root: Path) -> None:
    run_dir = root / begin(store).run_id
    sidecar = read_sidecar(run_dir)
    assert sidecar is not None
    finish(run_dir, sidecar.model_copy(update={"status": "passed"}), {}, None)
    assert json.loads((run_dir / "manifest.json").read_text())["evidence_files"] == {}
    assert not (run_dir / "evidence" / "diagnostics.json").exists()
