"""How often routes failed in the last runs of a workspace folder."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.store.case_record import read_record
from qaagent_lsp.store.evidence import parse_object, read_sidecar
from qaagent_lsp.store.layout import TESTS
from qaagent_lsp.store.listing import run_folders

_RUNS = 20
_FOLDERS = 200
_BAD = (b'"status": "failed"', b'"status": "error"')


def recent_failures(root: Path, target_path: str) -> Mapping[RouteKey, int]:
    """Count, for each route, the runs of the folder in which a test of it failed; the newest 20 are looked into."""
    target = os.path.realpath(target_path)
    found: Counter[RouteKey] = Counter()
    looked_into = 0
    for looked_at, run_dir in enumerate(run_folders(root)):
        if looked_at >= _FOLDERS or looked_into >= _RUNS:
            break
        sidecar = read_sidecar(run_dir)
        if sidecar is not None and os.path.realpath(sidecar.target_path) == target:
            looked_into += 1
            found.update(_failed_in(run_dir))
    return found


def _failed_in(run_dir: Path) -> frozenset[RouteKey]:
    path = run_dir / TESTS
    try:
        state = path.stat()
        return _read(path, (state.st_mtime_ns, state.st_size))
    except OSError:
        return frozenset()


@lru_cache(maxsize=_RUNS)
def _read(path: Path, _state: tuple[int, int]) -> frozenset[RouteKey]:
    """Read which routes failed: of 30,000 tests that takes a quarter of a second. A run that is over stays as it is."""
    return frozenset(_routes_in(path.read_bytes().splitlines()))


def _routes_in(lines: Iterable[bytes]) -> Iterator[RouteKey]:
    for line in lines:
        # Thousands of passed cases are not even decoded.
        if any(mark in line for mark in _BAD):
            recorded = read_record(parse_object(line) or {})
            if recorded is not None and recorded.case.outcome in {"failed", "error"}:
                yield from (link.route for link in recorded.case.routes)
