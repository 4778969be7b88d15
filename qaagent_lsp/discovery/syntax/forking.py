"""What it takes for names to be defined that are defined more than once, and for a function to return.

A condition is put into words only for those: most names of a project are defined in one place, whatever it is under.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter

from qaagent_lsp.discovery.syntax.branching import Under, every, holding
from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.expressions import Items, Joined, Name, Text
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Fork, Function, Import, Return

RETURN = "return"
"""In the place of a name: what is noted is that a function returns. No name is spelled so."""
_TELLING = (Text, Joined, Name, Items)
"""What of a function's ways out may be a path, a router or a list of routes."""


class Forks:
    """The definitions of a file that stand under something, in the order of the text."""

    def __init__(self) -> None:
        """Start with none."""
        self._noted: list[tuple[str, str, int, tuple[Under, ...]]] = []
        self._ways: list[tuple[str, str, int, tuple[Under, ...]]] = []

    def note(self, scope: str, name: str, line: int, under: tuple[Under, ...]) -> None:
        """Note where a name is defined, and what that is under."""
        if under:
            self._noted.append((scope, name, line, under))

    def returns(self, scope: str, line: int, under: tuple[Under, ...], *, in_loop: bool) -> None:
        """Note where a function returns something, known or not, and what that is under."""
        if in_loop:
            turn = Condition(line, line, line, "a turn of the loop comes to it", scope)
            under = (*under, Under(lambda: turn))
        self._ways.append((scope, RETURN, line, under))

    def is_read(self, scope: str, returns: Sequence[Return]) -> None:
        """Keep the ways out of a function that has several, where what is known of them may be served."""
        ways = [one for one in self._ways if one[0] == scope]
        self._ways = [one for one in self._ways if one[0] != scope]
        if len(ways) > 1 and any(one.scope == scope and isinstance(one.value, _TELLING) for one in returns):
            self._noted += [one for one in ways if one[3]]

    def among(
        self,
        imports: Sequence[Import],
        bindings: Sequence[Binding],
        functions: Sequence[Function],
        classes: Sequence[Class],
    ) -> Iterator[Fork]:
        """Yield what it takes for each that is one of several among all definitions."""
        if not self._noted:
            return
        defined = Counter([(item.scope, item.name) for item in imports])
        defined.update([(item.scope, item.name) for item in bindings])
        defined.update([(item.parent, item.name) for item in functions])
        defined.update([(item.qualname, param.name) for item in functions for param in item.params])
        defined.update([(item.parent, item.name) for item in classes])
        for scope, name, line, under in sorted(self._noted, key=itemgetter(2)):
            if name == RETURN or defined[scope, name] > 1:
                conditions = every(under) if name == RETURN else holding(under)
                if conditions:
                    yield Fork(scope, name, line, conditions)
