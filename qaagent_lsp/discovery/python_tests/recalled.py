"""Test functions that an edit did not touch, taken from when the file was last read instead of being parsed again.

What a test function says follows from its own text, from what stands outside of test functions (imports, constants,
helpers, fixtures, classes), and from nothing else, unless somebody speaks of a test function by its name. So where an
edit lies within test functions, all others are put into the text as mere names, and only the rest is read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from qaagent_lsp.discovery.python_tests.client_apps import is_fixture
from qaagent_lsp.discovery.python_tests.client_words import ROUTER_CLASSES
from qaagent_lsp.discovery.syntax.edits import Change, Edit
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Name, Text
from qaagent_lsp.discovery.syntax.leaving_out import LeftOut, broken_within
from qaagent_lsp.discovery.syntax.moving import Move
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.discovery.syntax.wiring import Class, Function, Wiring
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.source import Span

# A name that one function gives to a router is none of a client in any other; Django's functions are read otherwise.
_REACHES_OTHERS = (*ROUTER_CLASSES, "Application", "django", "rest_framework")
_WORD = re.compile(r"\w+")
_STAYS = (Name, Text, type(None))
"""Expressions that say nothing of where they stand."""


@dataclass(frozen=True, slots=True)
class LastRead:
    """A text of the file that was read, with what it says and its calls."""

    text: str
    wiring: Wiring
    calls: Sequence[ClientCall]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A text with the lines of the new one, in which ``functions`` are left out.

    These, and their ``calls``, are by the name of a test function on module level, and stand where they are now.
    """

    text: str
    functions: Mapping[str, Function]
    calls: Mapping[str, Sequence[ClientCall]]


def recalled(last: LastRead, text: str, change: Change) -> Recalled | LeftOut | None:
    """Find what is as it was; None where everything has to be read. ``change`` is how the text became this one.

    Where the text is broken within test functions, what is left to read of it.
    """
    wiring = last.wiring
    if wiring.conditions or wiring.branches or wiring.forks:
        return None  # they say how far they reach
    put = "\n".join(change.lines(change.edit))  # all else is as it was
    if any(word in last.text or word in put for word in _REACHES_OTHERS):
        return None
    functions = tuple(wiring.functions)
    then = _tests(functions)
    edit = _edit(change, sorted((test.span for test in then.values()), key=attrgetter("line")))
    if edit is None:
        return None
    tree = parse("\n".join(change.new[edit.first : edit.last + edit.by]))
    if not isinstance(tree, ast.Module):
        return broken_within(edit, wiring, change)
    if not all(map(_is_test, tree.body)):
        return None
    touched = {name for name, test in then.items() if edit.first < test.span.line <= edit.last}
    now = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    if _spoken_of(touched, last.text) or _spoken_of(touched | now, text):
        return None
    busy = _scopes_that_say_more(wiring, functions) | touched
    return _without(last, change.new, edit, [test for name, test in then.items() if name not in busy])


def functions_joined(read: Iterable[Function], known: Recalled) -> tuple[Function, ...]:
    """Put what was left out among the functions that were read, in the order of the text."""
    left = sorted(known.functions.values(), key=_line, reverse=True)
    found: list[Function] = []
    for function in read:
        while left and left[-1].span.line < function.span.line:
            found.append(left.pop())
        found.append(function)
    return (*found, *reversed(left))


def calls_joined(
    read: Iterable[ClientCall], functions: Iterable[Function], known: Recalled
) -> tuple[ClientCall, ...]:
    """Put the calls of what was left out among those that were read: functions of the module first, then classes."""
    calls: dict[str, list[ClientCall]] = {}
    of_classes: list[ClientCall] = []
    for call in read:
        name = call.test.partition("::")[2]
        (of_classes if "::" in name else calls.setdefault(name, [])).append(call)
    found: list[ClientCall] = []
    for name in dict.fromkeys(function.name for function in functions if not function.parent):
        found += (known.calls if name in known.calls else calls).get(name, ())
    return (*found, *of_classes)


def _line(function: Function) -> int:
    return function.span.line


def tests_of_wiring(wiring: Wiring) -> Callable[[Function | Class], bool]:
    """Tell which definitions of a module are tests, or classes of tests, of which no other definition makes use."""
    bases = {
        name
        for item in wiring.classes
        for base in item.bases
        if isinstance(base, Name)
        for name in base.dotted
    }

    def is_test(item: Function | Class) -> bool:
        if isinstance(item, Class):
            return item.name.startswith("Test") and item.name not in bases
        return item.name.startswith("test") and not _makes_fixture(item)

    return is_test


