"""A feature file line by line, as Behave's own parser takes it, but never stopping: a broken line hides no other.

Behave's dialect is not Cucumber's (free text is allowed nearly everywhere, steps in any case), which is why only the
keywords come from Cucumber's library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from qaagent_lsp.discovery.gherkin.keywords import (
    Keywords,
    StatementKind,
    keywords_of,
    statement_in,
    step_in,
)

_CELL = re.compile(r"(?<!\\)\|")
_QUOTES = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an examples table; ``line`` is 1-based."""

    line: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Examples:
    """An examples table. ``heading`` is None while nothing stands below the keyword."""

    line: int
    name: str
    tags: tuple[str, ...]
    heading: tuple[str, ...] | None = None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadStep:
    """A step with its keyword as written, and what follows it."""

    line: int
    keyword: str
    text: str


@dataclass(slots=True)
class Statement:
    """A feature, rule, background, scenario or outline: from its keyword's line to its last line that is no blank."""

    kind: StatementKind
    line: int
    keyword: str
    name: str
    tags: tuple[str, ...]
    first_line: int
    last_line: int
    steps: list[ReadStep] = field(default_factory=list)
    examples: list[Examples] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that Behave's parser would refuse, which ends its whole run; or else one that it misunderstands."""

    line: int
    message: str
    is_refused: bool = True


@dataclass(slots=True)
class ReadFeature:
    """What was read: statements in the order of the text, and the first fault, which is the one Behave would tell."""

    language: str
    statements: list[Statement] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _State(Enum):
    """What the reader expects next."""

    START = auto()
    DESCRIPTION = auto()
    TAGS = auto()
    STEPS = auto()
    TABLE = auto()
    TEXT = auto()


def read_feature(lines: list[str], language: str = "en") -> ReadFeature:
    """Read the lines of a feature file. ``language`` holds where the file names none."""
    reader = _Reader(language)
    for number, line in enumerate(lines, 1):
        reader.take(number, line)
    reader.end()
    return reader.read


