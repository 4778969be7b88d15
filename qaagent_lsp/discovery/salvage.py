"""Keeps what was known of a file while its text does not parse: routes and tests must not vanish under the typing hand.

Where the new text can be read, it is the truth. Where it cannot, the facts of the last text that parsed stand in, moved
to where their lines are now.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from difflib import SequenceMatcher

from qaagent_lsp.discovery.facts import FileFacts, Reading, facts_in_part, facts_of
from qaagent_lsp.discovery.python_tests.recalled import LastRead, tests_of_wiring
from qaagent_lsp.discovery.syntax.leaving_out import left_out
from qaagent_lsp.discovery.syntax.positions import lines_of
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Effect, Function, Import, Return, Wiring
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.source import Source, Span

_SAME = 0.7

Moved = Callable[[int], int | None]
"""Old 1-based line → where it is now, None when it was deleted."""


def read_again(
    source: Source, last_good: FileFacts | None, last_good_source: Source | None, reading: Reading
) -> FileFacts:
    """Read a file, whole or broken, with what is known of its last text that parsed: no more of it than has to be."""
    if last_good is None or last_good_source is None:
        return facts_of(source, reading=reading)
    if last_good.reading == reading:
        last = LastRead(last_good_source.text, last_good.wiring, last_good.calls)
        part = facts_in_part(source, last, reading) or _while_broken(
            source, last_good, last_good_source, reading
        )
        if part is not None:
            return part
    facts = facts_of(source, reading=reading)
    return facts if facts.parsed else salvage(source, last_good, last_good_source, reading)


def _while_broken(
    source: Source, last_good: FileFacts, last_good_source: Source, reading: Reading
) -> FileFacts | None:
    """Read what an edit broke, and not the definitions around it; of a file of tests none that tests may need."""
    may_be = tests_of_wiring(last_good.wiring)
    if reading == "routes" and not (last_good.fixtures or last_good.helpers):
        may_be = _anything
    left = left_out(last_good_source.text, last_good.wiring, source.text, may_be)
    if left is None:
        return None
    known = [call for call in last_good.calls if _top(call) in left.names]
    facts = salvage(
        replace(source, text=left.text),
        replace(
            last_good,
            wiring=left.wiring,
            calls=tuple(call for call in last_good.calls if _top(call) not in left.names),
        ),
        replace(last_good_source, text=left.before),
        reading,
    )
    moved = (replace(call, span=left.move.span(call.span)) for call in known)
    return replace(facts, wiring=left.put_back(facts.wiring), calls=(*facts.calls, *moved))


def _anything(_: Function | Class) -> bool:
    return True


def _top(call: ClientCall) -> str:
    """The name of the function or class of the module that asks."""
    return call.test.split("::", 2)[1] if "::" in call.test else ""


def salvage(
    source: Source,
    last_good: FileFacts | None,
    last_good_source: Source | None,
    reading: Reading = "everything",
) -> FileFacts:
    """Read a text that does not parse, with the help of the last one of the same file that did.

    Without a last one, only what can be read of the text itself is known. A text that does parse is read as it is.
    """
    if last_good is None or last_good_source is None:
        return facts_of(source, reading=reading)
    old_lines, new_lines = lines_of(last_good_source.text), lines_of(source.text)
    moved = line_map(old_lines, new_lines)
    starts = {
        moved(line) for item in last_good.wiring.functions for line in (item.span.line, item.def_span.line)
    }
    facts = facts_of(source, frozenset(line for line in starts if line is not None), reading)
    if facts.parsed:
        return facts
    text = _reverted(facts.broken, old_lines, new_lines, moved)
    reverted = facts if text is None else facts_of(replace(source, text=text), reading=reading)
    if reverted.parsed:
        return replace(reverted, parsed=False, problem=facts.problem, broken=facts.broken)
    broken = _Ranges(facts.broken)
    there = {
        function
        for function in last_good.wiring.functions
        if _is_there(function, old_lines, new_lines, moved)
    }
    stood = _stood(old_lines, new_lines, moved)
    effects = [item for item in last_good.wiring.effects if item.span.line in set(stood.values())]
    old = replace(last_good.wiring, effects=tuple(effects))
    wiring = _merged(facts.wiring, old, moved, broken, there)
    tests = {call.test for call in facts.calls}
    old_calls = [
        replace(call, span=_shifted(call.span, moved))
        for call in last_good.calls
        if call.test not in tests and broken.holds(moved(call.span.line))
    ]
    return replace(
        facts,
        wiring=wiring,
        calls=(*facts.calls, *old_calls),
        untested=facts.untested | last_good.untested,
    )


def _reverted(broken: Iterable[tuple[int, int]], old: list[str], new: list[str], moved: Moved) -> str | None:
    """Put the old lines where the new ones cannot be read, often that is all it takes; None where they are others."""
    stood = _stood(old, new, moved)
    lines = list(new)
    for begin, end in broken:
        for number in range(begin, min(end, len(lines)) + 1):
            before, now = old[stood[number] - 1] if number in stood else "", lines[number - 1].strip()
            if before and not (now in before or SequenceMatcher(None, before, now).ratio() > _SAME):
                return None
            lines[number - 1] = before
    return "\n".join(lines)


def _stood(old: list[str], new: list[str], moved: Moved) -> dict[int, int]:
    """Tell of each new line which old one it was, of several that are changed into it the equal or else the first."""
    stood: dict[int, int] = {}
    for number, line in enumerate(old, 1):
        at = moved(number)
        if at is not None and (at not in stood or line == new[at - 1]):
            stood[at] = number
    return stood


def line_map(old: list[str], new: list[str]) -> Moved:
    """Match the lines of two texts; a changed line stands where its block stands now."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    table: dict[int, int | None] = {}
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
        for offset in range(i2 - i1):
            target = None if tag == "delete" else min(j1 + offset, j2 - 1)
            table[head + i1 + offset + 1] = None if target is None else head + target + 1
    grown = len(new) - len(old)

    def moved(line: int) -> int | None:
        if line <= head:
            return line
        return line + grown if line > len(old) - tail else table.get(line)

    return moved


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


def _is_there(function: Function, old: list[str], new: list[str], moved: Moved) -> bool:
    """Tell a function that is being edited from one that was deleted, by what stands at its lines now."""
    at = moved(function.def_span.line)
    if at is not None and function.name in new[at - 1]:
        return True
    for line in range(function.span.line, function.def_span.line):
        there = moved(line)
        if there is not None and SequenceMatcher(None, old[line - 1], new[there - 1]).ratio() > _SAME:
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
