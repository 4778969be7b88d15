"""What one file says, read once and kept by the hash of its text. Nothing here knows any other file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qaagent_lsp.discovery.mending.recover import Recovered, recover
from qaagent_lsp.discovery.python_tests.client_calls import calls_of
from qaagent_lsp.discovery.python_tests.fixtures import Fixture, fixtures_of
from qaagent_lsp.discovery.python_tests.offered_requests import Helper, helpers_of, may_help
from qaagent_lsp.discovery.python_tests.recalled import (
    LastRead,
    Recalled,
    calls_joined,
    functions_joined,
    recalled,
)
from qaagent_lsp.discovery.syntax.edits import Change
from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.leaving_out import LeftOut
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.redirecting import Redirect
from qaagent_lsp.discovery.syntax.untouched import untouched
from qaagent_lsp.discovery.syntax.wiring import Function, Wiring
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Source, Span, WorkspacePath

Redirects = tuple[tuple[str, tuple[Redirect, ...]], ...]
Reading = Literal["everything", "routes"]
"""What is read of a file. Where no tool looks for tests, nobody asks for the client calls of its functions."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """All that discovery keeps of a file; picklable. ``digest`` is that of the source it was read from.

    ``parsed`` is false when the text as a whole is not valid Python for the running interpreter; the facts are then
    those of the parts that could be read, ``broken`` holds the 1-based line ranges that could not, ends included.
    ``redirects`` say by qualified name where functions of a file without tests redirect to.
    ``untested`` are the scopes (module ``""``, classes) that say ``__test__ = False``.
    """

    file: WorkspacePath
    digest: str
    parsed: bool
    wiring: Wiring
    calls: Sequence[ClientCall] = ()
    fixtures: tuple[Fixture, ...] = ()
    untested: frozenset[str] = frozenset()
    problem: Problem | None = None
    broken: tuple[tuple[int, int], ...] = ()
    reading: Reading = "everything"
    helpers: tuple[Helper, ...] = ()
    redirects: Redirects = ()


def facts_of(
    source: Source, definitions: frozenset[int] = frozenset(), reading: Reading = "everything"
) -> FileFacts:
    """Read a file. Never raises for what the text says: what cannot be parsed is reported in ``problem``.

    ``definitions`` are lines known to be decorators or ``def`` (see ``recover``); they matter to broken text only.
    """
    tree = parse(source.text)
    if isinstance(tree, ast.Module):
        return read(source, tree, reading)
    recovered = recover(source.text, definitions, tree)
    return read_recovered(source, recovered, tree_problem(source, tree), reading)


def facts_in_part(
    source: Source, last: LastRead, change: Change, reading: Reading
) -> FileFacts | LeftOut | None:
    """Read what an edit has changed, and what may depend on it, as reading all would; None where that may be all.

    Of a text that is broken where only handlers are, what is left to read.
    """
    if reading == "everything":
        known = recalled(last, source.text, change)
        if not isinstance(known, Recalled):
            return known
        tree = parse(known.text)
        if not isinstance(tree, ast.Module):
            return None
        facts = read(source, tree, reading)
        functions = functions_joined(facts.wiring.functions, known)
        return replace(
            facts,
            wiring=replace(facts.wiring, functions=functions),
            calls=calls_joined(facts.calls, functions, known),
        )
    if source.file.endswith("conftest.py") or "__test__" in source.text or may_help(source.file):
        return None
    wiring = untouched(change, last.wiring, source.text)
    if not isinstance(wiring, Wiring):
        return wiring
    ways = redirects_of(wiring.functions)
    return FileFacts(source.file, source.digest, parsed=True, wiring=wiring, reading=reading, redirects=ways)


def read(source: Source, tree: ast.Module, reading: Reading) -> FileFacts:
    """Read the tree of a file."""
    positions = Positions(source.text)
    wiring = wiring_of(tree, positions)
    calls: Sequence[ClientCall] = ()
    if reading == "everything":
        calls = calls_of(tree, source.file, source.text, positions)
    has_fixtures = reading == "everything" or source.file.endswith("conftest.py")
    untested = frozenset(_untested(tree.body, "")) if "__test__" in source.text else frozenset()
    return FileFacts(
        source.file,
        source.digest,
        parsed=True,
        wiring=wiring,
        calls=calls,
        fixtures=fixtures_of(tree, source.file, source.text) if has_fixtures else (),
        untested=untested,
        reading=reading,
        helpers=helpers_of(tree, source.file, source.text),
        redirects=redirects_of(wiring.functions) if reading == "routes" else (),
    )


def redirects_of(functions: Iterable[Function]) -> Redirects:
    """List the functions that redirect, and how."""
    return tuple((one.qualname, one.redirects) for one in functions if one.redirects)


def read_recovered(source: Source, recovered: Recovered, problem: Problem, reading: Reading) -> FileFacts:
    """Read what could be made readable of a broken file."""
    tree = parse(recovered.text)
    if not isinstance(tree, ast.Module):
        return FileFacts(
            source.file, source.digest, parsed=False, wiring=Wiring(), problem=problem, reading=reading
        )
    facts = read(source, tree, reading)
    return replace(facts, parsed=False, problem=problem, broken=recovered.broken)


def tree_problem(source: Source, reason: Exception) -> Problem:
    """Say where and why a file does not parse. It may be right for a newer Python than the one that reads it here."""
    line = reason.lineno or 1 if isinstance(reason, SyntaxError) else 1
    column = reason.offset or 1 if isinstance(reason, SyntaxError) else 1
    said = (reason.msg if isinstance(reason, SyntaxError) else str(reason)) or "invalid syntax"
    message = f"{said} (as Python {sys.version_info.major}.{sys.version_info.minor} reads it)"
    return Problem(source.file, Span(line, max(column, 1), line, max(column, 1) + 1), message, "syntax-error")


def _untested(body: list[ast.stmt], scope: str) -> Iterator[str]:
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__test__")], value=ast.Constant(value=False)):
                yield scope
            case ast.ClassDef(name=name, body=inner):
                yield from _untested(inner, f"{scope}.{name}" if scope else name)
            case _:
                pass
