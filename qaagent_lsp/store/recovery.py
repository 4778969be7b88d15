"""Sealing what dead processes left behind."""

from __future__ import annotations

import os
from pathlib import Path

from qaagent_lsp.model.result import count
from qaagent_lsp.store.case_record import Recorded
from qaagent_lsp.store.evidence import (
    key_of,
    read_records,
    read_sidecar,
    record_objects,
    suite_tool,
    unrecorded,
)
from qaagent_lsp.store.ids import EvidenceIds
from qaagent_lsp.store.layout import ARTIFACTS, OWNER
from qaagent_lsp.store.locks import try_lock
from qaagent_lsp.store.ownership import is_orphaned, last_write
from qaagent_lsp.store.reading import elapsed, interruption
from qaagent_lsp.store.records import Sidecar
from qaagent_lsp.store.sealing import finish, rewrite_records


def recover_run(run_dir: Path) -> bool:
    """Seal an unsealed run of ours whose owner is dead, as interrupted. Returns whether this call did it.

    Taking the owner's lock makes sure that one process alone does it. A run whose owner died in the middle of
    sealing keeps the status it had been given, and gets what was still missing. Raises ``OSError``,
    ``ValueError``.
    """
    sidecar = read_sidecar(run_dir)
    if sidecar is None or not is_orphaned(run_dir, sidecar.owner):
        return False
    lock = try_lock(run_dir / OWNER)
    if lock is None:
        return False
    try:
        _finish_for(run_dir, read_sidecar(run_dir) or sidecar)
    finally:
        os.close(lock)
    return True


def _finish_for(run_dir: Path, sidecar: Sidecar) -> None:
    records = read_records(run_dir)
    if sidecar.status == "running":
        ids = EvidenceIds("TST", run_dir.name, (recorded.test_id for recorded in records.values()))
        for recorded in list(unrecorded(run_dir, sidecar.target_path, records)):
            test_id = recorded.test_id or ids.next()
            records[key_of(recorded)] = Recorded(test_id, recorded.case, recorded.finished_at)
        sidecar = _interrupted(run_dir, sidecar, records)
    if len(records) != sum(1 for _ in record_objects(run_dir)):
        rewrite_records(run_dir, records)
    finish(run_dir, sidecar, records, None)


def _interrupted(run_dir: Path, sidecar: Sidecar, records: dict[tuple[str, str], Recorded]) -> Sidecar:
    ended = last_write(run_dir)
    tools = dict(sidecar.tools)
    for folder in sorted((run_dir / ARTIFACTS).glob("*")):
        tool = suite_tool(run_dir, folder.name, sidecar.target_path)
        if tool is not None:
            tools[folder.name] = tool
    return sidecar.model_copy(
        update={
            "status": "interrupted",
            "finished_at": ended,
            "duration": elapsed(run_dir, sidecar.created_at, ended),
            "counts": count(tuple(recorded.case for recorded in records.values())),
            "notes": (*sidecar.notes, interruption(sidecar)),
            "tools": tools,
        }
    )
