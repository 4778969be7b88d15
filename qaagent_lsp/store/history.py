"""The newest verdict of every case of a workspace folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.test import TestId, inside_of, runner_of
from qaagent_lsp.model.tool import TOOLS, ToolName, ToolResult
from qaagent_lsp.store.case_record import read_record
from qaagent_lsp.store.evidence import CaseKey, read_sidecar, record_objects
from qaagent_lsp.store.listing import is_part_of
from qaagent_lsp.store.ownership import last_write
from qaagent_lsp.store.records import Json, Sidecar

_RUNS = 200
"""Runs of the folder that are looked into at most."""

_FOLDERS = 2_000
"""Folders of the root that are looked at at most, other folders' runs included."""


def last_results(run_dirs: Iterable[Path], target_path: str) -> list[tuple[CaseResult, str, float]]:
    """Return (case, run id, POSIX seconds it finished) from runs that come newest first.

    A run of everything that came to its end settles all tests there are: nothing before it is looked at. One of a
    file, folder, class or function settles those in it, cases that are gone by now included.
    The verdict on a file as a whole (it could not be collected) is gone once tests of it,
    or below a conftest file, have run.
    """
    target = os.path.realpath(target_path)
    newest: dict[CaseKey, tuple[CaseResult, str, float]] = {}
    settled: list[str] = []
    looked_into = 0
    for looked_at, run_dir in enumerate(run_dirs):
        if looked_at >= _FOLDERS or looked_into >= _RUNS:
            break
        sidecar = read_sidecar(run_dir)
        if sidecar is None or os.path.realpath(sidecar.target_path) != target:
            continue
        looked_into += 1
        _take_new(run_dir, newest, settled)
        scope = _settled_by(sidecar)
        if scope == "":
            break
        if scope is not None:
            settled.append(scope)
    return [entry for entry in newest.values() if not _ran_since(entry, newest.values())]


def last_tools(run_dirs: Iterable[Path], target_path: str) -> list[tuple[ToolResult, str, float]]:
    """Return (result, run id, POSIX seconds) of each inline tool's last execution, from runs that come newest first."""
    target = os.path.realpath(target_path)
    newest: dict[ToolName, tuple[ToolResult, str, float]] = {}
    for run_dir in islice(run_dirs, _RUNS):
        sidecar = read_sidecar(run_dir)
        if sidecar is None or not sidecar.inline or os.path.realpath(sidecar.target_path) != target:
            continue
        at = sidecar.finished_at or last_write(run_dir)
        for result in sidecar.inline:
            if result.executed:
                newest.setdefault(result.name, (result, run_dir.name, at))
        if len(newest) == len(TOOLS):
            break
    return list(newest.values())


def _ran_since(
    entry: tuple[CaseResult, str, float], all_of_them: Iterable[tuple[CaseResult, str, float]]
) -> bool:
    """Tell whether tests of a file, or below a conftest file, have run since it could not be collected."""
    broken, _, broke_at = entry
    if inside_of(broken.id):
        return False
    if broken.runner != runner_of(broken.id):
        # Steps and hooks are loaded whichever tests of their tool run.
        return any(
            at > broke_at and inside_of(case.id) and case.suite == broken.suite for case, _, at in all_of_them
        )
    folder, _, name = broken.id.rpartition("/")
    inside = (f"{folder}/" if folder else "") if name == "conftest.py" else f"{broken.id}:"
    return any(
        at > broke_at and inside_of(case.id) and case.id.startswith(inside) for case, _, at in all_of_them
    )


def _take_new(
    run_dir: Path, newest: dict[CaseKey, tuple[CaseResult, str, float]], settled: Sequence[str]
) -> None:
    # Within a run the last record of a case counts; cases of newer runs are not even decoded.
    fresh: dict[CaseKey, Json] = {}
    for value in record_objects(run_dir):
        metadata = value.get("metadata")
        nodeid = str(metadata.get("nodeid")) if isinstance(metadata, dict) else ""
        key = (str(value.get("kind")), nodeid)
        if key not in newest and not any(is_part_of(TestId(nodeid), TestId(scope)) for scope in settled):
            fresh[key] = value
    for key, value in fresh.items():
        recorded = read_record(value)
        if recorded is not None and recorded.finished_at:
            newest[key] = (recorded.case, run_dir.name, recorded.finished_at)


def _settled_by(sidecar: Sidecar) -> str | None:
    """Name what a run settled: a folder, file, class or function, ``""`` for everything; None for nothing whole."""
    if sidecar.status not in {"passed", "failed"}:
        return None
    match sidecar.scope:
        case {"kind": "all"} | {"kind": "plan"}:
            return ""
        case {"kind": "path", "path": str(path)}:
            return path
        case {"kind": "test", "id": str(test)}:
            return test
        case _:
            return None
