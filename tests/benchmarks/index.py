"""From files to routes, tests and links: a cold index, a second start, and one edited file, beside ``ast.parse``.

``python tests/benchmarks/index.py [--pairs N] [--json FILE]`` makes a workspace of 600 routes and 30,000 tests, prints
a table (ours, parse, ratio, goal) and exits 1 when a goal is missed, or when what was kept from edit to edit differs
from what indexing from nothing finds.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from qaagent_lsp.discovery.assembly.resolve import Resolver
from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.indexing import Index, build, update
from qaagent_lsp.session.kept import KeptFiles
from qaagent_lsp.session.picture import static_picture

COLD_GOAL = 1.6
"""Of the time that ``ast.parse`` takes for the same files."""
EDIT_GOAL = 0.005
"""Seconds until the routes are up to date, at the 95th percentile."""

ROUTERS, ROUTES, TEST_FILES, TESTS = 30, 20, 300, 100
ROUTER = WorkspacePath("app/r3.py")
TEST = WorkspacePath("tests/test_7.py")
MAIN = WorkspacePath("app/main.py")
LONG = WorkspacePath("app/r4.py")
"""A file of routes as long as real ones are: some 25 kB, nearly all of it the bodies of handlers."""
BODY = """    found = []
    for number, row in enumerate(session.rows(item_id, limit=100)):
        if row.owner != current or row.hidden:
            continue
        names = {key: value.strip() for key, value in row.names.items() if value}
        try:
            price = Decimal(row.price).quantize(Decimal("0.01"))
        except (ArithmeticError, ValueError) as reason:
            log.warning("row %s of %s has no price: %s", number, item_id, reason)
            raise HTTPException(status_code=422, detail=f"row {number}: {reason}") from reason
        found.append({"id": row.id, "names": names, "price": str(price), "tags": sorted(set(row.tags))})
    if not found:
        raise HTTPException(status_code=404, detail=f"nothing is known of {item_id}")
    total = sum(Decimal(one["price"]) for one in found)
    session.note("asked", item=item_id, count=len(found), total=total)
