"""Which folders of the root are runs, in which order, and which of them speak of a test or a route."""

from __future__ import annotations

import json
import os
from pathlib import Path

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.test import TestId
from qaagent_lsp.store.case_record import read_record
from qaagent_lsp.store.evidence import parse_object
from qaagent_lsp.store.layout import TESTS, run_order, run_second
from qaagent_lsp.store.manifest import read_manifest


def run_folders(root: Path) -> list[Path]:
    """Return the folders of a root newest first: by creation, then by name with its suffix read as a number.

    No file of a run is opened unless its name does not tell when it was created.
    """
    try:
        with os.scandir(root) as entries:
            names = [entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError:
        return []
    return [root / name for name in sorted(names, key=lambda name: _newness(root, name), reverse=True)]


def mentions(run_dir: Path, test: TestId | None, route: RouteKey | None) -> bool:
    """Tell whether a run holds a case of a test (itself, its function, class or file) and of a route."""
    try:
        content = (run_dir / TESTS).read_bytes()
    except OSError:
        return False
    # The records are ASCII: a line that does not hold the escaped text cannot hold the test or route.
    wanted = [_escaped(text) for text in (test, route.path if route else None) if text]
    if not all(text in content for text in wanted):
        return False
    lines = (line for line in content.splitlines() if all(text in line for text in wanted))
    return any(_speaks_of(line, test, route) for line in lines)


def _newness(root: Path, name: str) -> tuple[str, str, int]:
    created_at = run_second(name)
    if created_at is None:
        try:
            created_at = read_manifest(root / name).created_at
        except (OSError, ValueError):
            created_at = ""
    return (created_at, *run_order(name))


def _escaped(text: str) -> bytes:
    return json.dumps(text)[1:-1].encode("ascii")


def _speaks_of(line: bytes, test: TestId | None, route: RouteKey | None) -> bool:
    value = parse_object(line)
    recorded = read_record(value) if value is not None else None
    if recorded is None:
        return False
    case = recorded.case
    reached = {link.route for link in case.routes} | {RouteKey(hit.method, hit.path) for hit in case.hits}
    return (test is None or is_part_of(case.id, test)) and (route is None or route in reached)


def is_part_of(case: TestId, test: TestId) -> bool:
    """Tell whether a case is a test, or belongs to that function, class or file."""
    return case == test or (case.startswith(test) and case[len(test) :].startswith(("[", ":", "/", " ")))
