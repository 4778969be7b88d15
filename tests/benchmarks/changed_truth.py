"""Whether ``--changed`` leaves out a test that a change breaks: one random edit at a time, judged by a run of all.

``python tests/benchmarks/changed_truth.py PROJECT --python PYTHON [--tests FOLDER] [--code FOLDER]… [--edits N]
[--seed S] [--timeout SECONDS]
[--json FILE]`` copies a project, runs all of it once through
qaagent, and then, N times: edits one place of its code, asks what ``--changed`` would run (with what was executed, and
by imports alone), and lets plain pytest run all tests of the edited project. A test with another outcome than before
that was not selected is *missed*. Exit 1 if any was.
PYTHON is one in which the project's tests run; functions are recorded from 3.12 on.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from qaagent_lsp.config.settings import Settings  # noqa: E402 - run as a script, from any folder
from qaagent_lsp.model.errors import NothingToRun  # noqa: E402 - same
from qaagent_lsp.model.scope import AllScope, ChangedScope, ChosenTests, PathScope, Selection  # noqa: E402 - same
from qaagent_lsp.model.source import WorkspacePath  # noqa: E402 - same
from qaagent_lsp.model.test import TestId, file_of, function_id, inside_of  # noqa: E402 - same
from qaagent_lsp.session.cache import WorkspaceCache, cache_of  # noqa: E402 - same
from qaagent_lsp.session.changes import changed_selection  # noqa: E402 - same
from qaagent_lsp.session.compose import open_session  # noqa: E402 - same
from qaagent_lsp.session.indexing import Index, build  # noqa: E402 - same
from qaagent_lsp.session.watching import Unwatched  # noqa: E402 - same

EDITS = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.Gt: "<=", ast.LtE: ">", ast.GtE: "<",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One way to edit a file: this text instead of what stands between two offsets."""

    start: int
    end: int
    text: str
    in_function: bool


@dataclass(frozen=True)
class Outcome:
    """One edit: how many test functions broke, which of them no selection named, and how many were selected."""

    file: str
    line: int
    edit: str
    in_function: bool
    broken: int
    missed: Sequence[str]
    selected: int
    by_imports: int


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--tests", default="tests")
    parser.add_argument("--code", action="append")
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--timeout", type=float, default=300.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["QAAGENT_CACHE_DIR"] = str(Path(place, "cache"))
        os.environ["QAAGENT_RUNS_DIR"] = str(Path(place, "runs"))
        folder = checkout(options.project, Path(place, options.project.name))
        outcomes = asyncio.run(measure(folder, options))
    total = outcomes[0][1] if outcomes else 0
    rows = [outcome for outcome, _ in outcomes]
    show(options.project.name, rows, total)
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return 1 if any(row.missed for row in rows) else 0


def checkout(project: Path, folder: Path) -> Path:
    """Copy a project and commit it."""
    shutil.copytree(
        project, folder, ignore=shutil.ignore_patterns(".git", "__pycache__", ".pytest_cache"), symlinks=True
    )
    with (folder / ".gitignore").open("a", encoding="utf-8") as ignored:
        ignored.write("\n__pycache__/\n.pytest_cache/\n.venv\njunit.xml\n*.sqlite\n*.db\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")
    return folder


async def measure(folder: Path, options: argparse.Namespace) -> list[tuple[Outcome, int]]:
    """Edit one place after the other."""
    settings = Settings(python=options.python)
    session = open_session(folder, settings, Unwatched())
    await session.start()
    ticket = await session.run(scope_in(folder, options.tests))
    result = await session.wait(ticket.run_id)
    print(f"{folder.name}: {result.counts}", flush=True)
    await session.aclose()
    cache = cache_of(session.folder)
    before = verdicts(folder, options) or {}
    tests = {function_id(TestId(test)) for test in before}
    places = list(places_in(folder, options.code or ["."], options.tests))
    random.Random(options.seed).shuffle(places)
    done: list[tuple[Outcome, int]] = []
    for file, place in places[: options.edits]:
        path = folder / file
        text = path.read_text("utf-8")
        path.write_text(text[: place.start] + place.text + text[place.end :], encoding="utf-8")
        try:
            chosen = await selected(folder, settings, cache, tests)
            by_imports = await selected(folder, settings, None, tests)
            after = verdicts(folder, options)
        finally:
            path.write_text(text, encoding="utf-8")
        if after is None:
            print(f"     {file}: an edit makes the tests hang; left out", flush=True)
            continue
        broken = {function_id(TestId(test)) for test in before if after.get(test) != before[test]}
        missed = sorted(broken - chosen)
        line = text.count("\n", 0, place.start) + 1
        told = f"{text[place.start : place.end]!r} → {place.text!r}"
        outcome = Outcome(
            file, line, told, place.in_function, len(broken), missed, len(chosen), len(by_imports)
        )
        done.append((outcome, len(tests)))
        say(len(done), outcome, len(tests))
    return done


def say(number: int, outcome: Outcome, total: int) -> None:
    """Say what came of one edit."""
    selected = f"selected {outcome.selected} ({outcome.by_imports} by imports) of {total}"
    missed = f"  MISSED {outcome.missed}" if outcome.missed else ""
    place = f"{outcome.file}:{outcome.line} {outcome.edit[:50]}"
    print(f"{number:4} {place}  broken {outcome.broken}, {selected}{missed}", flush=True)