def _tests(functions: Iterable[Function]) -> dict[str, Function]:
    """Give the test functions on module level; none where two have one name."""
    tests = [
        function
        for function in functions
        if not function.parent
        and function.span.column == 1
        and function.name.startswith("test")
        and not (function.decorators and _makes_fixture(function))
    ]
    found = {function.name: function for function in tests}
    return found if len(found) == len(tests) else {}


def _edit(change: Change, tests: Sequence[Span]) -> Edit | None:
    """Find the lines that changed, and with them all of the test functions that they are in or right behind.

    None where anything else changed. What stands before the lines is complete, and so was what they replaced.
    """
    old, found = change.old, change.edit
    head = first = found.first
    last = found.last
    before = max((span.end_line for span in tests if span.end_line <= head), default=0)
    grows = before if before and not any(map(str.strip, old[before:head])) else -1
    inside = [
        span for span in tests if (span.line <= last and span.end_line > head) or span.end_line == grows
    ]
    if inside:
        first, last = min(first, inside[0].line - 1), max(last, inside[-1].end_line)
    elif not any(last < span.line and not any(map(str.strip, old[last : span.line - 1])) for span in tests):
        return None  # they may be in the middle of anything
    at = first
    for span in [*inside, Span(last + 1, 1, last + 1, 1)]:
        if any(map(str.strip, old[at : span.line - 1])):
            return None
        at = span.end_line
    return Edit(first, last, found.by)


def _without(last: LastRead, new: Sequence[str], edit: Edit, tests: Iterable[Function]) -> Recalled | None:
    """Leave nothing but their names of these functions, but for those that somebody speaks of."""
    calls: dict[str, list[ClientCall]] = {}
    for call in last.calls:
        calls.setdefault(call.test.partition("::")[2], []).append(call)
    functions: dict[str, Function] = {}
    move = edit.move
    for test in tests:
        name, by = test.name, edit.by if test.span.line > edit.last else 0
        own = calls.setdefault(name, [])
        # A call in a helper moves as that does.
        first, end = test.span.line, test.span.end_line
        if all(first <= call.span.line <= end for call in own) and (not by or _can_move(test)):
            functions[name] = move.function(test)
            if by:
                calls[name] = [_call_moved(call, move) for call in own]
    while functions:
        lines = list(new)
        for function in functions.values():
            first, end = function.span.line - 1, function.span.end_line
            lines[first:end] = [""] * (end - first)
        spoken_of = functions.keys() & set(_WORD.findall("\n".join(lines)))
        if not spoken_of:
            return Recalled("\n".join(lines), functions, {name: tuple(calls[name]) for name in functions})
        functions = {name: function for name, function in functions.items() if name not in spoken_of}
    return None


def _is_test(node: ast.stmt) -> bool:
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return isinstance(node, functions) and node.name.startswith("test") and not is_fixture(node)


def _makes_fixture(function: Function) -> bool:
    return any(_ends_in_fixture(decorator.value) for decorator in function.decorators)


def _ends_in_fixture(value: Expr) -> bool:
    value = value.func if isinstance(value, Call) else value
    return not isinstance(value, Name) or value.dotted[-1] == "fixture"


def _scopes_that_say_more(wiring: Wiring, functions: Iterable[Function]) -> set[str]:
    """Name the functions of the module that import, bind, do, return or define something that was kept."""
    found = {item.scope for part in (wiring.imports, wiring.bindings, wiring.effects) for item in part}
    found |= {item.scope for item in wiring.returns}
    found |= {item.parent for part in (functions, wiring.classes) for item in part}
    return {scope.partition(".")[0] for scope in found}


def _spoken_of(names: Collection[str], text: str) -> bool:
    """Tell whether a name stands, or ends another one, anywhere but where it is defined."""
    return any(len(re.findall(rf"{re.escape(name)}(?!\w)", text)) > 1 for name in names)


def _can_move(function: Function) -> bool:
    """Tell whether nothing in the head of a function says where it stands."""
    return not function.decorators and all(
        isinstance(param.annotation, _STAYS) and isinstance(param.default, _STAYS)
        for param in function.params
    )


def _call_moved(call: ClientCall, move: Move) -> ClientCall:
    return ClientCall(
        call.test,
        call.method,
        call.url,
        move.span(call.span),
        call.text,
        call.apps,
        call.clients,
        call.through,
        call.owner,
        call.follows,
        call.own,
    )
