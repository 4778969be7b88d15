"""How many small wrong changes of handlers do the tests notice that are written for them?

``python -m tests.benchmarks.mutants [--number 20] [--seed 1] [APP]…``: for every app tests are written for all of its
routes, and run green; then the handlers are changed, one change at a time, and the tests are run with plain pytest.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.e2e.authored_apps import AuthoredApp, app_testing, authored, bigger_applications, flaskr
from tests.e2e.mutating import chosen, is_caught, is_green, mutants_of

APPS: Mapping[str, Callable[[Path], AuthoredApp]] = {
    "flaskr": flaskr,
    "bigger_applications": bigger_applications,
    "app_testing": app_testing,
}

EQUIVALENT: Mapping[tuple[str, str], str] = {
    ("__init__.py", '"flaskr.sqlite"'): "a file that the tests put elsewhere",
    ("__init__.py", '"dev"'): "a secret that no answer shows",
    ("__init__.py", '"DATABASE"'): "a file that the tests put elsewhere",
    ("__init__.py", '"config.py"'): "read where there are no tests",
    ("__init__.py", "True becomes False"): "where a folder is looked for that the tests do not use",
    ("__init__.py", "is becomes is not"): "settings of an app that its tests make with settings of their own",
    (
        "__init__.py",
        "db.init_app(app) is gone",
    ): "a command, and a database that is closed at the end of a request",
    ("__init__.py", "app.config"): "settings of an app that its tests make with settings of their own",
    ("__init__.py", "os.makedirs"): "the folder of a database that the tests have elsewhere",
    ("auth.py", "session.clear() is gone"): "in login: the one key of the session is set right after it",
}
"""Changes that no request can show, by the file and the beginning of what is changed, with the reason."""

GOAL = 0.6


def main() -> int:
    """Print a table of what was caught; 1 where that is less than the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*", help=", ".join(APPS))
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as temporary:
        os.environ["QAAGENT_RUNS_DIR"] = f"{temporary}/runs"
        os.environ["QAAGENT_CACHE_DIR"] = f"{temporary}/cache"
        shares = [
            _measured(name, Path(temporary) / name, wanted.number, wanted.seed)
            for name in wanted.apps or APPS
        ]
    return 0 if min(shares) >= GOAL else 1


def _measured(name: str, folder: Path, number: int, seed: int) -> float:
    app = APPS[name](folder)
    before = time.monotonic()
    files = asyncio.run(authored(app))
    took = time.monotonic() - before
    routes = sum(len(file.routes) for file in files)
    print(f"{name}: {routes} routes, {len(files)} files, written and run in {took:.0f} s")
    for file in files:
        print(f"  {file.file}: {file.outcome}, {file.message}")
    tests = [folder / file.file for file in files]
    assert is_green(folder, app.python, tests)
    found = [mutant for handler in app.handlers for mutant in mutants_of(folder / handler)]
    worth = [mutant for mutant in found if not _is_equivalent(mutant.file.name, mutant.what)]
    caught = 0
    for mutant in chosen(worth, number, seed):
        noticed = is_caught(mutant, folder, app.python, tests)
        caught += noticed
        print(
            f"  {'caught  ' if noticed else 'SURVIVED'} {mutant.file.relative_to(folder)}:{mutant.line} {mutant.what}"
        )
    tried = min(number, len(worth))
    print(
        f"{name}: {caught} of {tried} caught ({caught / tried:.0%}), of {len(found)} possible\n", flush=True
    )
    return caught / tried


def _is_equivalent(file: str, what: str) -> bool:
    return any(file == name and what.startswith(start) for name, start in EQUIVALENT)


if __name__ == "__main__":
    raise SystemExit(main())
