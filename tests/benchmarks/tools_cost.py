"""What the probes of Behave and Playwright cost, and what three tools in one run cost.

``python tests/benchmarks/tools_cost.py [--pairs N] [--json FILE]`` prints a table (ours, plain, ratio, goal) of whole
processes in seconds, in alternating pairs; ``ratio`` is the median of the pairs' ratios. Before anything is timed, the
verdicts of both must agree. Exits 1 when a goal is missed. Needs the environments that the end-to-end tests make.
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
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.e2e.three_tools import three_tools_project  # noqa: E402 - the path is set on the line above

PROBES = ROOT / "qaagent_lsp" / "probes"
GOAL = 1.03
SCENARIOS = 1000
TESTS = 500

FEATURE = "Feature: Many\n" + "".join(
    f"\n  Scenario: Number {n}\n    When I count to {n}\n    Then it is {n}\n" for n in range(SCENARIOS)
)
STEPS = """\
from behave import then, when
@when("I count to {number:d}")
def count(context, number):
    context.number = number
@then("it is {number:d}")
def check(context, number):
    assert context.number == number
"""
SPEC = "import { expect, test } from '@playwright/test';\n" + "".join(
    f"test('number {n}', () => {{ expect({n}).toBe({n}); }});\n" for n in range(TESTS)
)


@dataclass(frozen=True)
class Row:
    """One line of the table; seconds are medians."""

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
        project = three_tools_project(Path(folder, "pets"))
        rows = [behave(project, options.pairs), playwright(project, options.pairs)]
    print(f"{'what':<34}{'ours s':>9}{'plain s':>9}{'ratio':>8}{'goal':>7}{'pairs':>7}")
    for row in rows:
        print(
            f"{row.what:<34}{row.ours:>9.2f}{row.plain:>9.2f}{row.ratio:>8.3f}{row.goal:>7.2f}{row.pairs:>7}"
        )
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    return 0 if all(row.ratio <= row.goal for row in rows) else 1


def behave(project: Path, pairs: int) -> Row:
    """1,000 trivial scenarios of two steps."""
    many = project / "many"
    (many / "features" / "steps").mkdir(parents=True)
    (many / "features" / "many.feature").write_text(FEATURE)
    (many / "features" / "steps" / "all.py").write_text(STEPS)
    python = str(project / ".venv" / "bin" / "python")
    path = os.pathsep.join((str(PROBES / "behave"), str(PROBES / "pytest")))

    def probed(events: Path) -> None:
        env = {"PYTHONPATH": path, "QAAGENT_EVENTS": str(events), "QAAGENT_WORKSPACE": str(many)}
        _run((python, "-m", "qaagent_behave", "--no-color"), many, env)

    def plain(_: Path) -> None:
        _run((python, "-m", "behave", "--no-color"), many, {})

    return _measure(f"{SCENARIOS:,} scenarios of Behave", probed, plain, pairs, SCENARIOS)


def playwright(project: Path, pairs: int) -> Row:
    """500 trivial tests in one file, in as many workers as Playwright takes."""
    many = project / "spec"
    many.mkdir()
    (many / "many.spec.ts").write_text(SPEC)
    (many / "playwright.config.ts").write_text("export default {};\n")
    cli = str(project / "node_modules" / "@playwright" / "test" / "cli.js")
    reporter = PROBES / "playwright" / "qaagent_reporter.cjs"

    def probed(events: Path) -> None:
        env = {"QAAGENT_EVENTS": str(events), "QAAGENT_WORKSPACE": str(many)}
        _run(("node", cli, "test", f"--reporter=list,{reporter}"), many, env)

    def plain(_: Path) -> None:
        _run(("node", cli, "test", "--reporter=list"), many, {})

    return _measure(f"{TESTS:,} tests of Playwright", probed, plain, pairs, TESTS)


def _measure(
    what: str, probed: Callable[[Path], None], plain: Callable[[Path], None], pairs: int, expected: int
) -> Row:
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder, "events.jsonl")
        probed(events)
        told = Counter(json.loads(line)["kind"] for line in events.read_text(encoding="utf-8").splitlines())
        assert told["finished"] == expected, told
        plain(events)
        for pair in range(pairs):
            for is_ours in (True, False) if pair % 2 else (False, True):
                began = time.perf_counter()
                (probed if is_ours else plain)(Path(folder, f"{pair}.jsonl"))
                (ours if is_ours else theirs).append(time.perf_counter() - began)
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Row(
        what, statistics.median(ours), statistics.median(theirs), statistics.median(ratios), GOAL, pairs
    )


def _run(argv: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
    # Without bytecode the tools would compile themselves at every start.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        argv, cwd=cwd, env={**inherited, **env}, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


if __name__ == "__main__":
    raise SystemExit(main())