"""

Edit = Callable[[str, int], str]
EDITS: Sequence[tuple[str, WorkspacePath, Edit]] = (
    (
        "a handler's body",
        ROUTER,
        lambda text, n: text.replace("return item_id", f"return item_id + {10 ** (n % 7)}", 3),
    ),
    ("a line above all routes", ROUTER, lambda text, n: "\n" * (n + 1) + text),
    ("a route's path", ROUTER, lambda text, n: text.replace("/item1/", f"/thing{n}/")),
    ("a router's prefix", ROUTER, lambda text, n: text.replace("'/r3'", f"'/x{n}'")),
    ("the app that includes all", MAIN, lambda text, n: text + f"\nx{n} = {n}\n"),
    ("a line above the app's imports", MAIN, lambda text, n: "\n" * (n + 1) + text),
    ("a handler's body, 25 kB", LONG, lambda text, n: text.replace("limit=100", f"limit={10 ** (n % 7)}", 3)),
    (
        "a line more in it, 25 kB",
        LONG,
        lambda text, n: text.replace("    found = []\n", "    found = []\n" + "    x = 1\n" * (n + 1), 1),
    ),
    ("a route's path, 25 kB", LONG, lambda text, n: text.replace("/item1/", f"/thing{n}/")),
    ("an import more, 25 kB", LONG, lambda text, n: "".join(f"import m{m}\n" for m in range(n + 1)) + text),
    (
        "a call half typed, 25 kB",
        LONG,
        lambda text, n: text.replace("    found = []\n", f"    found = []\n    x{n} = call(1,\n", 1),
    ),
    ("a test's body", TEST, lambda text, n: text.replace("== 200", f"== {n}", 3)),
    (
        "a line more amid the tests",
        TEST,
        lambda text, n: text.replace(
            "def test_50(client):", "def test_50(client):" + "\n    x = 1" * (n + 1)
        ),
    ),
    (
        "a call half typed amid the tests",
        TEST,
        lambda text, n: text.replace(
            "def test_50(client):\n", f"def test_50(client):\n    x{n} = client.get(\n"
        ),
    ),
    ("a new test", TEST, lambda text, n: text + f"\ndef test_n{n}(client):\n    client.get('/r1/item1/1')\n"),
)


@dataclass(frozen=True)
class Row:
    """One line of the table, in seconds. The goal is a ratio for the cold index, else the 95th percentile."""

    what: str
    ours: float
    p95: float
    parse: float
    ratio: float
    goal: float | None
    met: bool


def write(folder: Path) -> None:
    """Make the workspace."""
    (folder / "app").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    for n in range(ROUTERS):
        routes = "".join(
            f"@router.get('/item{m}/{{item_id}}')\ndef get_item{m}(item_id: int):\n"
            f"{BODY if n == 4 else ''}    return item_id\n\n"
            for m in range(ROUTES)
        )
        head = f"from fastapi import APIRouter\nrouter = APIRouter(prefix='/r{n}')\n"
        (folder / "app" / f"r{n}.py").write_text(head + routes)
    imports = "".join(f"from app import r{n}\n" for n in range(ROUTERS))
    included = "".join(f"app.include_router(r{n}.router)\n" for n in range(ROUTERS))
    (folder / MAIN).write_text(f"from fastapi import FastAPI\n{imports}app = FastAPI()\n{included}")
    for n in range(TEST_FILES):
        tests = (
            f"def test_{m}(client):\n    assert client.get('/r{n % ROUTERS}/item{m % ROUTES}/1').status_code == 200\n\n"
            for m in range(TESTS)
        )
        (folder / "tests" / f"test_{n}.py").write_text("".join(tests))


def timed(work: Callable[[], object]) -> float:
    """Time one call, with nothing left over for the collector to do in it."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def is_whole(text: str) -> bool:
    """Tell whether a text parses."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def parse(text: str) -> None:
    """Parse a text, whole or broken."""
    with suppress(SyntaxError):
        ast.parse(text)


def parse_all(folder: Path) -> None:
    """Read and parse every file, as quickly as ``ast`` can: without the collector."""
    gc.disable()
    for path in folder.rglob("*.py"):
        ast.parse(path.read_text())
    gc.enable()


def agree(index: Index, picture: Snapshot, folder: Path, file: WorkspacePath, text: str) -> None:
    """End with a complaint when what was kept differs from what is found from nothing."""
    fresh = build(folder, {file: text}, (), Index())
    expected = static_picture(fresh, Observed(), Linker())
    for name in (
        "routes",
        "routes_by_file",
        "tests",
        "tests_by_file",
        "links_by_route",
        "links_by_test",
        "problems",
    ):
        if getattr(picture, name) != getattr(expected, name):
            raise SystemExit(f"{name} differ from a fresh index after an edit of {file}")
    if len(index.routes) != ROUTERS * ROUTES or len(index.tests) < TEST_FILES * TESTS:
        raise SystemExit(f"{len(index.routes)} routes and {len(index.tests)} tests were found")


def cold(folder: Path, pairs: int) -> Row:
    """Index everything, and parse everything, in alternation."""
    ours, parsed = [], []
    for _ in range(pairs):
        ours.append(timed(lambda: build(folder, {}, (), Index())))
        parsed.append(timed(lambda: parse_all(folder)))
    ratio = statistics.median(a / b for a, b in zip(ours, parsed, strict=True))
    return Row(
        "cold index",
        statistics.median(ours),
        max(ours),
        statistics.median(parsed),
        ratio,
        COLD_GOAL,
        ratio <= COLD_GOAL,
    )


def second(folder: Path, pairs: int) -> Row:
    """Index as a session does that begins after another one, with what that one kept, and parse everything."""
    ours, parsed = [], []
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))  # long since written
    at = folder.parent / "files.bin"
    kept = KeptFiles(at)
    first = build(folder, {}, (), Index(), None, kept)
    kept.save(first.files, time.time_ns())
    for _ in range(pairs):
        found: list[Index] = []
        ours.append(timed(lambda: found.append(build(folder, {}, (), Index(), None, KeptFiles(at)))))  # noqa: B023 - called at once
        parsed.append(timed(lambda: parse_all(folder)))
        if found[0].routes != first.routes or found[0].tests != first.tests:
            raise SystemExit("a second start knows otherwise than the first")
    ratio = statistics.median(a / b for a, b in zip(ours, parsed, strict=True))
    return Row(
        "second start", statistics.median(ours), max(ours), statistics.median(parsed), ratio, None, met=True
    )


def edits(folder: Path, pairs: int) -> list[Row]:
    """Edit one file again and again; time until routes are up to date, and until links are."""
    resolver, linker, observed = Resolver(), Linker(), Observed()
    index = build(folder, {}, (), Index(), resolver)
    picture = static_picture(index, observed, linker)
    rows = []
    for what, file, edit in EDITS:
        original = (folder / file).read_text()
        routes, links, parsed = [], [], []
        text = original
        for n in range(pairs * 8):
            text = edit(original, n)
            began = time.perf_counter()
            index = update(folder, index, {file: text}, {file: text}, (), resolver)
            between = time.perf_counter()
            picture = static_picture(index, observed, linker)
            routes.append(between - began)
            links.append(time.perf_counter() - between)
            parsed.append(timed(lambda text=text: parse(text)))  # type: ignore[misc]  # a lambda's default
        if is_whole(text):
            agree(index, picture, folder, file, text)
        elif (found := (len(index.routes), len(index.tests))) != (ROUTERS * ROUTES, TEST_FILES * TESTS):
            raise SystemExit(f"{found} routes and tests are left while {file} is broken")
        index = update(folder, index, {file: original}, {}, (), resolver)
        picture = static_picture(index, observed, linker)
        rows += [
            edit_row(f"{what} → routes", routes, parsed, EDIT_GOAL),
            edit_row(f"{what} → links", links, parsed, None),
        ]
    return rows


def edit_row(what: str, ours: Sequence[float], parsed: Sequence[float], goal: float | None) -> Row:
    """Sum up the times of one kind of edit."""
    p95 = statistics.quantiles(ours, n=20)[-1]
    ratio = statistics.median(a / b for a, b in zip(ours, parsed, strict=True))
    met = goal is None or p95 <= goal
    return Row(what, statistics.median(ours), p95, statistics.median(parsed), ratio, goal, met)


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "workspace"
        write(folder)
        rows = [cold(folder, options.pairs), second(folder, options.pairs), *edits(folder, options.pairs)]
    print(f"{'':36} {'ours':>9} {'p95':>9} {'parse':>9} {'ratio':>6}  goal")
    for row in rows:
        goal = (
            ""
            if row.goal is None
            else f"{row.goal:.1f}"
            if row.goal > 1
            else f"p95 ≤ {row.goal * 1e3:.0f} ms"
        )
        print(
            f"{row.what:36} {row.ours * 1e3:7.1f}ms {row.p95 * 1e3:7.1f}ms {row.parse * 1e3:7.1f}ms"
            f" {row.ratio:6.2f}  {goal}{'' if row.met else '  MISSED'}"
        )
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2))
    return int(not all(row.met for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
