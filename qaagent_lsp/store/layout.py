"""Where runs live and what their folders are called.

Of a run, ``<root>/<run id>/``:

- ``manifest.json``
- ``evidence/tests.jsonl``, ``evidence/diagnostics.json``, ``evidence/lsp.json``
- ``artifacts/<suite>/…``, later starts of the suite in ``artifacts/<suite>/attempt-2/…``,
  suites of a later orchestration of one run in ``artifacts/<suite>/round-2/…``
- ``.lsp-owner``, only while the run is unsealed; its owner holds the lock of it
- ``.lsp-lock``, taken around every change of the manifest
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

ROOT_VARIABLE = "QAAGENT_RUNS_DIR"
MANIFEST = "manifest.json"
EVIDENCE = "evidence"
ARTIFACTS = "artifacts"
TESTS = "evidence/tests.jsonl"
DIAGNOSTICS = "evidence/diagnostics.json"
SIDECAR = "evidence/lsp.json"
QUALITY = "evidence/quality.jsonl"
RISKS = "evidence/risks.jsonl"
OWNER = ".lsp-owner"
LOCK = ".lsp-lock"
EVENTS = "events.jsonl"
JUNIT = "junit.xml"
REPORT = "report.html"
ATTEMPT = "attempt-"
ROUND = "round-"
STAGING = ".qaagent-lsp-staging"

_NAME = re.compile(r"(\d{8}_\d{6}Z)(?:_(\d{2,}))?")
_SECOND = re.compile(r"(\d{4})(0[1-9]|1[0-2])([0-3]\d)_([0-2]\d)([0-5]\d)([0-6]\d)Z")
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY}
_NO_STAGING = {errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR}


def runs_root(explicit: str | None, environ: Mapping[str, str]) -> Path:
    """Return the runs root, not created here: explicit, else ``QAAGENT_RUNS_DIR``, else ``~/.qaagent/runs``.

    ``~`` is expanded; a relative path starts at the working folder.
    """
    named = explicit or environ.get(ROOT_VARIABLE)
    return Path(named).expanduser().absolute() if named else Path.home() / ".qaagent" / "runs"


def run_order(name: str) -> tuple[str, int]:
    """Return the sort key of a run's name; ``_100`` comes after ``_99``.

    A name of another make sorts by itself.
    """
    match = _NAME.fullmatch(name)
    return (match[1], int(match[2] or 0)) if match else (name, 0)


def run_second(name: str) -> str | None:
    """Return the ``created_at`` that a run's name tells, None for a name of another make."""
    match = _SECOND.match(name) if _NAME.fullmatch(name) else None
    return "{}-{}-{}T{}:{}:{}Z".format(*match.groups()) if match else None


def timestamp(moment: datetime) -> str:
    """Return ``2026-11-22T23:51:27Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def reserve(root: Path, moment: datetime, fill: Callable[[Path, str], None]) -> Path:
    """Reserve the folder of a new run, complete from the moment it can be seen.

    ``fill(folder, run_id)`` writes the skeleton into a staging folder beside the root, which is then renamed
    into the root; a name that is taken leads to the next suffix. Raises ``OSError`` when the disk refuses.
    """
    root.mkdir(parents=True, exist_ok=True)
    base = moment.astimezone(UTC).strftime("%Y%m%d_%H%M%SZ")
    suffix = 0
    while True:
        run_id = f"{base}_{suffix:02d}" if suffix else base
        if _reserved(root / run_id, fill):
            return root / run_id
        suffix += 1


def _reserved(run_dir: Path, fill: Callable[[Path, str], None]) -> bool:
    if run_dir.exists():
        return False
    staging = run_dir.parent.parent / STAGING / uuid.uuid4().hex
    try:
        staging.mkdir(parents=True)
    except OSError as error:
        if error.errno not in _NO_STAGING:
            raise
        return _made_in_place(run_dir, fill)
    try:
        fill(staging, run_dir.name)
        staging.rename(run_dir)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        if error.errno != errno.EXDEV:
            raise
        return _made_in_place(run_dir, fill)
    else:
        return True
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _made_in_place(run_dir: Path, fill: Callable[[Path, str], None]) -> bool:
    """Reserve without staging, where the root is a mount of its own or its parent cannot be written."""
    try:
        run_dir.mkdir()
    except FileExistsError:
        return False
    try:
        fill(run_dir, run_dir.name)
    except BaseException:
        shutil.rmtree(run_dir, ignore_errors=True)
        raise
    return True


def is_run_name(name: str) -> bool:
    """Tell whether a text can be the name of a run's folder, and of nothing outside the root."""
    return (
        bool(name)
        and not name.startswith(".")
        and os.sep not in name
        and "/" not in name
        and "\\" not in name
    )
