"""What an edit broke, apart from the functions and classes that it is not in.

A text is broken at most keystrokes. To find out what can still be read of it takes many readings, so that what is known
of the rest is left out of them. For the functions or classes of the module next to the edit stands a line that can only
be a definition: what is broken ends there at the latest.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.syntax.edits import Change, Edit, definitions_of, may_swallow, stand_in
from qaagent_lsp.discovery.syntax.moving import Move
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.discovery.syntax.parting import Ranges, parted, put_together
from qaagent_lsp.discovery.syntax.wiring import Class, Function, Wiring
from qaagent_lsp.model.source import Span

_Unit = tuple[Span, str, Function | Class]
"""Where a definition stands, decorators included, the line to stand for it, and itself."""
_NEAR = 2


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is left of a broken text, and of the one that was whole before, without what was not touched.

    ``change`` are these two, ``text`` is the one that is broken, and ``reason`` why. A line stands for the nearest
    definitions, which ``wiring``, of what is left of the text before, has as well. ``known`` is what was left out,
    where it stood, ``move`` tells how lines moved. ``lines`` are those that stand for definitions, ``names`` theirs.
    """

    change: Change
    text: str
    reason: Exception
    wiring: Wiring
    known: Wiring
    lines: frozenset[int]
    names: frozenset[str]
    move: Move

    def put_back(self, read: Wiring) -> Wiring:
        """Put what they say in place of the lines that stood for them."""
        functions = tuple([one for one in read.functions if one.span.line not in self.lines])
        classes = tuple([one for one in read.classes if one.span.line not in self.lines])
        return put_together(replace(read, functions=functions, classes=classes), self.move.wiring(self.known))


def left_out(change: Change, wiring: Wiring, may_be: Callable[[Function | Class], bool]) -> LeftOut | None:
    """Leave definitions out of a text that is broken where it was edited; None where it may be whole, or all be broken.

    ``wiring`` is what the text before said, which did parse. ``may_be`` tells which may be left out.
    """
    edit = change.widened()
    if any(map(may_swallow, change.lines(edit))):
        return None
    units = _far_ones_blank([unit for unit in _apart(wiring, edit) if may_be(unit[2])], edit)
    if not units:
        return None
    inside = Ranges([span for span, _, _ in units])
    return _left(units, inside, list(change.old), list(change.new), wiring, change.edit)


def broken_within(part: Edit, wiring: Wiring, change: Change) -> LeftOut | None:
    """Leave everything out but these lines, which are definitions of the module and broken now.

    None where the text may be whole: what stands before may go on in lines that were put before the first of them.
    """
    edit = change.widened()
    if edit.first <= part.first or any(map(may_swallow, change.lines(edit))):
        return None
    behind = ((span, item) for span, item in definitions_of(wiring) if span.line > part.last)
    nearest = sorted(behind, key=lambda one: one[0].line)[:_NEAR]
    units = [(span, stand_in(item), item) for span, item in nearest]
    first, last = part.first, part.last
    old, new = [""] * len(change.old), [""] * len(change.new)
    old[first:last], new[first : last + part.by] = change.old[first:last], change.new[first : last + part.by]
    inside = Ranges([Span(0, 1, first, 1), Span(last + 1, 1, len(old) + 1, 1)])
    return _left(units, inside, old, new, wiring, change.edit)


def _left(
    units: Sequence[_Unit], inside: Ranges, old: list[str], new: list[str], wiring: Wiring, edit: Edit
) -> LeftOut | None:
    """Take ``units`` out of both texts; ``inside`` are the lines, of the old one, of all that is left out."""
    move = edit.move
    now = [(move.span(span), line) for span, line, _ in units]
    _put_in(now, new)
    text = "\n".join(new)
    reason = parse(text)
    if isinstance(reason, ast.Module):
        return None
    _put_in([(span, line) for span, line, _ in units], old)
    others, known = parted(wiring, inside)
    stand_ins = [_read(item, span.line, line) for span, line, item in units if line]
    return LeftOut(
        Change(old, new, edit),
        text,
        reason,
        replace(
            others,
            handed=frozenset(),
            functions=(*others.functions, *(one for one in stand_ins if isinstance(one, Function))),
            classes=(*others.classes, *(one for one in stand_ins if isinstance(one, Class))),
        ),
        known,
        frozenset(span.line for span, line in now if line),
        frozenset(item.name for _, _, item in units),
        move,
    )


def _apart(wiring: Wiring, edit: Edit) -> Iterator[_Unit]:
    """Yield definitions of the module that an edit neither touches nor borders on, with the line to stand for each."""
    last = 0
    both: list[Function | Class] = [*wiring.functions, *wiring.classes]
    defined = Counter([item.name for item in both if not item.parent])
    for span, item in sorted(definitions_of(wiring), key=lambda one: one[0].line):
        if span.line > last and defined[item.name] == 1 and not edit.may_concern(span):
            last = span.end_line
            yield span, stand_in(item), item


def _far_ones_blank(units: Sequence[_Unit], edit: Edit) -> list[_Unit]:
    """Let nothing stand for what is further away than the next few definitions."""
    at = sum(span.line <= edit.first for span, _, _ in units)
    near = range(at - _NEAR, at + _NEAR)
    return [(span, line if n in near else "", item) for n, (span, line, item) in enumerate(units)]


def _put_in(units: Iterable[tuple[Span, str]], lines: list[str]) -> None:
    for span, line in units:
        lines[span.line - 1 : span.end_line] = [line] + [""] * (span.end_line - span.line)


def _read(item: Function | Class, at: int, text: str) -> Function | Class:
    span = Span(at, 1, at, len(text) + 1)
    if isinstance(item, Class):
        return Class(item.qualname, item.name, "", in_class=False, span=span)
    name = Span(at, 5, at, 5 + len(item.name))
    return Function(
        item.qualname, item.name, "", in_class=False, span=span, def_span=span, name_span=name, digest=""
    )
