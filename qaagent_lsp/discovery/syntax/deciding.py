"""Tests of ``if`` and ``while``: which of them reading decides, and what the others are called in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from qaagent_lsp.discovery.syntax.conditions import Comparison, Condition, How, opposite
from qaagent_lsp.discovery.syntax.positions import Positions

Decided = Literal["yes", "no", "script", "open"]
"""``script``: where the file is run, and not where it is imported."""

_OPPOSITE: Mapping[Decided, Decided] = {"yes": "no", "no": "yes", "script": "yes", "open": "open"}
_OLDEST = (3, 9)
"""The oldest Python that tests are run with."""
_AFTER = (4,)
_LONGEST = 70


def decided(test: ast.expr, positions: Positions) -> Decided:
    """Tell whether a test holds, as far as that is the same for everybody who imports the file."""
    match test:
        case ast.Constant(value=value):
            return "yes" if value else "no"
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return "no"
        case ast.Name(id=name):
            return _flag(name, positions)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _OPPOSITE[decided(operand, positions)]
        case ast.BoolOp(op=ast.And(), values=values):
            return _first({decided(value, positions) for value in values}, "no", "script", "open", "yes")
        case ast.BoolOp(op=ast.Or(), values=values):
            return _first({decided(value, positions) for value in values}, "yes", "open", "script", "no")
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(left, op, right)
        case _:
            return "open"


def words_of(test: ast.expr, positions: Positions, *, holds: bool) -> str:
    """Say that a test holds, or that it does not: ```settings.METRICS` holds``."""
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, holds = test.operand, not holds
    return f"{quoted(test, positions)} {'holds' if holds else 'does not hold'}"


def quoted(node: ast.expr, positions: Positions) -> str:
    """Give an expression as it is written, between backticks, cut where it is long."""
    text = " ".join(positions.text(positions.span(node)).split()).replace("`", "'")
    return f"`{text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + '…'}`"


def alternatives(test: ast.expr, positions: Positions) -> tuple[Condition, Condition]:
    """Give what it takes for ``a`` and for ``b`` in ``a if test else b``."""
    line = test.lineno
    one = Condition(line, line, line, words_of(test, positions, holds=True), group=line, number=0, of=2)
    other = replace(opposite(one), number=1, of=2, compared=comparison(test, holds=False))
    return replace(one, compared=comparison(test, holds=True)), other


def given_name(test: ast.expr, *, holds: bool) -> str:
    """Give the name of which a test asks nothing but that it is something; ``""`` where it asks anything else."""
    match test:
        case ast.Name(id=name) if holds:
            return name
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return given_name(operand, holds=not holds)
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=None)]):
            return name if isinstance(op, ast.IsNot if holds else ast.Is) else ""
        case _:
            return ""


def comparison(test: ast.expr, *, holds: bool) -> Comparison | None:
    """Read what a test asks of a text: ``kind == "user"``, ``prefix.startswith("/")``; None for any other test."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return comparison(operand, holds=not holds)
        case ast.Name():
            return _comparison(test, (), "given", equal=holds)
        case ast.Compare(
            left=left, ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]
        ):
            return _comparison(left, (), "none", equal=isinstance(op, ast.Is) == holds)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as op], comparators=[one]):
            return _comparison(left, _texts((one,)), "is", equal=isinstance(op, ast.Eq) == holds)
        case ast.Compare(
            left=left,
            ops=[ast.In() | ast.NotIn() as op],
            comparators=[ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items)],
        ):
            return _comparison(left, _texts(items), "is", equal=isinstance(op, ast.In) == holds)
        case ast.Call(func=ast.Attribute(value=left, attr="startswith"), args=[one], keywords=[]):
            return _comparison(left, _texts(_several(one)), "starts", equal=holds)
        case ast.Call(func=ast.Attribute(value=left, attr="endswith"), args=[one], keywords=[]):
            return _comparison(left, _texts(_several(one)), "ends", equal=holds)
        case _:
            return None


def comparison_with_none(tests: Sequence[ast.expr]) -> Comparison | None:
    """Read what it takes for none of these to hold: one name that is none of the texts."""
    read = [comparison(test, holds=False) for test in tests]
    found = [one for one in read if one is not None and (not one.equal or len(tests) == 1)]
    if len(found) < len(tests) or len({(one.name, one.how) for one in found}) != 1:
        return None
    return replace(found[0], texts=tuple(text for one in found for text in one.texts))


def _several(given: ast.expr) -> Sequence[ast.expr]:
    return given.elts if isinstance(given, ast.Tuple) else (given,)


def _texts(nodes: Sequence[ast.expr]) -> tuple[str, ...] | None:
    """Give the texts that these are; None where any is something else."""
    found = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return tuple(found) if len(found) == len(nodes) else None


def _comparison(left: ast.expr, texts: tuple[str, ...] | None, how: How, *, equal: bool) -> Comparison | None:
    names: list[str] = []
    while isinstance(left, ast.Attribute):
        names.append(left.attr)
        left = left.value
    if texts is None or not isinstance(left, ast.Name):
        return None
    return Comparison((left.id, *reversed(names)), texts, equal, how=how)


def _first(found: Collection[Decided], *ranked: Decided) -> Decided:
    return next(one for one in ranked if one in found)


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Decided:
    match left, right:
        case (ast.Name(id="__name__"), ast.Constant(value="__main__")) | (
            ast.Constant(value="__main__"),
            ast.Name(id="__name__"),
        ):
            return "script" if isinstance(op, ast.Eq) else "yes" if isinstance(op, ast.NotEq) else "open"
        case ((ast.Attribute(attr="version_info") | ast.Name(id="version_info")), ast.Tuple(elts=parts)):
            wanted = tuple(
                part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, int)
            )
            return _of_version(op, wanted) if len(wanted) == len(parts) else "open"
        case _:
            return "open"


def _of_version(op: ast.cmpop, wanted: tuple[int, ...]) -> Decided:
    at_least = isinstance(op, ast.Gt | ast.GtE)
    if not (at_least or isinstance(op, ast.Lt | ast.LtE)):
        return "open"
    if wanted <= _OLDEST:
        return "yes" if at_least else "no"
    if wanted >= _AFTER:
        return "no" if at_least else "yes"
    return "open"


def _flag(name: str, positions: Positions) -> Decided:
    """Read ``METRICS = True`` at the left margin of the same file, where nothing else there sets that name."""
    if name not in positions.flags():
        return "open"
    values = [value for line in positions.lines if (value := _set_there(line, name))]
    return "yes" if values == ["True"] else "no" if values == ["False"] else "open"


def _set_there(line: str, name: str) -> str:
    """Give what a line sets a name to: ``True``, ``False``, ``…`` for anything else; ``""`` where it does not."""
    if name not in line:
        return ""
    plain = re.match(rf"{name}\s*(?::[^=]*)?=\s*(True|False)\s*(?:#.*)?$", line)
    if plain:
        return plain[1]
    ways = (
        rf"(?:def|global|nonlocal|for|import|from)\b.*\b{name}\b",
        rf".*\bas\s+{name}\b",
        rf".*\b{name}\b[^=!<>()]*=(?!=)",
        rf"{name}\s*(?::[^=]+)?,\s*(?:#.*)?$",  # a parameter that has a line to itself
    )
    return "…" if re.match(rf"\s*(?:{'|'.join(ways)})", line) else ""
