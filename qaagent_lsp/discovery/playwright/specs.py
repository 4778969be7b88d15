"""Playwright tests of a file, read without running anything: where they stand, what they are called, what they ask.

What only running can tell (titles made in loops, projects, conditions) is left to Playwright itself: its own listing is
read by ``results.playwright_listing``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.playwright.calls import SpecCalls
from qaagent_lsp.discovery.playwright.names import TestNames, names_in
from qaagent_lsp.discovery.playwright.syntax import FUNCTIONS, SpecTree, arguments, unescaped, unwrapped
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Source, WorkspacePath, digest_of
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId

if TYPE_CHECKING:
    from tree_sitter import Node

SEPARATOR = " › "

_MARKS = ("only", "skip", "fixme", "fail")
_GROUP_WORDS = frozenset({"only", "skip", "fixme", "serial", "parallel", "default"})
_TITLES = frozenset({"string", "template_string", "binary_expression"})
_HINTS = ("test", "Test")


@dataclass(frozen=True, slots=True)
class SpecFacts:
    """What one file says; picklable. ``digest`` is that of the source it was read from.

    ``marks`` are the modifiers that stand at a test or at a ``describe`` around it (``only``, ``skip``, ``fixme``,
    ``fail``), by test. ``calls`` are the requests of the tests' own bodies; what hooks ask is set-up traffic.
    ``parsed`` is false when parts of the text could not be read; ``problems`` says which.
    """

    file: WorkspacePath
    digest: str
    parsed: bool = True
    tests: tuple[TestFunction, ...] = ()
    groups: tuple[TestGroup, ...] = ()
    marks: tuple[tuple[TestId, str], ...] = ()
    calls: tuple[ClientCall, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Group:
    node: Node
    id: TestId
    titles: tuple[str, ...]
    marks: tuple[str, ...]
    tests: list[TestId] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    tree: SpecTree
    names: TestNames
    constants: dict[str, str]
    tests: list[tuple[TestFunction, Node]] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    marks: list[tuple[TestId, str]] = field(default_factory=list)


def playwright_facts(source: Source) -> SpecFacts:
    """Read a file. Never raises for what the text says; a file without Playwright's ``test`` has no tests."""
    if not any(hint in source.text for hint in _HINTS):
        return SpecFacts(source.file, source.digest)
    tree = SpecTree(source)
    names = names_in(tree)
    calls = SpecCalls(tree)
    reading = _Reading(tree, names, calls.constants)
    if names.paths or names.modules:
        (_salvage if tree.root.is_error else _walk)(reading, tree.root, ())
    problems = tuple(tree.problems())
    return SpecFacts(
        source.file,
        source.digest,
        parsed=not tree.root.has_error,
        tests=tuple(test for test, _ in reading.tests),
        groups=tuple(_told(tree, group) for group in reading.groups),
        marks=tuple(reading.marks),
        calls=tuple(call for test, body in reading.tests for call in calls.of_test(test.id, body)),
        problems=problems,
    )


def _walk(reading: _Reading, node: Node, around: tuple[_Group, ...]) -> None:
    for child in node.children if node.has_error else node.named_children:
        if child.type == "call_expression":
            _call(reading, child, around)
        elif child.is_error:
            _salvage(reading, child, around)
        elif child.named_child_count:
            _walk(reading, child, around)


def _call(reading: _Reading, node: Node, around: tuple[_Group, ...]) -> None:
    path = reading.names.path_of(_called(reading, node)).split(".")
    values = arguments(node)
    body = next((value for value in reversed(values) if value.type in FUNCTIONS), None)
    if path[0] == "test" and body is not None:
        words = path[1:]
        if words[:1] == ["describe"] and _GROUP_WORDS.issuperset(words[1:]):
            group = _group(reading, node, values, words, around)
            _walk(reading, body, (*around, group))
            return
        if set(words) <= set(_MARKS) and len(values) > 1 and _is_title(values[0], words):
            _test(reading, node, values[0], words, around)
            return
        if words:  # hooks, steps, fixtures: what stands in them is no test
            return
    _walk(reading, node, around)


