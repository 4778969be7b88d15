"""Functions that an edit did not touch, taken from when the file was last read instead of being parsed again.

A file of routes is for the most part the bodies of its handlers, which say nothing of routes, and of functions that
have nothing to do with what else stands there. Where an edit lies within them, the rest of the file says what it said.
Elsewhere they are left out of the text, a line that can only be a function standing for each: where the tree of what is
left has each of these as a function of the module, whatever was edited ends before it, and to put the function back
makes no difference to the rest.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.discovery.syntax.edits import Change, Edit, definitions_of, stand_in
from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.leaving_out import LeftOut, broken_within
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.discovery.syntax.parting import Ranges, parted, put_together
from qaagent_lsp.discovery.syntax.positions import Positions, sets_flag
from qaagent_lsp.discovery.syntax.self_contained import SelfContained, names_that_matter, of_functions_alone
from qaagent_lsp.discovery.syntax.wiring import Function, Import, Wiring
from qaagent_lsp.model.source import Span

_DJANGO = ("django", "rest_framework")
_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.TryStar, ast.Match, ast.AsyncFor, ast.AsyncWith)
"""Statements that may wire under conditions, and what follows them: it matters which functions are there at all."""


def untouched(change: Change, wiring: Wiring, text: str) -> Wiring | LeftOut | None:
    """Read a text of which another one is known, and what that said; None where everything has to be read.

    Where the text is broken within functions that are left out otherwise, what is left to read of it.
    """
    edit = change.widened()
    changed = tuple(change.lines(edit))
    if any(map(sets_flag, changed)) or any(word in line for line in changed for word in _DJANGO):
        return None  # what all other functions say may depend on it
    if _of_django(wiring.imports):
        return None
    positions = Positions(text)
    is_apart = SelfContained(wiring, change.old)
    found = _around_edit(wiring, change, edit, positions, is_apart)
    if found is not None:
        return found
    functions = [one for one in wiring.functions if not edit.may_concern(one.span) and is_apart(one)]
    read = _without(functions, wiring, change, edit, positions)
    if read is not None and names_that_matter(read) != names_that_matter(wiring):
        read = _without([one for one in functions if one.answers], wiring, change, edit, positions)
    return None if read is None or _of_django(read.imports) else read


def _around_edit(
    wiring: Wiring, change: Change, edit: Edit, positions: Positions, is_apart: SelfContained
) -> Wiring | LeftOut | None:
    """Read the functions that an edit is in; None where it is anywhere else."""
    old, new = change.old, change.new
    touched = [one for one in wiring.functions if not one.parent and edit.may_concern(one.span)]
    if not all(map(is_apart, touched)):
        return None
    inside = [one.span for one in touched]
    first = min([edit.first, *(span.line - 1 for span in inside)])
    last = max([edit.last, *(span.end_line for span in inside)])
    if not (inside or _is_between(first, last, wiring, old)):
        return None
    at = first
    for span in [*inside, Span(last + 1, 1, last + 1, 1)]:
        if any(map(_says_something, old[at : span.line - 1])):
            return None
        at = span.end_line
    part = new[first : last + edit.by]
    if not inside and any(map(_says_something, part)):
        return None
    whole = Edit(first, last, edit.by)
    tree = parse("\n" * first + "\n".join(part))
    if not isinstance(tree, ast.Module):
        return broken_within(whole, wiring, change)
    read = wiring_of(tree, positions)
    still = SelfContained(read, new, names_that_matter(wiring))
    if not of_functions_alone(read) or not all(one.parent or still(one) for one in read.functions):
        return None
    others, _ = parted(wiring, Ranges([Span(first + 1, 1, last, 1)]))
    if _share_scopes(read, others):
        return None
    return put_together(read, whole.move.wiring(others) if edit.by else others)


def _is_between(first: int, last: int, wiring: Wiring, lines: Sequence[str]) -> bool:
    """Tell whether lines are sure to stand between two statements of a module."""
    spans = [span for span, _ in definitions_of(wiring)]
    ends = {0, *(span.end_line for span in spans)}
    begins = {len(lines), *(span.line - 1 for span in spans)}
    while first not in ends and first > 0 and not _says_something(lines[first - 1]):
        first -= 1
    while last not in begins and last < len(lines) and not _says_something(lines[last]):
        last += 1
    return first in ends or last in begins


def _says_something(line: str) -> bool:
    """A comment with a quote in it may be the end of a text."""
    line = line.strip()
    return bool(line) and (line[0] != "#" or '"' in line or "'" in line)


def _without(
    apart: Sequence[Function], wiring: Wiring, change: Change, edit: Edit, positions: Positions
) -> Wiring | None:
    """Read everything but these functions.

    Where no statement of the module goes over several, it is enough that one stands behind the edit: so it ends there.
    """
    move = edit.move
    if not apart:
        return None
    tree, known = ast.Module([], []), dict[int, Function]()
    for standing in ([one for one in apart if one.span.line > edit.last][:1], apart):
        lines = list(change.new)
        for function in apart:
            line, end = move.line(function.span.line), move.line(function.span.end_line)
            lines[line - 1 : end] = [""] * (end - line + 1)
        known = {move.line(function.span.line): function for function in standing}
        for line, function in known.items():
            lines[line - 1] = stand_in(function)
        found = parse("\n".join(lines))
        if not isinstance(found, ast.Module) or not _are_there(known, found):
            return None
        tree = found
        if not any(isinstance(node, _BLOCKS) for node in tree.body):
            break
    _, left = parted(wiring, Ranges([one.span for one in apart]))
    left = move.wiring(left) if move else left
    read = wiring_of(
        tree,
        positions,
        {one.span.line: one for one in left.functions if one.span.line in known and not one.parent},
    )
    read = replace(read, functions=tuple([one for one in read.functions if one.span.line not in known]))
    return None if _share_scopes(read, left) else put_together(read, replace(left, handed=read.handed))


def _share_scopes(one: Wiring, other: Wiring) -> bool:
    """Tell whether functions of one name were read apart: what is said in theirs counts together."""
    there = {function.name: function.answers for function in one.functions if not function.parent}
    return any(
        function.name in there and not (function.answers and there[function.name])
        for function in other.functions
        if not function.parent
    )


def _are_there(functions: Mapping[int, Function], tree: ast.Module) -> bool:
    """Tell whether each stands by itself, not in a text or behind somebody else's decorator."""
    found = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.lineno in functions and not node.decorator_list
    ]
    return len(found) == len(functions)


def _of_django(imports: Iterable[Import]) -> list[tuple[str, str, str]]:
    """Functions of Django's projects are read otherwise."""
    return [(item.scope, item.name, item.module) for item in imports if item.module.startswith(_DJANGO)]
