"""YAML that is none: said in words and at its place. YAML that is a trap: bounded."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.yaml_parsing import LONGEST, parse
from qaagent_lsp.config.yaml_tree import plain
from qaagent_lsp.model.source import WorkspacePath

FILE = WorkspacePath(".qaagent.yaml")


TYPED = {"a": None, "b": True, "c": 16, "d": 1.5, "e": "2020-01-01", "f": ""}


def bomb() -> str:
    """Eight lines that stand for a hundred million values."""
    lines = ["a: &a [1,1,1,1,1,1,1,1,1,1]"]
    lines += [
        f"{new}: &{new} [{','.join(['*' + old] * 10)}]" for old, new in zip("abcdefg", "bcdefgh", strict=True)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a:\n\tb: 1", 2, 1, "A tab cannot indent"),
        ("a: b: c", 1, 5, "A ':' cannot stand here"),
        ("a: 1\n  b: 2", 2, 4, "A ':' cannot stand here"),
        ("a:\n  b: 1\n c: 2", 3, 2, "fits none of the lines above"),
        ("a: 1\nfoo\nb: 2", 2, 1, "A ':' is missing"),
        ("a: 'x", 1, 6, "A quote is not closed"),
        ("a: [1, 2", 1, 9, "closing bracket is missing"),
        ("---\na: 1\n---\nb: 1", 3, 1, "Only one document"),
        ("a: *x", 1, 4, "undefined alias 'x'"),
        ("ä😀\x01: 1", 1, 3, "The character U+0001 cannot stand in YAML."),
        ("# \u2028\na:\r\n\tb: 1", 3, 1, "A tab cannot indent"),
        ("a: &x [*x]", 1, 4, "an alias holds itself"),
        ("[" * 5000, 1, 1, "Nested too deeply"),
        ("[" * 60 + "]" * 60, 1, 42, "Nested too deeply"),
        (bomb(), 1, 24, "Aliases make more than"),
        ("#" * (LONGEST + 1), 1, 1, "Longer than 256 KB"),
    ],
)
def test_what_cannot_be_read_is_named_at_its_place(text: str, line: int, column: int, words: str) -> None:
    tree, (problem,) = parse(text, FILE)
    assert tree is None
    assert (problem.span.line, problem.span.column, problem.code) == (line, column, "config-syntax")
    assert words in problem.message


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("a: !!python/object/apply:os.system [x]", {"a": ["x"]}, None),
        ("a: !!python/name:os.system x", {"a": "x"}, "The tag !!python/name:os.system has no meaning here."),
        ("a: !mine x", {"a": "x"}, "The tag !mine"),
        ("a: !!int x", {"a": "x"}, "Not a value of the kind int."),
        ("? [1]\n: 2\nb: 1", {"b": 1}, "A key must be a single word."),
        ("<<: 5\nb: 1", {"b": 1}, "Only a mapping can be merged."),
        ("?", {"": None}, None),
        ("a: !!int", {"a": ""}, "Not a value of the kind int."),
        ("a: 1\na: 2", {"a": 2}, "The key 'a' is there already, in line 1."),
    ],
)
def test_what_has_no_meaning_is_said_and_the_rest_is_read(
    text: str, value: object, words: str | None
) -> None:
    tree, problems = parse(text, FILE)
    assert tree is not None
    assert plain(tree) == value
    assert [problem.message for problem in problems if words is None or words not in problem.message] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", {}),
        ("# nothing\n", {}),
        ("a: ~\nb: yes\nc: 0x10\nd: 1.5\ne: 2020-01-01\nf: ''", TYPED),
        ("1: a\nyes: b\n~: c", {"1": "a", "yes": "b", "~": "c"}),
        (f"a: {'9' * 5000}", {"a": "9" * 5000}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ("\ufeffa: 1\r\nb: 2\rc: 3", {"a": 1, "b": 2, "c": 3}),
    ],
)  # fmt: skip
def test_values_are_what_yaml_says_and_keys_are_what_was_written(text: str, value: object) -> None:
    tree, _ = parse(text, FILE)
    assert tree is not None
    assert plain(tree) == value
