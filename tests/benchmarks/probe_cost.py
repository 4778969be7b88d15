"""What the pytest probe costs: whole suites with and without it, in alternating pairs.

``python tests/benchmarks/probe_cost.py [--pairs N] [--seconds S] [--json FILE]`` prints a table (ours, plain, ratio,
goal) in seconds of CPU (user and system of pytest's process), which other work on the machine disturbs least, and
exits 1 when a goal is missed. From Python 3.12 on the functions which each test executed are recorded too. Before
anything is timed, the verdict of every id must equal that of plain pytest's JUnit report. Installed plugins stay
out: they only make plain pytest slower. Pairs end early, after three at least, when a suite has had its share of
``--seconds``. Needs pytest, FastAPI and httpx in the interpreter that runs it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROBE = ROOT / "qaagent_lsp" / "probes" / "pytest"
GOAL = 1.03
LEAST_PAIRS = 3

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


LARGE = """
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient


def create_app():
    app = FastAPI()
    for n in range(30):
        router = APIRouter(prefix=f"/r{n}")
        for m in range(20):
            router.add_api_route(f"/item{m}/{{item_id}}", handler(n * m))
        app.include_router(router)
    return app


def handler(number):
    def get_item(item_id: int):
        return item_id + number

    return get_item


app = create_app()
"""

LARGE_TESTS = """
import pytest
from fastapi.testclient import TestClient
import large


@pytest.fixture(scope="module")
def client():
    return TestClient(large.app)


@pytest.mark.parametrize("n", range(300))
def test_get(client, n):
    assert client.get(f"/r{n % 30}/item{n % 20}/{n}").status_code == 200
"""

FACTORY_TESTS = """
import pytest
from fastapi.testclient import TestClient
import large


@pytest.mark.parametrize("n", range(30))
def test_get(n):
    assert TestClient(large.create_app()).get(f"/r{n % 30}/item{n % 20}/{n}").status_code == 200
"""


@dataclass(frozen=True)
class Row:
    """One line of the table; seconds of CPU are medians, ``ratio`` the median of the pairs' ratios."""

    what: str
    ours: float
    plain: float
    ratio: float
    goal: float
    pairs: int


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=200.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            measure(
                "5,000 trivial tests",
                trivial_suite(Path(folder, "trivial")),
                options.pairs,
                options.seconds * 0.7,
            ),
            measure("300 API tests", api_suite(Path(folder, "api")), options.pairs, options.seconds * 0.3),
            measure(
                "300 of 600 routes",
                large_suite(Path(folder, "large"), LARGE_TESTS),
                options.pairs,
                options.seconds * 0.3,
            ),
            measure(
                "30 apps of 600 routes",
                large_suite(Path(folder, "factory"), FACTORY_TESTS),
                options.pairs,
                options.seconds * 0.3,
            ),
        ]
    print(f"{'what':<24}{'ours s':>9}{'plain s':>9}{'ratio':>8}{'goal':>7}{'pairs':>7}")
    for row in rows:
        print(
            f"{row.what:<24}{row.ours:>9.3f}{row.plain:>9.3f}{row.ratio:>8.3f}{row.goal:>7.2f}{row.pairs:>7}"
        )
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


def large_suite(folder: Path, tests: str) -> Path:
    """An app of 600 routes, made once or once for each test."""
    folder.mkdir()
    (folder / "large.py").write_text(LARGE, encoding="utf-8")
    (folder / "test_large.py").write_text(tests, encoding="utf-8")
    return folder


def measure(what: str, folder: Path, pairs: int, seconds: float) -> Row:
    """Check that the verdicts agree, which warms both up too, then run pairs in alternating order."""
    start = time.monotonic()
    agree(folder)
    ours: list[float] = []
    plain: list[float] = []
    for pair in range(pairs):
        if pair >= LEAST_PAIRS and (time.monotonic() - start) * (pair + 2) / (pair + 1) > seconds:
            break
        for probed in (True, False) if pair % 2 else (False, True):
            (ours if probed else plain).append(run(folder, probed=probed))
    ratios = [mine / theirs for mine, theirs in zip(ours, plain, strict=True)]
    return Row(
        what, statistics.median(ours), statistics.median(plain), statistics.median(ratios), GOAL, len(ratios)
    )


def agree(folder: Path) -> None:
    """Raise when the probe tells other tests or other verdicts than plain pytest does."""
    report = folder / "junit.xml"
    run(folder, f"--junitxml={report}", probed=False)
    run(folder, probed=True)
    theirs = {
        f"{case.get('classname')}.{case.get('name')}": "passed" if len(case) == 0 else case[0].tag
        for case in ET.parse(report).iter("testcase")  # pytest's own report, just written
    }
    ours: dict[str, str] = {}
    for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["kind"] == "finished":
            name = event["id"].replace(".py::", ".")
            outcomes = {phase[1] for phase in event["phases"]}
            ours[name] = "passed" if outcomes == {"passed"} else ",".join(sorted(outcomes))
    if ours != theirs or not theirs:
        different = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        raise RuntimeError(f"{len(different)} of {len(theirs)} verdicts differ: {different[:5]}")


def run(folder: Path, *args: str, probed: bool) -> float:
    """Seconds of CPU of one run of the suite, start of the interpreter included. Raises when a test did not pass."""
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", *args]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    # Plain pytest would compile all it imports, at every start, and its own cost would hide ours.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if probed:
        events = folder / "events.jsonl"
        events.unlink(missing_ok=True)
        argv += ["-p", "qaagent_probe"]
        environment |= {
            "QAAGENT_EVENTS": str(events),
            "QAAGENT_WORKSPACE": str(folder),
            "PYTHONPATH": str(PROBE),
        }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
