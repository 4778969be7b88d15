"""From a click on a route to its first result, and to the sealed run, beside a cold ``pytest`` of the same test.

``python tests/benchmarks/click.py [--pairs N] [--json FILE]`` prints a table (ours, plain, ratio, goal) and
exits 1 when a goal is missed or a verdict differs. Needs pytest, FastAPI and httpx in the interpreter that runs it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.event import CaseFinished, RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import RouteScope
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.session import Session

FIRST_RESULT_GOAL = 0.70
"""Of the time that a cold ``pytest`` takes to its exit."""

APP = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/pets/{pet_id}")
def get_pet(pet_id: int):
    return {"id": pet_id}
"""
TEST = """
from fastapi.testclient import TestClient

from app import app


def test_get_pet():
    assert TestClient(app).get("/pets/1").json() == {"id": 1}
"""
ROUTE = RouteKey("GET", "/pets/{pet_id}")
TEST_ID = "test_app.py::test_get_pet"


class Watch:
    """Notes when the first result of a run was told."""

    first: float | None = None

    def snapshot_changed(self, before: Snapshot, after: Snapshot) -> None:
        """Not timed."""

    def run_queued(self, run: RunTicket) -> None:
        """A run begins: forget the last one."""
        self.first = None

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        """Not timed."""

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """Stop the clock at the first verdict."""
        if isinstance(event, CaseFinished) and self.first is None:
            self.first = time.perf_counter()

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        """Not timed."""


@dataclass(frozen=True)
class Row:
    """One line of the table. Times are medians in seconds; the ratio is the median of the pairs' ratios."""

    what: str
    ours: float
    plain: float
    ratio: float
    goal: float | None


@dataclass(frozen=True)
class Pair:
    """One click and one plain call, in seconds."""

    first: float
    sealed: float
    plain: float


def plain(folder: Path) -> float:
    """Time a cold pytest of the one test, to its exit."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", TEST_ID],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(f"plain pytest is not green:\n{done.stdout}{done.stderr}")
    return took


async def click(session: Session, watch: Watch) -> tuple[float, float]:
    """Click the lens of the route; seconds to its first result and to the sealed run."""
    began = time.perf_counter()
    ticket = await session.run(RouteScope(ROUTE))
    result = await session.wait(ticket.run_id)
    sealed = time.perf_counter() - began
    if result.status != "passed" or [case.id for case in result.cases] != [TEST_ID] or watch.first is None:
        raise SystemExit(f"our verdict differs: {result.status} {[case.id for case in result.cases]}")
    return watch.first - began, sealed


async def measure(folder: Path, pairs: int) -> list[Pair]:
    """Click and call in alternation, after one of each to warm the disk."""
    watch = Watch()
    session = open_session(
        folder, Settings(python=sys.executable), watch, runs_dir=str(folder.parent / "runs")
    )
    await session.start()
    await click(session, watch)
    await asyncio.to_thread(plain, folder)
    measured = []
    for _ in range(pairs):
        first, sealed = await click(session, watch)
        measured.append(Pair(first, sealed, await asyncio.to_thread(plain, folder)))
    await session.aclose()
    return measured


def rows_of(pairs: Sequence[Pair]) -> list[Row]:
    """Sum the pairs up."""
    took = statistics.median(pair.plain for pair in pairs)
    return [
        Row(
            what,
            statistics.median(getattr(pair, name) for pair in pairs),
            took,
            statistics.median(getattr(pair, name) / pair.plain for pair in pairs),
            goal,
        )
        for what, name, goal in (
            ("click → first result, cold", "first", FIRST_RESULT_GOAL),
            ("click → sealed run, cold", "sealed", None),
        )
    ]


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["QAAGENT_CACHE_DIR"] = str(Path(temporary) / "cache")
        folder = Path(temporary) / "pets"
        folder.mkdir()
        (folder / "pytest.ini").write_text("[pytest]\n")
        (folder / "app.py").write_text(APP)
        (folder / "test_app.py").write_text(TEST)
        rows = rows_of(asyncio.run(measure(folder, options.pairs)))
    print(f"{'':32} {'ours':>8} {'plain':>8} {'ratio':>6} {'goal':>6}")
    for row in rows:
        goal = "" if row.goal is None else f"{row.goal:.2f}"
        print(f"{row.what:32} {row.ours:7.3f}s {row.plain:7.3f}s {row.ratio:6.2f} {goal:>6}")
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2))
    return int(any(row.goal is not None and row.ratio > row.goal for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
