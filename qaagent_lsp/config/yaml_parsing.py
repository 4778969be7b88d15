"""Text → ``YamlTree`` and what is wrong with it as YAML, at exact places.

PyYAML counts lines as YAML 1.1 does, where U+0085 and U+2028 end one; places are made from its character offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.reader import ReaderError

from qaagent_lsp.config.text_places import Places
from qaagent_lsp.config.yaml_tree import YamlEntry, YamlList, YamlMapping, YamlScalar, YamlTree
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath

SYNTAX = "config-syntax"
DUPLICATE = "duplicate-config-key"

LONGEST = 256 * 1024
"""Characters of a configuration that are read; what is longer was not written by a person."""

MOST_VALUES = 20_000
"""Values that aliases may unfold to: a few lines can stand for more than any machine holds."""

DEEPEST = 40
"""Levels of nesting."""

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset({f"{_TAG}{name}" for name in ("str", "timestamp", "value", "merge", "binary")})
_TAB = r"found character '\\t'"
_WORDS = (
    (_TAB, "A tab cannot indent or stand before a value here; use spaces."),
    (r"mapping values are not allowed", "A ':' cannot stand here: the line above has a value, or a text needs quotes."),
    (r"could not find expected ':'", "A ':' is missing after this key."),
    (r"expected (?:<block end>|key|'-')", "The indentation of this line fits none of the lines above."),
    (r"expected a single document", "Only one document is read; remove the line '---' and what follows."),
    (r"unexpected end of stream", "A quote is not closed."),
    (r"expected ',' or '[\]}]'", "A ',' or the closing bracket is missing."),
)  # fmt: skip


def parse(text: str, file: WorkspacePath) -> tuple[YamlTree | None, tuple[Problem, ...]]:
    """Return the only document of a text, None when it cannot be read at all; an empty one is an empty mapping."""
    places = Places(text, file)
    if len(text) > LONGEST:
        return None, (places.problem(0, 0, f"Longer than {LONGEST // 1024} KB; not read.", SYNTAX),)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (ReaderError, yaml.MarkedYAMLError) as error:
        return None, (syntax_problem(error, text, places, SYNTAX),)
    except RecursionError:
        return None, (places.problem(0, 1, "Nested too deeply; not read.", SYNTAX),)
    if node is None:
        return YamlMapping(places.span(0, 0)), ()
    building = _Building(places)
    try:
        tree = building.tree(node, 0)
    except _TooMuch as error:
        return None, (*building.problems, places.problem(error.start, error.end, str(error), SYNTAX))
    return tree, tuple(building.problems)


def syntax_problem(
    error: ReaderError | yaml.MarkedYAMLError, text: str, places: Places, code: str
) -> Problem:
    """Say where and why a text is no YAML, in words for whoever wrote it; for both parsers of PyYAML."""
    if isinstance(error, ReaderError):
        at = min(error.position, max(len(text) - 1, 0))
        message = f"The character U+{ord(text[at]):04X} cannot stand in YAML."
        return places.problem(at, at + 1, message, code)
    said = error.problem or "cannot be read"
    # Where a key has no colon, PyYAML points behind it, to what it did not expect there.
    mark = error.context_mark if "could not find expected" in said else error.problem_mark
    start = mark.index if mark is not None else 0
    all_said = f"{error.context or ''} {said}"
    if text[start : start + 1] == "\t":
        said, all_said = "a tab", "found character '\\t'"  # which the parser in C does not name
    message = next((words for pattern, words in _WORDS if re.search(pattern, all_said)), f"Not YAML: {said}.")
    return places.problem(start, start + 1, message, code)


class _TooMuch(Exception):
    """The tree would be larger or deeper than what a person writes; stands at a range of offsets."""

    def __init__(self, message: str, node: yaml.Node) -> None:
        super().__init__(message)
        self.start, self.end = node.start_mark.index, node.start_mark.index + 1


@dataclass(slots=True)
class _Building:
    """Makes the tree of PyYAML's nodes: resolves merges, and notes what is wrong besides syntax."""

    places: Places
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    open_nodes: list[int] = field(default_factory=list)
    scalars: SafeConstructor = field(default_factory=SafeConstructor)

    def tree(self, node: yaml.Node, depth: int) -> YamlTree:
        self.count += 1
        if self.count > MOST_VALUES:
            raise _TooMuch(f"Aliases make more than {MOST_VALUES} values of this; not read.", node)
        if depth > DEEPEST or id(node) in self.open_nodes:
            raise _TooMuch("Nested too deeply, or an alias holds itself; not read.", node)
        span = self.places.span(node.start_mark.index, node.end_mark.index)
        if isinstance(node, yaml.ScalarNode):
            return YamlScalar(span, node.value, self._value(node))
        self.open_nodes.append(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return YamlMapping(span, self._entries(node, depth))
            return YamlList(span, tuple(self.tree(item, depth + 1) for item in node.value))
        finally:
            self.open_nodes.pop()

    def _entries(self, node: yaml.MappingNode, depth: int) -> tuple[YamlEntry, ...]:
        own: dict[str, YamlEntry] = {}
        merged: list[YamlEntry] = []
        for key, value in node.value:
            if key.tag == f"{_TAG}merge":
                merged += self._merged(value, depth)
            elif not isinstance(key, yaml.ScalarNode):
                self._note(key, "A key must be a single word.", SYNTAX)
            else:
                if key.value in own:
                    first = own[key.value].span.line
                    self._note(key, f"The key {key.value!r} is there already, in line {first}.", DUPLICATE)
                span = self.places.marked(key.start_mark.index, key.end_mark.index)
                own[key.value] = YamlEntry(key.value, span, self.tree(value, depth + 1))
        for entry in merged:
            own.setdefault(entry.key, entry)
        return tuple(own.values())

    def _merged(self, value: yaml.Node, depth: int) -> Iterable[YamlEntry]:
        sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for source in sources:
            built = self.tree(source, depth + 1)
            if isinstance(built, YamlMapping):
                yield from built.entries
            else:
                self._note(source, "Only a mapping can be merged.", SYNTAX)

    def _value(self, node: yaml.ScalarNode) -> bool | int | float | str | None:
        kind = node.tag.removeprefix(_TAG)
        try:
            match kind:
                case "null":
                    return None
                case "bool":
                    return bool(self.scalars.construct_yaml_bool(node))
                case "int":
                    return int(self.scalars.construct_yaml_int(node))
                case "float":
                    return float(self.scalars.construct_yaml_float(node))
        except (ValueError, LookupError, ConstructorError):
            # A tag that the text does not fit, or more digits than Python turns into a number.
            self._note(node, f"Not a value of the kind {kind}.", SYNTAX)
        else:
            if node.tag not in _PLAIN_TAGS:
                self._note(node, f"The tag {node.tag.replace(_TAG, '!!')} has no meaning here.", SYNTAX)
        return str(node.value)

    def _note(self, node: yaml.Node, message: str, code: str) -> None:
        self.problems.append(self.places.problem(node.start_mark.index, node.end_mark.index, message, code))
