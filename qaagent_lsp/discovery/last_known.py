"""What was known of a file, laid under what can be read of its broken text, moved to where its lines are now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from difflib import SequenceMatcher

from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.edits import Change, LineMap
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Effect, Function, Import, Return, Wiring
from qaagent_lsp.model.source import Span

SAME = 0.7
"""How alike two lines are, of 1, that count as one that is being edited."""

Moved = Callable[[int], int | None]
"""Old 1-based line → where it is now, None when it was deleted."""


def merged(
    new: Wiring, old: Wiring, change: Change, lines: LineMap, unread: Iterable[tuple[int, int]]
) -> Wiring:
    """Lay what was known under what was read; ``unread`` are the lines, ends included, that could not be."""
    there = {
        function for function in old.functions if _is_there(function, change.old, change.new, lines.moved)
    }
    effects = [item for item in old.effects if _stands(item.span.line, lines)]
    return _merged(new, replace(old, effects=tuple(effects)), lines.moved, _Ranges(unread), there)


def with_known_calls(facts: FileFacts, last_good: FileFacts, lines: LineMap) -> FileFacts:
    """Add the calls of tests that could not be read, as they were known."""
    broken = _Ranges(facts.broken)
    tests = {call.test for call in facts.calls}
    known = [
        replace(call, span=_shifted(call.span, lines.moved))
        for call in last_good.calls
        if call.test not in tests and broken.holds(lines.moved(call.span.line))
    ]
    return replace(facts, calls=(*facts.calls, *known), untested=facts.untested | last_good.untested)


def _stands(line: int, lines: LineMap) -> bool:
    """Tell whether an old line is the one that stands where it is now, not one of several that became it."""
    at = lines.moved(line)
    return at is not None and lines.stood(at) == line


class _Ranges:
    """Line ranges in ascending order, ends included."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)

    def holds(self, line: int | None) -> bool:
        if line is None:
            return False
        at = bisect_right(self._ranges, (line, 1 << 30)) - 1
        return at >= 0 and self._ranges[at][0] <= line <= self._ranges[at][1]

    def touches(self, first: int, last: int) -> bool:
        return any(begin <= last and first <= end for begin, end in self._ranges)


def _merged(new: Wiring, old: Wiring, moved: Moved, broken: _Ranges, there: AbstractSet[Function]) -> Wiring:
    functions = _functions(new, old, moved, broken, there)
    scopes = {
        "",
        *(function.qualname for function in functions),
        *(item.qualname for item in (*new.classes, *old.classes)),
    }
    new = _without_guesses(new, old, moved, broken)
    imports = [
        replace(item, line=moved(item.line) or item.line)
        for item in old.imports
        if broken.holds(moved(item.line)) and not _has_import(new.imports, item)
    ]
    bindings = [
        replace(item, line=moved(item.line) or item.line)
        for item in old.bindings
        if broken.holds(moved(item.line)) and item.scope in scopes and not _has_binding(new.bindings, item)
    ]
    effects = [
        replace(item, span=_shifted(item.span, moved))
        for item in old.effects
        if _is_broken(item.span, moved, broken) and item.scope in scopes
    ]
    returns = [
        replace(item, line=moved(item.line) or item.line)
        for item in old.returns
        if broken.holds(moved(item.line))
    ]
    known = {item.qualname for item in new.classes}
    classes = [
        replace(item, span=_shifted(item.span, moved))
        for item in old.classes
        if item.qualname not in known and broken.holds(moved(item.span.line))
    ]
    return Wiring(
        tuple(sorted([*new.imports, *imports], key=_import_line)),
        tuple(sorted([*new.bindings, *bindings], key=_binding_line)),
        tuple(sorted([*new.effects, *effects], key=_effect_line)),
        tuple(sorted([*new.returns, *returns], key=_return_line)),
        functions,
        tuple(sorted([*new.classes, *classes], key=_class_line)),
        new.branches,
        new.conditions,
        new.forks,
        new.handed | old.handed,
    )


