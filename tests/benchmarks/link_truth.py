"""Links between tests and routes against an independent witness, on FastAPI's documentation and Flask's tutorial.

``python tests/benchmarks/link_truth.py [--details] [--json FILE]`` prints two lines a project: the ``call`` links that
are known before anything ran, and the links that a run observed; and exits 1 when a goal is missed: recall 0.9 and
precision 0.95 of the former, equality for every test of the latter. What is compared: ``tests/e2e/link_truth.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.e2e.link_truth import Row, measure
from tests.e2e.projects import fastapi_docs, flaskr_project

RECALL, PRECISION = 0.9, 0.95


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--details", action="store_true", help="Print every link that differs.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, tuple[Row, Row]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QAAGENT_RUNS_DIR"] = str(Path(folder, "runs"))
        for name, make in (("flaskr", flaskr_project), ("FastAPI's docs", fastapi_docs)):
            results[name] = measure(make(Path(folder).resolve() / name.split("'")[0]))
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


def _met(row: Row) -> bool:
    if row.what == "observed":
        return row.equal == row.tests
    return row.recall >= RECALL and row.precision >= PRECISION


if __name__ == "__main__":
    sys.exit(main())
