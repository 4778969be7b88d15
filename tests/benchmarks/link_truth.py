"""Links between tests and routes against an independent witness, on FastAPI's documentation and Flask's tutorial.

``python tests/benchmarks/link_truth.py [PROJECT] [--tests PATH]… [--before COMMAND] [--details] [--json FILE]`` prints
two lines a project: the ``call`` links that are known before anything ran, and the links that a run observed; and exits
1 when a goal is missed: recall 0.9 and precision 0.95 of the former, equality for every test of the latter. What is
compared: ``tests/e2e/link_truth.py``.

PROJECT is the folder of any other project, whose ``.venv`` has what its tests need; they run twice, from that folder.
COMMAND is what a shell does there before each of the two, such as removing a database that tests leave behind.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.link_truth import Row, measure
from tests.e2e.projects import fastapi_docs, flaskr_project

RECALL, PRECISION = 0.9, 0.95


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path, nargs="?")
    parser.add_argument(
        "--tests", action="append", default=[], help="A file or folder of the project's tests."
    )
    parser.add_argument("--before", default="", help="What a shell does before each run.")
    parser.add_argument("--details", action="store_true", help="Print every link that differs.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, tuple[Row, Row]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QAAGENT_RUNS_DIR"] = str(Path(folder, "runs"))
        os.environ["QAAGENT_CACHE_DIR"] = str(Path(folder, "cache"))
        for name, make in _projects(Path(folder).resolve(), options.project).items():
            results[name] = measure(make(), options.tests, options.before)
    print(
        f"{'project':<16}{'links':<10}{'known':>7}{'truth':>7}{'precision':>11}{'recall':>8}{'tests equal':>16}"
    )
    for name, rows in results.items():
        for row in rows:
            print(
                f"{name:<16}{row.what:<10}{row.links:>7}{row.truth:>7}{row.precision:>11.4f}{row.recall:>8.4f}"
                f"{f'{row.equal} of {row.tests}':>16}"
            )
            if options.details:
                for sign, links in (("+", row.spurious), ("-", row.missed)):
                    for link in links:
                        print(f"  {sign} {' '.join(link)}")
    if options.json:
        told = {name: [asdict(row) for row in rows] for name, rows in results.items()}
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return 0 if all(_met(row) for rows in results.values() for row in rows) else 1


def _projects(folder: Path, given: Path | None) -> Mapping[str, Callable[[], Path]]:
    if given is not None:
        return {given.resolve().name: given.resolve}
    return {
        "flaskr": partial(flaskr_project, folder / "flaskr"),
        "FastAPI's docs": partial(fastapi_docs, folder / "FastAPI"),
    }


def _met(row: Row) -> bool:
    if row.what == "observed":
        return row.equal == row.tests
    return row.recall >= RECALL and row.precision >= PRECISION


if __name__ == "__main__":
    sys.exit(main())
