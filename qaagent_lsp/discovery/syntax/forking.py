"""What it takes for names to be defined that are defined more than once.

A condition is put into words only for those: most names of a project are defined in one place, whatever it is under.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from qaagent_lsp.discovery.syntax.branching import Under, holding
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Fork, Function, Import


class Forks:
    """The definitions of a file that stand under something, in the order of the text."""

    def __init__(self) -> None:
        """Start with none."""
        self._noted: list[tuple[str, str, int, tuple[Under, ...]]] = []

    def note(self, scope: str, name: str, line: int, under: tuple[Under, ...]) -> None:
        """Note where a name is defined, and what that is under."""
        if under:
            self._noted.append((scope, name, line, under))

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
        for scope, name, line, under in self._noted:
            conditions = holding(under) if defined[scope, name] > 1 else ()
            if conditions:
                yield Fork(scope, name, line, conditions)
