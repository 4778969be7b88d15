"""Fixtures of a ``conftest.py`` that steps of Behave can use: those that need nothing which only pytest gives."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.authoring.literals import parsed
from qaagent_lsp.authoring.project_style import ProjectStyle, fixtures_in, is_used_by_itself
from qaagent_lsp.model.source import WorkspacePath


@dataclass(frozen=True, slots=True)
class Fixture:
    """``function`` makes what tests ask for as ``name``, out of the fixtures that it ``needs``."""

    name: str
    function: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Borrowed:
    """The client of the project's tests. ``chain`` is what must be made for it, in order; the client is the last.

    ``sign_in`` is a fixture made of the client alone; ``statement`` signs a user in with it (``auth.login()``).
    """

    conftest: WorkspacePath
    chain: tuple[Fixture, ...]
    sign_in: Fixture | None = None
    statement: str = ""


def borrowed_from(conftests: Sequence[tuple[WorkspacePath, str]], style: ProjectStyle) -> Borrowed | None:
    """Say how the client of tests is made without pytest; None where it cannot be. ``conftests``: the nearest first."""
    if not style.client or style.is_async:
        return None
    for file, text in conftests:
        tree = parsed(text)
        known = fixtures_in(tree) if tree is not None else {}
        if style.client not in known:
            continue
        wanted = [*(name for name, made in known.items() if is_used_by_itself(made)), style.client]
        chain: dict[str, Fixture] = {}
        if not all(_reached(name, known, chain) for name in wanted):
            return None
        chain[style.client] = chain.pop(style.client)
        return Borrowed(file, tuple(chain.values()), *_sign_in(style, known))
    return None


def _reached(
    name: str,
    known: Mapping[str, ast.FunctionDef | ast.AsyncFunctionDef],
    chain: dict[str, Fixture],
    wanted_by: tuple[str, ...] = (),
) -> bool:
    """Add a fixture and all that it needs to the chain; False where something is no plain fixture of the file."""
    if name in chain:
        return True
    function = known.get(name)
    # One that needs its own name overrides another file's; those that need each other are a fault of the file.
    if not isinstance(function, ast.FunctionDef) or name in wanted_by:
        return False
    needs = _needs(function)
    if not all(_reached(one, known, chain, (*wanted_by, name)) for one in needs):
        return False
    chain[name] = Fixture(name, function.name, needs)
    return True


def _needs(function: ast.FunctionDef) -> tuple[str, ...]:
    return tuple(one.arg for one in (*function.args.args, *function.args.kwonlyargs))


def _sign_in(
    style: ProjectStyle, known: Mapping[str, ast.FunctionDef | ast.AsyncFunctionDef]
) -> tuple[Fixture | None, str]:
    wished = style.sign_in
    function = known.get(wished.fixture) if wished is not None else None
    if wished is None or wished.how != "call" or not isinstance(function, ast.FunctionDef):
        return None, ""
    if _needs(function) != (style.client,):
        return None, ""
    return Fixture(wished.fixture, function.name, (style.client,)), wished.statement
