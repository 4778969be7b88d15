"""Conditions under which lines of a file run, and what a route owes to them: how sure it is, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from qaagent_lsp.model.source import WorkspacePath

Verdict = Literal["open", "never", "script"]
"""Reading cannot decide it; it never holds; it holds where the file is run, and not where it is imported."""

IN_DOUBT = 0.8
"""Confidence in what is registered only under a condition."""
_AS_SCRIPT = 0.5
_OPPOSITES = (("` holds", "` does not hold"), ("` can be imported", "` cannot be imported"))


How = Literal["is", "starts", "ends", "given", "none"]
"""Equals one of some texts, starts or ends with one, is neither empty nor ``None``, is ``None``."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is asked of a dotted name; not ``equal``: the opposite. ``alone``: nothing else is asked."""

    name: tuple[str, ...]
    texts: tuple[str, ...]
    equal: bool
    alone: bool = True
    how: How = "is"

    def holds(self, text: str | None) -> bool:
        """Tell whether that is so where the name stands for a text, or for ``None``."""
        if self.how == "is":
            found = text in self.texts
        elif self.how == "given":
            found = bool(text)
        elif text is None or self.how == "none":
            found = text is None and self.how == "none"
        else:
            found = (text.startswith if self.how == "starts" else text.endswith)(self.texts)
        return found == self.equal


@dataclass(frozen=True, slots=True)
class Condition:
    """The lines ``first`` to ``last`` (1-based, ends included) of ``scope`` run only where ``words`` say so.

    ``line`` is where that is written. ``number`` tells which branch of the statement ``group`` (its line) this is, of
    ``of`` branches that leave nothing out; ``of`` is 0 where none of them may run. ``guard``: it is what stands after a
    statement that may leave (``if not enabled: return``). ``given`` is a name that only has to be something
    (``if app is not None``), else ``""``. ``compared`` is what the test compares with texts.
    """

    first: int
    last: int
    line: int
    words: str
    scope: str = ""
    verdict: Verdict = "open"
    group: int = 0
    number: int = 0
    of: int = 0
    guard: bool = False
    given: str = ""
    compared: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A condition and the file in which it stands."""

    file: WorkspacePath
    condition: Condition

    @property
    def reason(self) -> str:
        """Why what stands under it is not certain."""
        return f"registered only where {self.condition.words} ({self.file}:{self.condition.line})"


def confidence_under(wheres: Iterable[Where]) -> float:
    """Give how sure something is that is registered under all of these; 1.0 where there are none."""
    return min((_confidence(where.condition) for where in wheres), default=1.0)


def reason_under(wheres: Iterable[Where]) -> str:
    """Say why, ``""`` where there are none."""
    return "; ".join(dict.fromkeys(where.reason for where in wheres))


def _confidence(condition: Condition) -> float:
    return _AS_SCRIPT if condition.verdict == "script" else IN_DOUBT


def opposite(condition: Condition) -> Condition:
    """Give the condition under which what another one lets run does not run."""
    words = condition.words
    for one, other in (*_OPPOSITES, *((other, one) for one, other in _OPPOSITES)):
        if words.endswith(one):
            return replace(condition, words=words.removesuffix(one) + other, of=0, given="", compared=None)
    return replace(condition, words=f"it is not so that {words}", of=0, given="", compared=None)
