"""Everything that a run's folder holds, read back for a report: ours or the original's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar, get_args

from qaagent_lsp.model.diagnosis import Diagnosis, Fault
from qaagent_lsp.model.evidence import (
    CaseKey,
    Coverage,
    Evidence,
    Excerpt,
    Opinion,
    QualityFinding,
    Recommendation,
    Risk,
    StoredFile,
    Target,
    ToolEntry,
)
from qaagent_lsp.model.result import Category, RunResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.redaction import redact
from qaagent_lsp.store.evidence import parse_object
from qaagent_lsp.store.layout import ARTIFACTS, DIAGNOSTICS, EVIDENCE
from qaagent_lsp.store.manifest import read_manifest
from qaagent_lsp.store.reading import read_run
from qaagent_lsp.store.records import Json, Manifest

_AROUND = 4
_MOST_EXCERPTS = 500
_MOST_FILES = 1000
_LARGEST_SOURCE = 2_000_000
T = TypeVar("T")


def collect(run_dir: Path) -> Evidence:
    """Read all of a run. Raises ``OSError`` or ``ValueError`` when the folder holds no valid manifest."""
    manifest = read_manifest(run_dir)
    run = read_run(run_dir)
    diagnoses, opinions = _diagnoses(run_dir, run)
    files = list(_artifacts(run_dir))
    return Evidence(
        run=run,
        target=_target(manifest),
        tools=tuple(
            ToolEntry(name, tool.version, tool.executed, tool.exit_code, tool.error or "")
            for name, tool in manifest.tools.items()
        ),
        diagnoses=diagnoses,
        opinions=opinions,
        summary=tuple(manifest.diagnostics),
        quality=tuple(_records(run_dir, "quality", _quality)),
        coverage=tuple(_records(run_dir, "coverage", _coverage)),
        risks=tuple(_records(run_dir, "risks", _risk)),
        recommendations=tuple(_records(run_dir, "recommendations", _recommendation)),
        excerpts=_excerpts(run, manifest),
        files=tuple(files[:_MOST_FILES]),
        files_count=len(files),
    )


def _target(manifest: Manifest) -> Target:
    target = manifest.target
    git = target.git
    dirty = git.get("dirty")
    return Target(
        name=target.name,
        path=target.path,
        branch=_text(git.get("branch")),
        commit=_text(git.get("commit")),
        dirty=dirty if isinstance(dirty, bool) else None,
    )


def _diagnoses(
    run_dir: Path, run: RunResult
) -> tuple[Mapping[CaseKey, Diagnosis], Mapping[CaseKey, Opinion]]:
    """Read what was recorded of failures. The original names tests only, which is their id in its runs."""
    try:
        told = json.loads((run_dir / DIAGNOSTICS).read_bytes())
    except (OSError, ValueError):
        return {}, {}
    known = {(case.suite, case.id) for case in run.cases}
    diagnoses: dict[CaseKey, Diagnosis] = {}
    opinions: dict[CaseKey, Opinion] = {}
    for entry in told if isinstance(told, list) else []:
        if not isinstance(entry, dict):
            continue
        key = (
            _text(entry.get("suite")),
            TestId(_text(entry.get("test_id")) or _text(entry.get("test_name"))),
        )
        if key not in known:
            continue
        diagnoses[key] = _diagnosis(entry)
        refined = entry.get("refined")
        if isinstance(refined, dict):
            opinions[key] = Opinion(
                *(_text(refined.get(name)) for name in ("model", "root_cause", "suggestion"))
            )
    return diagnoses, opinions


def _diagnosis(entry: Json) -> Diagnosis:
    category, fault = entry.get("category"), entry.get("fault")
    reasons = entry.get("evidence")
    return Diagnosis(
        category=next((known for known in get_args(Category) if known == category), "unknown"),
        confidence=_number(entry.get("confidence")),
        fault=next((known for known in get_args(Fault) if known == fault), "unknown"),
        fault_confidence=_number(entry.get("fault_confidence")),
        root_cause=_text(entry.get("root_cause")),
        suggestion=_text(entry.get("suggestion")),
        evidence=tuple(map(str, reasons)) if isinstance(reasons, list) else (),
    )


def _excerpts(run: RunResult, manifest: Manifest) -> Mapping[tuple[WorkspacePath, int], Excerpt]:
    """Read the lines around failures, from files that were not written since the run began."""
    root, began = manifest.target.path, _began(run)
    if not root or began is None:
        return {}
    wanted = dict.fromkeys(
        (failure.location.file, failure.location.span.line)
        for case in run.cases
        for failure in case.failures
        if failure.location
    )
    texts: dict[WorkspacePath, list[str] | None] = {}
    found = {}
    for file, line in islice(wanted, _MOST_EXCERPTS):
        if file not in texts:
            texts[file] = _unchanged_lines(Path(root), file, began)
        lines = texts[file]
        if lines and line <= len(lines):
            first = max(line - _AROUND, 1)
            shown = redact("\n".join(lines[first - 1 : line + _AROUND - 1])).split("\n")
            found[file, line] = Excerpt(file, first, tuple(shown))
    return found


def _began(run: RunResult) -> float | None:
    try:
        return datetime.fromisoformat(run.created_at).timestamp()
    except ValueError:
        return None


def _unchanged_lines(root: Path, file: WorkspacePath, began: float) -> list[str] | None:
    """Read a file of the workspace as it stood then; the manifest may come from anywhere, so nothing outside of it."""
    path = root / file
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return None
        state = path.stat()
        # The name of a run is a whole second, cut off.
        if state.st_mtime >= began + 1 or state.st_size > _LARGEST_SOURCE:
            return None
        # Not ``splitlines``: to Python and to editors a form feed ends no line.
        return path.read_text(encoding="utf-8", errors="replace").removesuffix("\n").split("\n")
    except OSError:
        return None


def _artifacts(run_dir: Path) -> Iterator[StoredFile]:
    for folder, folders, names in os.walk(run_dir / ARTIFACTS):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            try:
                yield StoredFile(path.relative_to(run_dir).as_posix(), path.stat().st_size)
            except OSError:
                continue


def _records(run_dir: Path, kind: str, read: Callable[[Json], T]) -> Iterator[T]:
    """Read the lines of an evidence file; what is no record is passed over, as the original's reader does."""
    try:
        content = (run_dir / EVIDENCE / f"{kind}.jsonl").read_bytes()
    except OSError:
        return
    for line in content.splitlines():
        value = parse_object(line)
        if value is not None:
            yield read(value)


def _quality(value: Json) -> QualityFinding:
    line = value.get("line")
    texts = {name: _text(value.get(name)) for name in ("tool", "severity", "code", "message", "file")}
    return QualityFinding(**texts, line=line if isinstance(line, int) else 0)


def _coverage(value: Json) -> Coverage:
    numbers = (value.get("covered_statements"), value.get("total_statements"))
    covered, total = (number if isinstance(number, int) else None for number in numbers)
    return Coverage(_text(value.get("component")), _number(value.get("value")), covered, total)


def _risk(value: Json) -> Risk:
    texts = {
        name: _text(value.get(name)) for name in ("component", "band", "severity", "title", "description")
    }
    return Risk(score=_number(value.get("score")), **texts)


def _recommendation(value: Json) -> Recommendation:
    return Recommendation(
        *(_text(value.get(name)) for name in ("component", "priority", "summary", "details"))
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float:
    """Read a number; JSON as Python and others write it may hold ``NaN`` and what no float can hold."""
    try:
        return float(value) if isinstance(value, int | float) and isfinite(value) else 0.0
    except OverflowError:
        return 0.0
