"""What the pytest probe costs: whole suites with and without it, in alternating pairs.

``python tests/benchmarks/probe_cost.py [--pairs N] [--json FILE]`` prints a table (ours, plain, ratio, goal) and
exits 1 when a goal is missed; a test that does not pass stops it. Needs pytest, FastAPI and httpx in the
interpreter that runs it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROBE = ROOT / "qaagent_lsp" / "probes" / "pytest"
GOAL = 1.03

TRIVIAL = "def test_{n}():\n    assert {n} + 1 == {next}\n\n"

API = """
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/pets/{pet_id}")
def get_pet(pet_id: int):
    return {"id": pet_id}


@app.post("/pets")
async def add_pet(pet: dict):
    return pet


@pytest.fixture
def client():
    return TestClient(app)


@pytest.mark.parametrize("n", range(150))
def test_get(client, n):
    assert client.get(f"/pets/{n}").json() == {"id": n}


@pytest.mark.parametrize("n", range(150))
def test_post(client, n):
    assert client.post("/pets", json={"n": n}).json() == {"n": n}
"""


@dataclass(frozen=True)
class Row:
    """One line of the table; seconds are medians, ``ratio`` the median of the pairs' ratios."""

    what: str
    ours: float
    plain: float
    ratio: float
    goal: float
    pairs: int


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            measure("5,000 trivial tests", trivial_suite(Path(folder, "trivial")), options.pairs),
            measure("300 API tests", api_suite(Path(folder, "api")), options.pairs),
        ]
    print(f"{'what':<24}{'ours s':>9}{'plain s':>9}{'ratio':>8}{'goal':>7}")
    for row in rows:
        print(f"{row.what:<24}{row.ours:>9.3f}{row.plain:>9.3f}{row.ratio:>8.3f}{row.goal:>7.2f}")
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    return 0 if all(row.ratio <= row.goal for row in rows) else 1


def trivial_suite(folder: Path) -> Path:
    """5,000 tests that do nothing, in 20 files."""
    folder.mkdir()
    for file in range(20):
        text = "".join(TRIVIAL.format(n=n, next=n + 1) for n in range(250))
        (folder / f"test_{file}.py").write_text(text, encoding="utf-8")
    return folder


def api_suite(folder: Path) -> Path:
    """300 tests that make one request each."""
    folder.mkdir()
    (folder / "test_api.py").write_text(API, encoding="utf-8")
    return folder


def measure(what: str, folder: Path, pairs: int) -> Row:
    """Run pairs in alternating order after one warm-up of each; the tests' verdicts must be the same."""
    run(folder, probed=False)
    run(folder, probed=True)
    ours: list[float] = []
    plain: list[float] = []
    for pair in range(pairs):
        for probed in (True, False) if pair % 2 else (False, True):
            (ours if probed else plain).append(run(folder, probed=probed))
    ratios = [mine / theirs for mine, theirs in zip(ours, plain, strict=True)]
    return Row(
        what, statistics.median(ours), statistics.median(plain), statistics.median(ratios), GOAL, pairs
    )


def run(folder: Path, *, probed: bool) -> float:
    """Seconds of one run of the suite, start of the interpreter included. Raises when a test did not pass."""
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore"]
    environment = dict(os.environ)
    if probed:
        events = folder / "events.jsonl"
        events.unlink(missing_ok=True)
        argv += ["-p", "qaagent_probe"]
        environment |= {
            "QAAGENT_EVENTS": str(events),
            "QAAGENT_WORKSPACE": str(folder),
            "PYTHONPATH": str(PROBE),
        }
    start = time.perf_counter()
    done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
