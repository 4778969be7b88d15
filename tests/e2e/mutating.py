"""Small wrong changes to functions, one at a time: do tests notice?"""

from __future__ import annotations

import ast
import os
import random
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

SECONDS = 120

_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|JOIN|WHERE|ORDER)\b")
"""Statements of a database are left out: broken ones are noticed by any test, those in other letters by none."""

_FLIPS: Mapping[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: (" in ", " not in "),
    ast.NotIn: (" not in ", " in "),
    ast.Is: (" is ", " is not "),
    ast.IsNot: (" is not ", " is "),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong change: the text between two offsets of a file gives way to another. ``what`` says so to a person."""

    kind: str

    file: Path
    line: int
    start: int
    end: int
    text: str
    what: str

    def applied(self, source: str) -> str:
        """Return the source with the change."""
        return source[: self.start] + self.text + source[self.end :]


def mutants_of(file: Path) -> tuple[Mutant, ...]:
    """Find every change that is made to the functions of a file, in the order of the text."""
    source = file.read_text()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found: dict[tuple[int, int, str], Mutant] = {}

    def change(node: ast.AST, kind: str, text: str, what: str) -> None:
        place = ast.get_source_segment(source, node)
        start = starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined] # same
        end = start + len(place or "")
        found.setdefault((start, end, text), Mutant(kind, file, node.lineno, start, end, text, what))  # type: ignore[attr-defined] # same

    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for step in function.body:
                for node in ast.walk(step):
                    for kind, text, what in _changes(node, source):
                        change(node, kind, text, what)
    return tuple(sorted(found.values(), key=lambda one: (one.start, one.text)))


def _changes(node: ast.AST, source: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a node may be changed to: the kind of the change, the new text, and what that is."""
    segment = ast.get_source_segment(source, node) or "" if isinstance(node, ast.expr | ast.stmt) else ""
    match node:
        case ast.Compare(ops=[op], left=left, comparators=[right]) if type(op) in _FLIPS:
            before, after = (word.strip() for word in _FLIPS[type(op)])
            one, other = ast.get_source_segment(source, left), ast.get_source_segment(source, right)
            yield "condition", f"{one} {after} {other}", f"{before} becomes {after}"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "condition", ast.get_source_segment(source, operand) or "", f"{segment}: its 'not' is gone"
        case ast.Raise() | ast.Expr(value=ast.Call()) | ast.Assign(targets=[ast.Subscript()]):
            yield "step", "pass", f"{_short(segment)} is gone"
        case ast.Return(value=value) if value is not None:
            yield "answer", "return None", f"{_short(segment)} returns nothing"
        case ast.Constant(value=bool(value)):
            yield "value", str(not value), f"{value} becomes {not value}"
        case ast.Constant(value=int(value)):
            yield "number", str(value + 1), f"{value} becomes {value + 1}"
        case ast.Constant(value=str(value)) if _is_plain(segment) and not _SQL.match(value):
            yield "text", repr(value[:-1] + "~"), f"{_short(segment)} is another text"


def _is_plain(segment: str) -> bool:
    quoted = segment.startswith(("'", '"')) and not segment.startswith('"""')  # no docstring
    return quoted and len(segment) > 2 and "\n" not in segment


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 48 else f"{line[:45]}..."


def chosen(mutants: Sequence[Mutant], number: int, seed: int) -> tuple[Mutant, ...]:
    """Choose mutants at random, always the same for a seed: of every kind as many, as far as there are any."""
    kinds: dict[str, list[Mutant]] = {}
    for mutant in random.Random(seed).sample(list(mutants), len(mutants)):
        kinds.setdefault(mutant.kind, []).append(mutant)
    turns = zip_longest(*(kinds[kind] for kind in sorted(kinds)))
    drawn = [mutant for turn in turns for mutant in turn if mutant is not None][:number]
    return tuple(sorted(drawn, key=lambda one: (str(one.file), one.start)))


def is_caught(mutant: Mutant, project: Path, python: Path, tests: Sequence[Path]) -> bool:
    """Run tests with a change made; the change is taken back."""
    source = mutant.file.read_text()
    mutant.file.write_text(mutant.applied(source))
    try:
        return not is_green(project, python, tests)
    finally:
        mutant.file.write_text(source)


def is_green(project: Path, python: Path, tests: Sequence[Path]) -> bool:
    """Run tests with plain pytest, as anybody would."""
    command = [str(python), "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *map(str, tests)]
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        command, cwd=project, env=environ, capture_output=True, check=False, timeout=SECONDS
    )
    assert done.returncode in {0, 1, 2, 4}, done.stdout.decode()
    return done.returncode == 0
