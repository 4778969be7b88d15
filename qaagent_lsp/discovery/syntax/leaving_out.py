"""What an edit broke, apart from the functions and classes that it is not in.

A text is broken at most keystrokes. To find out what can still be read of it takes many readings, so that what is known
of the rest is left out of them. For the functions or classes of the module next to the edit stands a line that can only
be a definition: what is broken ends there at the latest.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.syntax.moving import Move
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.discovery.syntax.positions import lines_of
from qaagent_lsp.discovery.syntax.untouched import Edit, edit_between, widened
from qaagent_lsp.discovery.syntax.wiring import Class, Function, Wiring
from qaagent_lsp.model.source import Span

_Unit = tuple[Span, str, Function | Class]
"""Where a definition stands, decorators included, the line to stand for it, and itself."""
_NEAR = 2


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A broken text, and the one that was whole ``before``, without the definitions that were not touched.

    A line stands for the nearest of them, which ``wiring``, of the text before, has as well. ``known`` is what they say
    where they stand now, ``lines`` are those that stand for any. ``names`` are theirs, ``move`` tells how lines moved.
    """

    text: str
    before: str
    wiring: Wiring
    known: Wiring
    lines: frozenset[int]
    names: frozenset[str]
    move: Move

    def put_back(self, read: Wiring) -> Wiring:
        """Put what they say in place of the lines that stood for them."""
        known = self.known
        functions = [one for one in read.functions if one.span.line not in self.lines]
        classes = [one for one in read.classes if one.span.line not in self.lines]
        return Wiring(
            tuple(sorted((*read.imports, *known.imports), key=lambda one: one.line)),
            tuple(sorted((*read.bindings, *known.bindings), key=lambda one: one.line)),
            tuple(sorted((*read.effects, *known.effects), key=lambda one: one.span.line)),
            tuple(sorted((*read.returns, *known.returns), key=lambda one: one.line)),
            tuple(sorted((*functions, *known.functions), key=lambda one: one.span.line)),
            tuple(sorted((*classes, *known.classes), key=lambda one: one.span.line)),
            (*read.branches, *known.branches),
            (*read.conditions, *known.conditions),
            (*read.forks, *known.forks),
        )


def left_out(
    before: str, wiring: Wiring, text: str, may_be: Callable[[Function | Class], bool]
) -> LeftOut | None:
    """Leave definitions out of a text that is broken where it was edited; None where it may be whole, or all be broken.

    ``wiring`` is what ``before`` said, a text of the same file that did parse. ``may_be`` tells which may be left out.
    """
    old, new = lines_of(before), lines_of(text)
    edit = widened(edit_between(old, new), old)
    if any(map(_may_swallow, (*old[edit.first : edit.last], *new[edit.first : edit.last + edit.by]))):
        return None
    units = _far_ones_blank([unit for unit in _apart(wiring, edit) if may_be(unit[2])], edit)
    move = edit.move
    now = [(move.span(span), line) for span, line, _ in units]
    rest = _text_without(now, new)
    if not units or isinstance(parse(rest), ast.Module):
        return None
    inside = _Ranges(span for span, _, _ in units)
    others = _picked(wiring, inside, within=False)
    stand_ins = [_stand_in(item, span.line, line) for span, line, item in units if line]
    return LeftOut(
        rest,
        _text_without([(span, line) for span, line, _ in units], old),
        replace(
            others,
            functions=(*others.functions, *(one for one in stand_ins if isinstance(one, Function))),
            classes=(*others.classes, *(one for one in stand_ins if isinstance(one, Class))),
        ),
        move.wiring(_picked(wiring, inside, within=True)),
        frozenset(span.line for span, line in now if line),
        frozenset(item.name for _, _, item in units),
        move,
    )


class _Ranges:
    """Ranges of lines that do not overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._begins = [span.line for span in self._spans]

    def hold(self, line: int) -> bool:
        at = bisect_right(self._begins, line) - 1
        return at >= 0 and line <= self._spans[at].end_line


def _apart(wiring: Wiring, edit: Edit) -> Iterator[_Unit]:
    """Yield definitions of the module that an edit neither touches nor borders on, with the line to stand for each."""
    last = 0
    both: list[Function | Class] = [*wiring.functions, *wiring.classes]
    items = [item for item in both if not item.parent]
    defined = Counter([item.name for item in items])
    for item in sorted(items, key=lambda one: one.span):
        first = min([item.span.line, *(decorator.span.line for decorator in item.decorators)])
        span = Span(first, 1, item.span.end_line, item.span.end_column)
        if item.span.column != 1 or first <= last or defined[item.name] > 1 or edit.may_concern(span):
            continue
        last = span.end_line
        word = "class {}: 0" if isinstance(item, Class) else "def {}(): 0"
        yield span, word.format(item.name), item


def _far_ones_blank(units: Sequence[_Unit], edit: Edit) -> list[_Unit]:
    """Let nothing stand for what is further away than the next few definitions."""
    at = sum(span.line <= edit.first for span, _, _ in units)
    near = range(at - _NEAR, at + _NEAR)
    return [(span, line if n in near else "", item) for n, (span, line, item) in enumerate(units)]


def _text_without(units: Iterable[tuple[Span, str]], lines: Sequence[str]) -> str:
    left = list(lines)
    for span, line in units:
        left[span.line - 1 : span.end_line] = [line] + [""] * (span.end_line - span.line)
    return "\n".join(left)


def _picked(wiring: Wiring, ranges: _Ranges, *, within: bool) -> Wiring:
    """Give what stands in these lines, or everything else."""

    def is_meant(line: int) -> bool:
        return ranges.hold(line) == within

    return Wiring(
        tuple([one for one in wiring.imports if is_meant(one.line)]),
        tuple([one for one in wiring.bindings if is_meant(one.line)]),
        tuple([one for one in wiring.effects if is_meant(one.span.line)]),
        tuple([one for one in wiring.returns if is_meant(one.line)]),
        tuple([one for one in wiring.functions if is_meant(one.span.line)]),
        tuple([one for one in wiring.classes if is_meant(one.span.line)]),
        tuple([one for one in wiring.branches if is_meant(one[0])]),
        tuple([one for one in wiring.conditions if is_meant(one.first)]),
        tuple([one for one in wiring.forks if is_meant(one.line)]),
    )


def _stand_in(item: Function | Class, at: int, text: str) -> Function | Class:
    span = Span(at, 1, at, len(text) + 1)
    if isinstance(item, Class):
        return Class(item.qualname, item.name, "", in_class=False, span=span)
    name = Span(at, 5, at, 5 + len(item.name))
    return Function(
        item.qualname, item.name, "", in_class=False, span=span, def_span=span, name_span=name, digest=""
    )


def _may_swallow(line: str) -> bool:
    """Tell whether a text may begin or end in a line that goes over several."""
    return '"""' in line or "'''" in line or line.endswith("\\")
