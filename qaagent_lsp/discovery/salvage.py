"""Keeps what was known of a file while its text does not parse: routes and tests must not vanish under the typing hand.

Where the new text can be read, it is the truth. Where it cannot, what is left of the lines as they were is read, or the
facts of the last text that parsed stand in, moved to where their lines are now.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from qaagent_lsp.discovery.facts import (
    FileFacts,
    Reading,
    facts_in_part,
    facts_of,
    read,
    read_recovered,
    redirects_of,
    tree_problem,
)
from qaagent_lsp.discovery.last_known import SAME, merged, with_known_calls
from qaagent_lsp.discovery.mending.recover import Recovered, recover
from qaagent_lsp.discovery.python_tests.recalled import LastRead, tests_of_wiring
from qaagent_lsp.discovery.syntax.edits import Change, LineMap, change_between, edit_between
from qaagent_lsp.discovery.syntax.leaving_out import LeftOut, left_out
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.discovery.syntax.self_contained import of_functions_alone
from qaagent_lsp.discovery.syntax.wiring import Class, Function, Wiring
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Source


def read_again(
    source: Source, last_good: FileFacts | None, last_good_source: Source | None, reading: Reading
) -> FileFacts:
    """Read a file, whole or broken, with what is known of its last text that parsed: no more of it than has to be."""
    if last_good is None or last_good_source is None:
        return facts_of(source, reading=reading)
    change = change_between(last_good_source.text, source.text)
    if last_good.reading == reading:
        last = LastRead(last_good_source.text, last_good.wiring, last_good.calls)
        part = facts_in_part(source, last, change, reading)
        if isinstance(part, FileFacts):
            return part
        facts = None if part is None else _within(source, last_good, last, part, change)
        facts = facts or _while_broken(source, last_good, change, reading)
        if facts is not None:
            return facts
    return _salvaged_unless_whole(source, last_good, change, reading)


def _within(
    source: Source, last_good: FileFacts, last: LastRead, left: LeftOut, change: Change
) -> FileFacts | None:
    """Read handlers or tests that are broken; None where they may say more than that there are routes or tests."""
    reading = last_good.reading
    if reading == "routes":
        facts = _without(source, last_good, left, reading)
        return _put_back(facts, left) if of_functions_alone(facts.wiring) else None
    mended = _mended(replace(source, text=left.text), left.reason, left.wiring, left.change)
    if mended.lines is None:
        return None
    edit = change.edit
    new = [
        *change.new[: edit.first],
        *mended.lines[edit.first : edit.last + edit.by],
        *change.old[edit.last :],
    ]
    now = replace(source, text="\n".join(new))
    part = facts_in_part(now, last, Change(change.old, new, edit_between(change.old, new)), reading)
    return mended.told(part) if isinstance(part, FileFacts) else None


def _while_broken(source: Source, last_good: FileFacts, change: Change, reading: Reading) -> FileFacts | None:
    """Read what an edit broke, and not the definitions around it; of a file of tests none that tests may need."""
    may_be = tests_of_wiring(last_good.wiring)
    if reading == "routes" and not (last_good.fixtures or last_good.helpers):
        may_be = _anything
    left = left_out(change, last_good.wiring, may_be)
    if left is None:
        return None
    known, others = list[ClientCall](), list[ClientCall]()
    for call in last_good.calls:
        (known if _top(call) in left.names else others).append(call)
    facts = _put_back(_without(source, replace(last_good, calls=tuple(others)), left, reading), left)
    moved = (replace(call, span=left.move.span(call.span)) for call in known)
    return replace(facts, calls=(*facts.calls, *moved))


def _without(source: Source, last_good: FileFacts, left: LeftOut, reading: Reading) -> FileFacts:
    rest = replace(source, text=left.text)
    return _salvaged(rest, left.reason, replace(last_good, wiring=left.wiring), left.change, reading)


def _put_back(facts: FileFacts, left: LeftOut) -> FileFacts:
    return _with_wiring(facts, left.put_back(facts.wiring))


def _with_wiring(facts: FileFacts, wiring: Wiring) -> FileFacts:
    redirects = redirects_of(wiring.functions) if facts.reading == "routes" else ()
    return replace(facts, wiring=wiring, redirects=redirects)


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
    change = change_between(last_good_source.text, source.text)
    return _salvaged_unless_whole(source, last_good, change, reading)


def _salvaged_unless_whole(
    source: Source, last_good: FileFacts, change: Change, reading: Reading
) -> FileFacts:
    tree = parse(source.text)
    if isinstance(tree, ast.Module):
        return read(source, tree, reading)
    return _salvaged(source, tree, last_good, change, reading)


def _salvaged(
    source: Source, reason: Exception, last_good: FileFacts, change: Change, reading: Reading
) -> FileFacts:
    mended = _mended(source, reason, last_good.wiring, change)
    text = "\n".join(mended.lines or ())
    tree = None if mended.lines is None else parse(text)
    if isinstance(tree, ast.Module):
        return mended.told(read(replace(source, text=text), tree, reading))
    facts = read_recovered(source, mended.recovered, mended.problem, reading)
    wiring = merged(facts.wiring, last_good.wiring, change, mended.map, facts.broken)
    return with_known_calls(_with_wiring(facts, wiring), last_good, mended.map)


@dataclass(frozen=True, slots=True)
class _Mended:
    """What could be made readable of a broken text; ``lines`` are it with the old ones where that is all it takes."""

    recovered: Recovered
    problem: Problem
    map: LineMap
    lines: list[str] | None

    def told(self, facts: FileFacts) -> FileFacts:
        """Say of what was read that the text is broken."""
        return replace(facts, parsed=False, problem=self.problem, broken=self.recovered.broken)


def _mended(source: Source, reason: Exception, known: Wiring, change: Change) -> _Mended:
    lines = LineMap(change)
    starts = {lines.moved(line) for item in known.functions for line in (item.span.line, item.def_span.line)}
    recovered = recover(source.text, frozenset(line for line in starts if line is not None), reason)
    reverted = _reverted(recovered.broken, change, lines)
    return _Mended(recovered, tree_problem(source, reason), lines, reverted)


def _reverted(broken: Iterable[tuple[int, int]], change: Change, map_: LineMap) -> list[str] | None:
    """Put the old lines where the new ones cannot be read, often that is all it takes; None where they are others."""
    lines = list(change.new)
    for begin, end in broken:
        for number in range(begin, min(end, len(lines)) + 1):
            stood = map_.stood(number)
            before, now = "" if stood is None else change.old[stood - 1], lines[number - 1].strip()
            if before and not (now in before or SequenceMatcher(None, before, now).ratio() > SAME):
                return None
            lines[number - 1] = before
    return lines
