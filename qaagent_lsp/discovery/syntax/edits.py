"""In which lines two texts of a file differ, and where each line of the one stands in the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qaagent_lsp.discovery.syntax.moving import Move
from qaagent_lsp.discovery.syntax.positions import lines_of
from qaagent_lsp.discovery.syntax.wiring import Class, Function, Wiring
from qaagent_lsp.model.source import Span

_BLOCK = 64
"""Lines that are compared at once: lists are compared far faster than their lines one by one."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The lines that an edit replaced: ``first`` to ``last`` of the old text (0-based, exclusive); all moved ``by``."""

    first: int
    last: int
    by: int

    @property
    def move(self) -> Move:
        """How everything moved that stands behind it."""
        return Move(((self.last, self.by),) if self.by else ())

    def may_concern(self, span: Span) -> bool:
        """Tell whether something is touched, or begins or ends where the edit does."""
        return span.line - 1 <= self.last and span.end_line >= self.first


@dataclass(frozen=True, slots=True)
class Change:
    """The lines of two texts of one file, and in which of them they differ."""

    old: Sequence[str]
    new: Sequence[str]
    edit: Edit

    def lines(self, edit: Edit) -> Iterable[str]:
        """Give the lines that an edit replaced, and those that it put there."""
        return (*self.old[edit.first : edit.last], *self.new[edit.first : edit.last + edit.by])

    def widened(self) -> Edit:
        """Give the edit with the empty lines and comments before it: a function may grow behind those."""
        first = self.edit.first
        while first and (not (line := self.old[first - 1].strip()) or line[0] == "#"):
            first -= 1
        return Edit(first, self.edit.last, self.edit.by)


def change_between(before: str, text: str) -> Change:
    """Find out what an edit changed."""
    old, new = lines_of(before), lines_of(text)
    return Change(old, new, edit_between(old, new))


def edit_between(old: Sequence[str], new: Sequence[str]) -> Edit:
    """Find the lines in which two texts differ."""
    most = min(len(old), len(new))
    head = 0
    while head < most and old[head : head + _BLOCK] == new[head : head + _BLOCK]:
        head += _BLOCK
    head = min(head, most)
    while head < most and old[head] == new[head]:
        head += 1
    tail, most = 0, most - head
    at, there = len(old), len(new)
    while (
        tail + _BLOCK <= most
        and old[at - tail - _BLOCK : at - tail] == new[there - tail - _BLOCK : there - tail]
    ):
        tail += _BLOCK
    while tail < most and old[at - tail - 1] == new[there - tail - 1]:
        tail += 1
    return Edit(head, at - tail, there - at)


def may_swallow(line: str) -> bool:
    """Tell whether a text may begin or end in a line that goes over several."""
    return '"""' in line or "'''" in line or line.endswith("\\")


def definitions_of(wiring: Wiring) -> Iterator[tuple[Span, Function | Class]]:
    """Yield what stands at the left margin of a module, functions first, and its whole lines, decorators included."""
    both: Iterable[Function | Class] = (*wiring.functions, *wiring.classes)
    for item in both:
        span = item.span
        if not item.parent and span.column == 1:
            if item.decorators:
                first = min([span.line, *[decorator.span.line for decorator in item.decorators]])
                span = Span(first, 1, span.end_line, span.end_column)
            yield span, item


def stand_in(item: Function | Class) -> str:
    """Give a line that can only be a definition of that name."""
    return f"class {item.name}: 0" if isinstance(item, Class) else f"def {item.name}(): 0"


class LineMap:
    """Matches the lines of two texts; a changed line stands where its block stands now. Lines are 1-based."""

    def __init__(self, change: Change) -> None:
        """Match what an edit replaced with what it put there."""
        self._old, self._new, self._edit = change.old, change.new, change.edit
        first, last, by = change.edit.first, change.edit.last, change.edit.by
        self._table: dict[int, int | None] = {}
        middle = change.old[first:last], change.new[first : last + by]
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
            for offset in range(i2 - i1):
                target = None if tag == "delete" else min(j1 + offset, j2 - 1)
                self._table[first + i1 + offset + 1] = None if target is None else first + target + 1
        self._stood = dict(self._stand())

    def moved(self, line: int) -> int | None:
        """Tell where an old line is now; None when it was deleted."""
        if line <= self._edit.first:
            return line
        return line + self._edit.by if line > self._edit.last else self._table.get(line)

    def stood(self, line: int) -> int | None:
        """Tell which old line a new one was; of several that are changed into it the equal or else the first."""
        if line <= self._edit.first:
            return line
        return line - self._edit.by if line > self._edit.last + self._edit.by else self._stood.get(line)

    def _stand(self) -> Iterator[tuple[int, int]]:
        found: set[int] = set()
        for number, at in self._table.items():
            if at is not None and (at not in found or self._old[number - 1] == self._new[at - 1]):
                found.add(at)
                yield at, number
