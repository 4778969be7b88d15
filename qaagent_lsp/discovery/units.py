"""A Python file cut into units: the body of each function, and the rest, which runs when the file is imported.

What a function's head says (decorators, parameters, defaults) belongs to whatever holds the function, for that is what
executes it. So a unit whose text is the same does the same, wherever it has moved to.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from qaagent_lsp.discovery.syntax.parsing import parse

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Unit:
    """The body of a function; lines are 1-based, ends included.

    ``key`` is its ``__qualname__``, with ``#2`` and so on where the file has several of one name. ``head`` is the first
    line of the function, its decorators included; ``line`` the first of its body. ``digest`` is of the body's lines but
    for the bodies of functions in it.
    """

    key: str
    qualname: str
    head: int
    line: int
    end_line: int
    digest: str


@dataclass(frozen=True, slots=True)
class Units:
    """All of a file. ``rest`` is the digest of the lines that belong to no function's body."""

    rest: str
    functions: Mapping[str, Unit]

    def unit_at(self, qualname: str, line: int) -> Unit | None:
        """Find the unit of a code object by its name and first line; None for code that belongs to the rest.

        Lambdas, generator expressions and class bodies belong to the function that they stand in.
        """
        inner: Unit | None = None
        for unit in self.functions.values():
            if unit.head == line and unit.qualname == qualname:
                return unit
            if unit.line <= line <= unit.end_line and (inner is None or unit.line > inner.line):
                inner = unit
        return inner


def units_of(text: str) -> Units | None:
    """Cut a file; None when its text is not valid Python."""
    tree = parse(text)
    if not isinstance(tree, ast.Module):
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = [
        (qualname, node) for qualname, node in _functions(tree.body, "") if _has_lines_of_its_own(node, lines)
    ]
    owners = [-1] * (len(lines) + 1)
    for number, (_, node) in enumerate(found):
        first, last = _first_line(node.body[0]), node.end_lineno or node.lineno
        owners[first : last + 1] = [number] * (last + 1 - first)
    texts: list[list[str]] = [[] for _ in range(len(found) + 1)]
    for line, owner in zip(lines, owners[1:], strict=True):
        texts[owner].append(line)
    functions: dict[str, Unit] = {}
    counts: dict[str, int] = {}
    for number, (qualname, node) in enumerate(found):
        count = counts[qualname] = counts.get(qualname, 0) + 1
        key = qualname if count == 1 else f"{qualname}#{count}"
        functions[key] = Unit(
            key,
            qualname,
            _first_line(node),
            _first_line(node.body[0]),
            node.end_lineno or node.lineno,
            _digest(texts[number]),
        )
    return Units(_digest(texts[-1]), functions)


def units_to_json(files: Mapping[str, Units]) -> str:
    """Write files, by any key, as JSON text."""
    return json.dumps(
        {
            key: [
                units.rest,
                *(
                    [unit.key, unit.head, unit.line, unit.end_line, unit.digest]
                    for unit in units.functions.values()
                ),
            ]
            for key, units in files.items()
        },
        separators=(",", ":"),
    )


def units_from_json(text: str) -> dict[str, Units]:
    """Read back what ``units_to_json`` wrote. Raises ``ValueError`` for anything else."""
    try:
        return {
            key: Units(
                rest, {name: Unit(name, name.partition("#")[0], *places) for name, *places in functions}
            )
            for key, (rest, *functions) in json.loads(text).items()
        }
    except (TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def _functions(body: list[ast.stmt], scope: str) -> Iterator[tuple[str, _Function]]:
    """Give every function with its ``__qualname__``, outer ones before those in them."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name, body=inner) | ast.AsyncFunctionDef(name=name, body=inner):
                yield f"{scope}{name}", node
                yield from _functions(inner, f"{scope}{name}.<locals>.")
            case ast.ClassDef(name=name, body=inner):
                yield from _functions(inner, f"{scope}{name}.")
            case _:
                for field in ("body", "orelse", "finalbody"):
                    yield from _functions(getattr(node, field, []), scope)
                for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                    yield from _functions(part.body, scope)


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _has_lines_of_its_own(node: _Function, lines: list[str]) -> bool:
    """Tell whether nothing of the head stands on the first line of the body."""
    first = node.body[0]
    before = lines[_first_line(first) - 1].encode("utf-8", "surrogatepass")[: first.col_offset]
    return not before.strip().removesuffix(b"@")


def _digest(lines: list[str]) -> str:
    return blake2b("\n".join(lines).encode(errors="surrogatepass"), digest_size=8).hexdigest()