def _called(reading: _Reading, node: Node) -> str:
    """Name what is called. In broken text ``expect(1).⏎ test(…)`` reads as one call: what begins a line is its own."""
    function = node.child_by_field_name("function")
    dotted = reading.tree.dotted(function)
    if dotted or function is None or function.type != "member_expression":
        return dotted
    owner, name = function.child_by_field_name("object"), function.child_by_field_name("property")
    if owner is None or name is None or owner.end_point.row == name.start_point.row:
        return ""
    text = reading.tree.text(name)
    return text if reading.tree.root.has_error and reading.names.paths.get(text) == "test" else ""


def _is_title(node: Node, words: list[str]) -> bool:
    """``test.skip(condition, 'why')`` and ``test.fail(({ browserName }) => …)`` inside of tests are no tests."""
    return node.type in _TITLES or (not words and node.type not in FUNCTIONS)


def _group(
    reading: _Reading, node: Node, values: list[Node], words: list[str], around: tuple[_Group, ...]
) -> _Group:
    title = _title(reading, values[0]) if values[0].type not in FUNCTIONS else ""
    outer = around[-1].titles if around else ()
    marks = tuple(word for word in words if word in _MARKS)
    group = _Group(node, _id(reading.tree, node), (*outer, title) if title else outer, marks)
    reading.groups.append(group)
    return group


def _test(reading: _Reading, node: Node, title: Node, words: list[str], around: tuple[_Group, ...]) -> None:
    tree = reading.tree
    text = tree.text(node)
    outer = around[-1].titles if around else ()
    test = TestFunction(
        _id(tree, node),
        tree.file,
        SEPARATOR.join((*outer, _title(reading, title))),
        "",
        tree.span(node),
        tree.span(title),
        digest_of(text),
        runner="playwright",
    )
    reading.tests.append((test, node))
    for group in around:
        group.tests.append(test.id)
    marks = [mark for group in around for mark in group.marks] + words
    reading.marks.extend((test.id, mark) for mark in dict.fromkeys(marks))


def _salvage(reading: _Reading, error: Node, around: tuple[_Group, ...]) -> None:
    """Keep a test whose end is not written yet: ``test('title', async () => {`` at the end of what could be read."""
    children = error.children
    for at, child in enumerate(children):
        title = children[at + 2] if at + 2 < len(children) else None
        is_opened = at + 1 < len(children) and children[at + 1].type == "("
        name = reading.names.path_of(reading.tree.dotted(child))
        if is_opened and title is not None and name == "test" and title.type in _TITLES:
            _test(reading, child, title, [], around)
        elif child.type == "call_expression":
            _call(reading, child, around)
        else:
            _walk(reading, child, around)


def _id(tree: SpecTree, node: Node) -> TestId:
    """Name a test by the place that Playwright tells: where the called name begins, in ``test.skip`` its last part."""
    function = node.child_by_field_name("function") or node
    name = function.child_by_field_name("property") if function.type == "member_expression" else None
    line, column = tree.place(name if name is not None else function)
    return TestId(f"{tree.file}:{line}:{column}")


def _title(reading: _Reading, node: Node) -> str:
    """Give a title as it is written: with ``${…}`` where only running can tell."""
    tree = reading.tree
    node = unwrapped(node)
    if node.type == "string":
        return unescaped(tree.text(node)[1:-1])
    if node.type == "template_string":
        return unescaped(tree.text(node)[1:-1])
    if node.type == "binary_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            return _title(reading, left) + _title(reading, right)
    return reading.constants.get(tree.dotted(node)) or f"${{{tree.text(node)}}}"


def _told(tree: SpecTree, group: _Group) -> TestGroup:
    name = SEPARATOR.join(group.titles)
    return TestGroup(group.id, name, "describe", tree.span(group.node), tuple(group.tests))
