"""Mends Python text that does not parse by changing a line or two of it, where the parser complains.

A typing hand breaks a file at one place at a time: a line cut short, a bracket not closed yet, an indent too many. So
small changes around that place are tried, the least first, until the text parses. What was changed is told, so that
nobody takes it for what was written.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from qaagent_lsp.discovery.mending.repair_edits import NAMED_LINE, Edit, edits_of

_MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Mended:
    """``lines`` parse; ``changed`` are the 0-based numbers of those that are not as they were written."""

    lines: list[str]
    changed: frozenset[int]


def mend(lines: Sequence[str], indent: int, most: int, reason: SyntaxError | None = None) -> Mended | None:
    """Change a line or two so that the lines parse; None when ``most`` tries did not help.

    The lines are statements of a block that is indented by ``indent``. ``reason`` is why they do not parse, where that
    is known.
    """
    now, changed, tried = list(lines), set[int](), 0
    for _ in range(_MOST_ROUNDS):
        reason = reason or _reason(now, indent)
        if reason is None:
            return Mended(now, frozenset(changed))
        best: tuple[int, Edit, SyntaxError] | None = None
        for edit in edits_of(now, reason):
            if tried >= most:
                return None
            tried += 1
            edited = _edited(now, edit)
            left = _reason(edited, indent)
            if left is None:
                return Mended(edited, frozenset({*changed, *(number for number, _ in edit)}))
            reached = left.lineno or 0
            if reached > (reason.lineno or 0) + 1 and (best is None or reached > best[0]):
                best = reached, edit, left
        if best is None:
            return None
        # The complaint has moved on: this may have been one of two places.
        now, reason = _edited(now, best[1]), best[2]
        changed |= {number for number, _ in best[1]}
    return None


def error_line(text: str) -> int | None:
    """Give the 1-based line at which a text does not parse, None when it does."""
    reason = _reason(text.split("\n"), 0)
    return None if reason is None else max(reason.lineno or 1, 1)


def _edited(lines: Sequence[str], edit: Edit) -> list[str]:
    edited = list(lines)
    for number, text in edit:
        edited[number] = text
    return edited


def _reason(lines: Sequence[str], indent: int) -> SyntaxError | None:
    text, indented = "\n".join(lines), indent > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(f"if 1:\n{text}" if indented else text)
        except SyntaxError as reason:
            if indented:
                reason.lineno = max((reason.lineno or 1) - 1, 1)
                named = NAMED_LINE.search(reason.msg or "")
                if named:
                    reason.msg = f"{reason.msg} on line {int(named[1]) - 1}"
            return reason
        except (ValueError, RecursionError, MemoryError):
            return SyntaxError("", ("", 1, 1, ""))
    return None