def scope_in(folder: Path, tests: str) -> PathScope | AllScope:
    """Everything, or what lies in a folder of tests."""
    return PathScope(WorkspacePath(tests)) if (folder / tests).is_dir() else AllScope()


async def selected(
    folder: Path, settings: Settings, cache: WorkspaceCache | None, tests: set[TestId]
) -> set[TestId]:
    """Name the test functions that ``--changed`` would run."""
    session = open_session(folder, settings, Unwatched())
    await session.start()
    try:
        snapshot = session.snapshot
        index = build(folder, {}, settings.exclude, Index())
        selection = changed_selection(ChangedScope(), folder, snapshot, index, settings.exclude, cache)
    except NothingToRun:
        return set()
    finally:
        await session.aclose()
    return {test for test in tests if covers(selection, test)}


def covers(selection: Selection, test: TestId) -> bool:
    """Tell whether a selection runs a test function."""
    ids = {one.id for part in selection.parts if isinstance(part, ChosenTests) for one in part.tests}
    return function_id(test) in ids or any(
        not inside_of(one) and (str(file_of(test)) == one or not one) for one in ids
    )


def verdicts(folder: Path, options: argparse.Namespace) -> dict[str, str] | None:
    """Run everything with plain pytest; None when it hangs, so that nobody knows which tests would pass."""
    report = folder / "junit.xml"
    report.unlink(missing_ok=True)
    argv = [
        options.python,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--maxfail=0",
        f"--junitxml={report}",
        "-o",
        "junit_family=xunit1",
    ]
    if (folder / options.tests).is_dir():
        argv.append(options.tests)
    try:
        subprocess.run(argv, cwd=folder, capture_output=True, check=False, timeout=options.timeout)
    except subprocess.TimeoutExpired:
        return None
    if not report.exists():
        return {}
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # pytest's own report, just written
        if file := case.get("file"):
            module = file.removesuffix(".py").replace("/", ".")
            classes = (case.get("classname") or "").removeprefix(module).strip(".").replace(".", "::")
            name = "::".join(filter(None, (file, classes, case.get("name"))))
            found[name] = (
                "passed" if not len(case) or case[0].tag in {"properties", "system-out"} else case[0].tag
            )
    return found


def reads(text: str) -> bool:
    """Tell whether a text parses."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def places_in(folder: Path, code: list[str], tests: str) -> Iterator[tuple[str, Place]]:
    """Give every place of the code that can be edited, and the file it is in."""
    for root in code:
        for path in sorted((folder / root).rglob("*.py")):
            name = path.relative_to(folder).as_posix()
            if name.startswith((f"{tests}/", ".venv")) or "/tests/" in name:
                continue
            text = path.read_text("utf-8")
            if not reads(text):  # written for a newer Python than this one
                continue
            for place in edits_of(text):
                edited = text[: place.start] + place.text + text[place.end :]
                try:
                    ast.parse(edited)
                except (SyntaxError, ValueError):
                    continue
                yield name, place


def edits_of(text: str) -> Iterator[Place]:
    """Negate, count one on, return nothing, leave a statement out."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    def place(node: ast.expr | ast.stmt, new: str, *, inside: bool) -> Place:
        end = offset(node.end_lineno or 0, node.end_col_offset or 0)
        return Place(offset(node.lineno, node.col_offset), end, new, inside)

    def walk(node: ast.AST, *, inside: bool) -> Iterator[Place]:
        for child in ast.iter_child_nodes(node):
            within = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            match child:
                case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in EDITS:
                    sides = ast.unparse(left), ast.unparse(right)
                    yield place(child, f"({sides[0]} {EDITS[type(op)]} {sides[1]})", inside=within)
                case ast.Constant(value=bool(value)):
                    yield place(child, str(not value), inside=within)
                case ast.Constant(value=int(value)):
                    yield place(child, str(value + 1), inside=within)
                case ast.Constant(value=str(value)) if isinstance(
                    node, ast.Call | ast.Compare | ast.Dict | ast.Return
                ):
                    yield place(child, repr(value + "x"), inside=within)
                case ast.Return(value=ast.expr()):
                    yield place(child, "return None", inside=within)
                case ast.If(test=test) | ast.IfExp(test=test):
                    yield place(test, f"(not ({ast.unparse(test)}))", inside=within)
                case ast.Expr(value=ast.Call()) | ast.Raise() | ast.AugAssign():
                    yield place(child, "pass", inside=within)
                case _:
                    pass
            yield from walk(child, inside=within)

    yield from walk(ast.parse(text), inside=False)


def show(name: str, rows: list[Outcome], total: int) -> None:
    """Print the table."""
    widths = (16, 7, 13, 8, 10, 12, 16)

    def line(*cells: object) -> None:
        print("".join(f"{cell!s:>{width}}" for cell, width in zip(cells, widths, strict=True)))

    line("project", "edits", "broke tests", "missed", "selected", "by imports", "fewer than all")
    inside, outside = [row for row in rows if row.in_function], [row for row in rows if not row.in_function]
    for what, group in ((name, rows), ("in functions", inside), ("elsewhere", outside)):
        if group:
            line(
                what,
                len(group),
                sum(row.broken > 0 for row in group),
                sum(len(row.missed) for row in group),
                f"{mean(row.selected for row in group) / total:.0%}",
                f"{mean(row.by_imports for row in group) / total:.0%}",
                f"{sum(row.selected < total for row in group)} ({sum(row.by_imports < total for row in group)})",
            )


def git(folder: Path, *words: str) -> None:
    """Call git in a folder."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "-C", str(folder), *words], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
