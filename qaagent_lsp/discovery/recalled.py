"""Calls of test functions that an edit did not touch, taken from when the file was last read.

What a test function asks follows from its own text, from what stands outside of test functions (imports, constants,
helpers, fixtures, classes), and from nothing else, unless somebody speaks of a test function by its name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.discovery.client_words import ROUTER_CLASSES
from qaagent_lsp.discovery.expressions import Call, Expr, Name
from qaagent_lsp.discovery.positions import lines_of
from qaagent_lsp.discovery.wiring import Function
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.source import Span

Recalled = Mapping[str, tuple[ClientCall, ...]]
"""By the name of a test function on module level: its calls, where they stand now."""


@dataclass(frozen=True, slots=True)
class LastRead:
    """A text of the file that was read, with its functions and its calls."""

    text: str
    functions: Sequence[Function]
    calls: Sequence[ClientCall]


def recalled(last: LastRead, text: str, functions: Sequence[Function]) -> Recalled:
    """Give the calls that are as they were; of a function that is not named, nothing is known."""
    if any(name in source for source in (last.text, text) for name in ROUTER_CLASSES):
        return {}  # a name that one function gives to a router is none of a client in any other
    then, now = _tests(last.functions), _tests(functions)
    if then is None or now is None:
        return {}
    old, new = lines_of(last.text), lines_of(text)
    if _outside(old, then.values()) != _outside(new, now.values()):
        return {}
    same = {
        name for name, span in now.items() if name in then and _lines(old, then[name]) == _lines(new, span)
    }
    if _spoken_of((then.keys() | now.keys()) - same, text) or _spoken_of(then.keys() - same, last.text):
        return {}
    by_test: dict[str, list[ClientCall]] = {}
    for call in last.calls:
        by_test.setdefault(call.test.partition("::")[2], []).append(call)
    return {
        name: tuple(_moved(call, now[name].line - then[name].line) for call in by_test.get(name, ()))
        for name in same
        # Those in a helper move as that does.
        if all(call.span.line in then[name] for call in by_test.get(name, ()))
    }


def _tests(functions: Iterable[Function]) -> Mapping[str, Span] | None:
    """Give the test functions on module level; None where two have one name."""
    tests = [
        function
        for function in functions
        if not function.parent and function.name.startswith("test") and not _is_fixture(function)
    ]
    found = {function.name: function.span for function in tests}
    return found if len(found) == len(tests) else None


def _is_fixture(function: Function) -> bool:
    return any(_ends_in_fixture(decorator.value) for decorator in function.decorators)


def _ends_in_fixture(value: Expr) -> bool:
    value = value.func if isinstance(value, Call) else value
    return not isinstance(value, Name) or value.dotted[-1] == "fixture"


def _lines(lines: Sequence[str], span: Span) -> Sequence[str]:
    return lines[span.line - 1 : span.end_line]


def _outside(lines: Sequence[str], spans: Iterable[Span]) -> Sequence[str]:
    left: list[str] = []
    at = 0
    for span in sorted(spans):
        left += lines[at : span.line - 1]
        at = max(at, span.end_line)
    return [line for line in [*left, *lines[at:]] if line.strip()]


def _spoken_of(names: Collection[str], text: str) -> bool:
    """Tell whether a name stands, or ends another one, anywhere but where it is defined."""
    return any(len(re.findall(rf"{re.escape(name)}(?!\w)", text)) > 1 for name in names)


def _moved(call: ClientCall, by: int) -> ClientCall:
    if not by:
        return call
    span = call.span
    return replace(call, span=Span(span.line + by, span.column, span.end_line + by, span.end_column))