class _Reader:
    """State between two lines."""

    def __init__(self, language: str) -> None:
        self.read = ReadFeature(language)
        self._keywords = keywords_of(language) or _english()
        self._state = _State.START
        self._tags: list[str] = []
        self._tags_line = 0
        self._has_feature = False
        self._has_background = self._feature_has_background = False
        self._is_in_rule = False
        self._statement: Statement | None = None
        self._examples: Examples | None = None
        self._columns: int | None = None
        self._quotes = ""
        self._text_line = self._text_indent = 0

    def take(self, number: int, line: str) -> None:
        """Read one line, given with its 1-based number."""
        stripped = line.strip()
        if self._state is _State.TEXT and not self._leaves_text(number, line):
            self._extend(number)
            if stripped.startswith(self._quotes):
                self._state = _State.STEPS
        elif stripped.startswith("#"):
            if self._state is _State.START and not self._tags:
                self._language(number, stripped[1:].strip())
        elif stripped:
            # Behave forgets how far a text is indented that follows a table.
            indent = 0 if self._state is _State.TABLE else len(line) - len(line.lstrip())
            self._content(number, stripped)
            if self._state is _State.TEXT:
                self._text_indent = indent

    def end(self) -> None:
        """Note what is still open at the end of the text."""
        if self._state is _State.TEXT:
            message = f"the text that {self._quotes} begins is never closed"
            self.read.faults.append(Fault(self._text_line, message, is_refused=False))

    def _content(self, number: int, line: str) -> None:
        if self._state is _State.TABLE:
            if line.startswith("|"):
                self._row(number, line)
                return
            self._examples, self._columns, self._state = None, None, _State.STEPS
        if line.startswith("@"):
            self._tag_line(number, line)
            return
        step = self._step(line)
        if step is not None and self._statement is not None:
            self._take_step(number, line, step, self._statement)
            return
        found = statement_in(line, self._keywords)
        if found is not None and self._begins(found[0]):
            self._begin(number, line, *found)
        elif self._state is _State.TAGS:
            self._fault(number, "a scenario, rule or examples table must follow tags")
        elif self._state is _State.START:
            self._fault(number, "a feature must come first")
        else:
            self._inside(number, line, is_statement=found)

    def _step(self, line: str) -> str | None:
        """Give the keyword of a step, where one may stand: words of features and rules are description."""
        may_hold = self._statement is not None and self._statement.kind not in ("feature", "rule")
        is_place = self._state in (_State.DESCRIPTION, _State.STEPS)
        return step_in(line, self._keywords) if may_hold and is_place else None

    def _take_step(self, number: int, line: str, keyword: str, statement: Statement) -> None:
        if keyword in self._keywords.following and not (statement.steps or self._has_background):
            self._fault(number, f"{keyword.strip()} needs a step above it")
        statement.steps.append(ReadStep(number, keyword.strip(), line[len(keyword) :].strip()))
        self._has_background = self._has_background or statement.kind == "background"
        if not self._is_in_rule:
            self._feature_has_background = self._has_background
        self._extend(number)
        self._state = _State.STEPS

    def _begins(self, kind: StatementKind) -> bool:
        """Tell whether the keyword is one here: before the feature and in descriptions some words are only words."""
        if kind == "background":
            before = self._statement
            return (
                self._state is _State.DESCRIPTION
                and before is not None
                and before.kind in ("feature", "rule")
            )
        if kind == "feature":
            return not self._has_feature and self._state in (_State.START, _State.TAGS)
        return True

    def _begin(self, number: int, line: str, kind: StatementKind, keyword: str) -> None:
        name = line[len(keyword) + 1 :].strip()
        tags, self._tags = tuple(self._tags), []
        first = self._tags_line if tags else number
        if kind != "feature" and self._state is _State.START:
            self._fault(number, "no feature stands above this")
        if kind == "examples":
            self._begin_examples(number, name, tags)
            return
        if kind == "feature":
            self._has_feature = True
        elif kind == "rule":
            self._is_in_rule, self._has_background = True, self._feature_has_background
        self._statement = Statement(kind, number, keyword, name, tags, first, number)
        self.read.statements.append(self._statement)
        self._state = _State.DESCRIPTION

    def _begin_examples(self, number: int, name: str, tags: tuple[str, ...]) -> None:
        if self._statement is None or self._statement.kind != "outline":
            self._fault(number, "examples belong below a scenario outline")
            self._state = _State.TABLE
            return
        self._examples = Examples(number, name, tags)
        self._statement.examples.append(self._examples)
        self._extend(number)
        self._state = _State.TABLE

    def _inside(self, number: int, line: str, is_statement: tuple[StatementKind, str] | None) -> None:
        if self._state is _State.DESCRIPTION:
            self._extend(number)
        elif line.startswith(_QUOTES):
            self._begin_text(number, line)
        elif line.startswith("|"):
            self._state = _State.TABLE
            self._row(number, line)
        elif is_statement is not None:
            self._fault(number, f"{is_statement[1]} is not allowed here")
        else:
            self._fault(number, f"neither a step nor a scenario: {line}")

    def _leaves_text(self, number: int, line: str) -> bool:
        """Go on after a text that is not closed, with the first statement that stands left of it."""
        if not line[: self._text_indent].strip() or line.strip().startswith(self._quotes):
            return False
        self._fault(number, "this stands left of the text that it is in")
        stripped = line.strip()
        if stripped.startswith("@") or statement_in(stripped, self._keywords):
            self._state = _State.STEPS
        return self._state is _State.STEPS

    def _begin_text(self, number: int, line: str) -> None:
        if self._statement is None or not self._statement.steps:
            self._fault(number, "text stands above any step")
        self._quotes, self._text_line = line[:3], number
        self._extend(number)
        self._state = _State.TEXT

    def _row(self, number: int, line: str) -> None:
        cells = tuple(cell.replace("\\|", "|").strip() for cell in _CELL.split(line[1:-1]))
        self._extend(number)
        if self._columns is None:
            self._columns = len(cells)
            if self._examples is not None:
                self._examples.heading = cells
        elif len(cells) != self._columns:
            self._fault(number, f"{len(cells)} cells where the heading has {self._columns}")
        elif self._examples is not None:
            self._examples.rows.append(Row(number, cells))

    def _tag_line(self, number: int, line: str) -> None:
        if not self._tags:
            self._tags_line = number
        for word in line.split():
            if word.startswith("#"):
                break
            if word.startswith("@"):
                self._tags.append(word[1:])
            else:
                self._fault(number, f"not a tag: {word}")
        if self._state is not _State.START:
            self._state = _State.TAGS

    def _language(self, number: int, comment: str) -> None:
        word, colon, code = comment.partition(":")
        if not colon or word.lower() != "language":
            return
        keywords = keywords_of(code.strip())
        if keywords is None:
            self._fault(number, f"no such language: {code.strip()}")
            return
        self.read.language, self._keywords = code.strip(), keywords

    def _extend(self, number: int) -> None:
        if self._statement is not None:
            self._statement.last_line = number

    def _fault(self, number: int, message: str) -> None:
        self.read.faults.append(Fault(number, message))


def _english() -> Keywords:
    found = keywords_of("en")
    assert found is not None
    return found
