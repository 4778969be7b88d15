"""YAML with the place of every key, by both parsers of PyYAML."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.text_places import Places
from qaagent_lsp.discovery.openapi.tree import Group, Items, Text, Tree, Unread, at, group, words
from qaagent_lsp.discovery.openapi.yaml_tree import read_yaml_tree
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath

FILE = WorkspacePath("a.yaml")


def read(text: str) -> Tree | Problem | None:
    return read_yaml_tree(text, Places(text, FILE), "openapi-syntax")


def tree_of(text: str) -> Tree:
    tree = read(text)
    assert isinstance(tree, Group | Items | Text | Unread)
    return tree


def test_keys_and_values_stand_where_they_stand() -> None:
    text = "# \U0001f600 first\r\n'a é': one\nb:\n  c: |\n    text\n  200:\n\nd: [1, ~, 'null']\n"
    tree = tree_of(text)
    assert isinstance(tree, Group)
    assert [text[one.start : one.end] for one in tree.entries.values()] == ["'a é'", "b", "d"]
    assert list(group(at(tree, "b"))) == ["c", "200"]
    listed = at(tree, "d")
    assert isinstance(listed, Items)
    assert [words(one) for one in listed.items] == ["1", "", "null"]


def test_a_block_ends_where_its_last_value_ends() -> None:
    text = "a:\n  b: 1\n\n# about c\n\nc: 2\n"
    inner = at(tree_of(text), "a")
    assert inner is not None
    assert text[inner.start : inner.end] == "b: 1"


def test_merges_give_way_to_keys_of_their_own_and_aliases_may_hold_themselves() -> None:
    tree = tree_of("x: &x {a: 1, b: 2}\ny: &y {b: 0}\nz: {<<: [*x, *y], a: 3}\nme: &me {again: *me}\n")
    assert words(at(tree, "z", "a")) + words(at(tree, "z", "b")) == "32"
    assert isinstance(at(tree, "me", "again"), Unread)


def test_aliases_that_would_fill_any_machine_are_made_once() -> None:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    assert isinstance(tree_of("\n".join(lines)), Group)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "bracket"),
        ("a: 1\n  b: 2\n", 2, "':' cannot stand here"),
        ("a:\n\t- 1\n", 2, "tab"),
        ("a:\n  b: 1\n c: 2\n", 3, "indentation"),
        ("a: 'open\n", 2, "quote"),
        ("a: \x01\n", 1, "U+0001"),
        ("--- {}\n--- {}\n", 2, "one document"),
    ],
)
def test_what_is_no_yaml_is_said_at_its_line(text: str, line: int, said: str) -> None:
    problem = read(text)
    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (line, "openapi-syntax")
    assert said in problem.message


@pytest.mark.parametrize("text", ["", "# only words\n"])
def test_nothing_is_nothing(text: str) -> None:
    assert read(text) is None


def test_any_depth_is_survived() -> None:
    assert isinstance(read("[" * 20_000), Problem)
