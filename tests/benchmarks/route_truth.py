"""Routes found without running anything, beside the table that each project's own runtime builds.

``python tests/benchmarks/route_truth.py [--only NAME]… [--no-peer] [--verbose] [--json FILE]`` prints a line for each
project: recall and precision by method, full path and handler, and by the handler's file and line; the same with the
runtime overlay; those of ``fastapi-lsp routes`` by method and path; and how long it took in relation to ours. Exits 1
when a goal is missed: 0.97 and 0.97 static, 1.0 and 1.0 with the overlay.

Recall counts the rows whose handler is in the project's folder; those of installed packages are told beside them
(``outside``). Precision counts the rows that we say are of that app; rows of no app (``unplaced``: confidence below 1,
with the reason) and of other apps of the same folder are not about it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.truth_projects import PROJECTS, Project
from tests.benchmarks.truth_tables import (
    Entry,
    Ours,
    Table,
    our_table,
    overlay_table,
    peer_table,
    runtime_table,
    share,
)

GOAL = 0.97


@dataclass(frozen=True)
class Score:
    """Recall and precision, by handler's name and by its file and line."""

    recall: float
    precision: float
    recall_by_line: float
    precision_by_line: float

    def meets(self, goal: float) -> bool:
        """Tell whether all four reach a goal."""
        return min(self.recall, self.precision, self.recall_by_line, self.precision_by_line) >= goal


@dataclass(frozen=True)
class Peer:
    """fastapi-lsp's rows by method and path; ``times`` is its time as a multiple of ours."""

    rows: int
    recall: float
    precision: float
    times: float


@dataclass(frozen=True)
class Row:
    """All about one project."""

    project: str
    framework: str
    runtime: int
    outside: int
    ours: int
    unplaced: int
    other_apps: int
    static: Score
    overlay: Score
    peer: Peer | None
    met: bool


def scored(found: Table, truth: frozenset[Entry], everything: frozenset[Entry]) -> Score:
    """Compare a table with the rows it ought to have (``truth``), any of ``everything`` being right.

    What another package serves has no place in the project: such a row is compared by its name alone.
    """
    names, outside = {entry.by_name for entry in found.entries}, {e.by_name for e in everything - truth}
    lines = {entry.by_line for entry in found.entries if entry.by_name not in outside}
    return Score(
        share(names & {e.by_name for e in truth}, {e.by_name for e in truth}),
        share(names & {e.by_name for e in everything}, names),
        share(lines & {e.by_line for e in truth}, {e.by_line for e in truth}),
        share(lines & {e.by_line for e in everything}, lines),
    )


def measured(project: Project, *, with_peer: bool, verbose: bool) -> Row:
    """Build every table of a project and compare them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, python = project.make(Path(temporary) / "project")
        truth = runtime_table(project, folder, python)
        ours = our_table(project, folder)
        inside = frozenset(entry for entry in truth.entries if not entry.file.startswith("/"))
        static = scored(ours.claimed, inside, truth.entries)
        observed = overlay_table(project, folder, python, Path(temporary))
        overlay = scored(placed(observed, truth), inside, truth.entries)
        if verbose:
            explain(ours, truth, inside)
        peer = compared(project, folder, truth, ours) if with_peer and project.peer else None
        return Row(
            project.name,
            project.framework,
            len(truth.entries),
            len(truth.entries) - len(inside),
            len(ours.claimed.entries),
            len(ours.unplaced),
            ours.others,
            static,
            overlay,
            peer,
            static.meets(GOAL) and overlay.meets(1.0),
        )


def placed(observed: Table, truth: Table) -> Table:
    """Give handlers outside the folder the place that the runtime tells: we mark them where the app is made."""
    outside = {entry.by_name: entry for entry in truth.entries if entry.file.startswith("/")}
    return Table(frozenset(outside.get(one.by_name, one) for one in observed.entries), observed.seconds)


def compared(project: Project, folder: Path, truth: Table, ours: Ours) -> Peer:
    """Judge fastapi-lsp by method and path alone, since it names no handlers; every row that it prints counts."""
    rows, found, seconds = peer_table(project, folder)
    expected = frozenset((entry.method, entry.path) for entry in truth.entries)
    hits = found & expected
    return Peer(rows, share(hits, expected), len(hits) / max(rows, 1), seconds / ours.claimed.seconds)


def explain(ours: Ours, truth: Table, inside: frozenset[Entry]) -> None:
    """Print which rows differ."""
    names, known = {e.by_name for e in ours.claimed.entries}, {e.by_name for e in truth.entries}
    for entry in sorted(inside, key=lambda e: e.by_name):
        if entry.by_name not in names:
            print(f"  missed {entry.method} {entry.path} {entry.handler} {entry.file}:{entry.line}")
    for entry in sorted(ours.claimed.entries, key=lambda e: e.by_name):
        if entry.by_name not in known:
            print(f"  wrong  {entry.method} {entry.path} {entry.handler} {entry.file}:{entry.line}")


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    print(
        f"{'':22} {'runtime':>7} {'outside':>7} {'ours':>5} {'unplaced':>8}"
        f" {'recall':>7} {'prec.':>6} {'by line':>13} {'overlay':>13} {'fastapi-lsp':>18} {'its time':>9}"
    )
    for row in rows:
        static, overlay, peer = row.static, row.overlay, row.peer
        laid = (
            f"{min(overlay.recall, overlay.recall_by_line):.3f}"
            f" {min(overlay.precision, overlay.precision_by_line):.3f}"
        )
        beside = f"{peer.recall:.3f} {peer.precision:.3f}" if peer else "-"
        time = f"{peer.times:.1f} x" if peer else ""
        print(
            f"{row.project:22} {row.runtime:7} {row.outside:7} {row.ours:5} {row.unplaced:8}"
            f" {static.recall:7.3f} {static.precision:6.3f} {static.recall_by_line:6.3f}"
            f" {static.precision_by_line:6.3f} {laid:>13} {beside:>18} {time:>9}{'' if row.met else '  MISSED'}"
        )


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="a project of the table; may be repeated"
    )
    parser.add_argument("--no-peer", action="store_true", help="leave out fastapi-lsp, which is slow")
    parser.add_argument("--verbose", action="store_true", help="print the rows that differ")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    chosen = [project for project in PROJECTS if not options.only or project.name in options.only]
    rows = [measured(project, with_peer=not options.no_peer, verbose=options.verbose) for project in chosen]
    show(rows)
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2))
    return int(not rows or not all(row.met for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
