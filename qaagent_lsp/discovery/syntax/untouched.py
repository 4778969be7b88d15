"""Handlers that an edit did not touch, taken from when the file was last read instead of being parsed again.

A file of routes is for the most part the bodies of its handlers, which say nothing of routes. Where an edit lies
within them, the rest of the file says what it said. Elsewhere they are left out of the text, a line that can only be a
function standing for each: where the tree of what is left has each of these as a function of the module, whatever was
edited ends before it, and to put the handler back makes no difference to the rest.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.discovery.syntax.edits import Change, Edit, definitions_of, stand_in
from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.leaving_out import LeftOut, broken_within
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.discovery.syntax.positions import Positions, sets_flag
from qaagent_lsp.discovery.syntax.wiring import Function, Import, Wiring
from qaagent_lsp.discovery.syntax.wiring_words import only_answers
from qaagent_lsp.model.source import Span

_DJANGO = ("django", "rest_framework")


def untouched(change: Change, wiring: Wiring, text: str) -> Wiring | LeftOut | None:
    """Read a text of which another one is known, and what that said; None where everything has to be read.

    Where the text is broken within handlers, what is left to read of it.
    """
    edit = change.widened()
    changed = tuple(change.lines(edit))
    if any(map(sets_flag, changed)) or any(word in line for line in changed for word in _DJANGO):
        return None  # what all other functions say may depend on it
    positions = Positions(text)
    found = _around_edit(wiring, change, edit, positions)
    return _without(wiring, change, edit, positions) if found is None else found


def _around_edit(wiring: Wiring, change: Change, edit: Edit, positions: Positions) -> Wiring | LeftOut | None:
    """Read the handlers that an edit is in; None where it is anywhere else."""
    old, new = change.old, change.new
    touched = [one for one in wiring.functions if edit.may_concern(one.span)]
    if _of_django(wiring.imports) or not all(_answers(one, old) for one in touched):
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
    if read != Wiring(functions=read.functions) or not all(_answers(one, new) for one in read.functions):
        return None
    return _put_together(wiring, read, whole)


def _put_together(wiring: Wiring, read: Wiring, edit: Edit) -> Wiring:
    """Put what was read in place of the functions between two lines."""
    move = edit.move
    before = [one for one in wiring.functions if one.span.line <= edit.first]
    behind = [move.function(one) for one in wiring.functions if one.span.line > edit.last]
    functions = (*before, *read.functions, *behind)
    if not move:
        return replace(wiring, functions=functions)
    return replace(move.wiring(replace(wiring, functions=())), functions=functions)


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


def _without(wiring: Wiring, change: Change, edit: Edit, positions: Positions) -> Wiring | None:
    """Read everything but the handlers that the edit neither touches nor borders on."""
    lines = list(change.new)
    move = edit.move
    known: dict[int, Function] = {}
    for handler in wiring.functions:
        if not edit.may_concern(handler.span) and _answers(handler, change.old):
            line, end = move.line(handler.span.line), move.line(handler.span.end_line)
            known[line] = handler
            lines[line - 1 : end] = [stand_in(handler)] + [""] * (end - line)
    tree = parse("\n".join(lines)) if known else None
    if not isinstance(tree, ast.Module) or not _are_there(known, tree):
        return None
    functions = {line: move.function(function) for line, function in known.items()}
    read = wiring_of(tree, positions, functions)
    return read if _of_django(wiring.imports) == _of_django(read.imports) else None


def _answers(function: Function, lines: Sequence[str]) -> bool:
    """Tell whether a function is a handler on module level whose body is not read."""
    if function.parent or function.span.column != 1 or not function.decorators:
        return False
    return only_answers(
        function.decorators, "\n".join(lines[function.span.line - 1 : function.span.end_line])
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