def _without_guesses(new: Wiring, old: Wiring, moved: Moved, broken: _Ranges) -> Wiring:
    """Drop what was read of mended lines where the last good text knows better."""
    bound = {(item.scope, item.name) for item in old.bindings if broken.holds(moved(item.line))}
    stood = {moved(item.span.line) for item in old.effects if _is_broken(item.span, moved, broken)}
    return replace(
        new,
        bindings=tuple(
            item
            for item in new.bindings
            if not broken.holds(item.line) or (item.scope, item.name) not in bound
        ),
        effects=tuple(item for item in new.effects if item.span.line not in stood),
    )


def _is_broken(span: Span, moved: Moved, broken: _Ranges) -> bool:
    now = _shifted(span, moved)
    return moved(span.line) is not None and broken.touches(now.line, now.end_line)


def _functions(
    new: Wiring, old: Wiring, moved: Moved, broken: _Ranges, there: AbstractSet[Function]
) -> tuple[Function, ...]:
    """A function whose decorators or header cannot be read now is the one it was."""
    by_line = {function.def_span.line: function for function in new.functions}
    for function in old.functions:
        lines = [moved(line) for line in range(function.span.line, function.def_span.line + 1)]
        here = [line for line in lines if line is not None]
        at = moved(function.def_span.line)
        if function not in there or at is None or not here or not broken.touches(min(here), at):
            continue
        present = by_line.get(at)
        if (
            present is not None
            and len(present.decorators) >= len(function.decorators)
            and not broken.holds(at)
            and not any(broken.touches(item.span.line, item.span.end_line) for item in present.decorators)
        ):
            continue
        stood_in = _shifted_function(function, moved)
        taken = {decorator.span.line for decorator in stood_in.decorators}
        by_line = {
            line: other
            for line, other in by_line.items()
            if not any(decorator.span.line in taken for decorator in other.decorators)
        }
        by_line[at] = stood_in
    return tuple(by_line[line] for line in sorted(by_line))


def _is_there(function: Function, old: Sequence[str], new: Sequence[str], moved: Moved) -> bool:
    """Tell a function that is being edited from one that was deleted, by what stands at its lines now."""
    at = moved(function.def_span.line)
    if at is not None and function.name in new[at - 1]:
        return True
    for line in range(function.span.line, function.def_span.line):
        there = moved(line)
        if there is not None and SequenceMatcher(None, old[line - 1], new[there - 1]).ratio() > SAME:
            return True
    return False


def _shifted_function(function: Function, moved: Moved) -> Function:
    return replace(
        function,
        span=_shifted(function.span, moved),
        def_span=_shifted(function.def_span, moved),
        name_span=_shifted(function.name_span, moved),
        decorators=tuple(replace(item, span=_shifted(item.span, moved)) for item in function.decorators),
    )


def _shifted(span: Span, moved: Moved) -> Span:
    line = moved(span.line)
    if line is None:
        line = next(
            (found for n in range(span.line, span.end_line + 1) if (found := moved(n)) is not None), span.line
        )
    end = moved(span.end_line)
    if end is None or end < line:
        end = line + span.end_line - span.line
    return Span(line, span.column, end, span.end_column)


def _has_import(imports: Iterable[Import], item: Import) -> bool:
    return any(known.scope == item.scope and known.name == item.name for known in imports)


def _has_binding(bindings: Iterable[Binding], item: Binding) -> bool:
    return any(known.scope == item.scope and known.name == item.name for known in bindings)


def _import_line(item: Import) -> int:
    return item.line


def _binding_line(item: Binding) -> int:
    return item.line


def _effect_line(item: Effect) -> int:
    return item.span.line


def _return_line(item: Return) -> int:
    return item.line


def _class_line(item: Class) -> int:
    return item.span.line
