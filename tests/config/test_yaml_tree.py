"""A tree knows where its keys and values stand, and is never changed in place."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.yaml_parsing import parse
from qaagent_lsp.config.yaml_tree import (
    Path,
    YamlScalar,
    YamlTree,
    found_at,
    key_span,
    plain,
    value_span,
    with_value,
)
from qaagent_lsp.model.source import Span, WorkspacePath

TEXT = "a:\n  b: [1, two, 3]\n  c:\nd: 'x'\n"
NEW = YamlScalar(Span(1, 1, 1, 1), "new", "new")


def tree() -> YamlTree:
    found, _ = parse(TEXT, WorkspacePath("f"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("a",), Span(1, 1, 1, 2), Span(2, 3, 3, 5)),
        (("a", "b"), Span(2, 3, 2, 4), Span(2, 6, 2, 17)),
        (("a", "b", 1), Span(2, 3, 2, 4), Span(2, 10, 2, 13)),
        (("a", "c"), Span(3, 3, 3, 4), Span(3, 3, 3, 4)),
        (("d",), Span(4, 1, 4, 2), Span(4, 4, 4, 7)),
        (("d", "no"), Span(4, 1, 4, 2), Span(4, 1, 4, 2)),
        (("no",), Span(1, 1, 1, 2), Span(1, 1, 1, 2)),
    ],
)
def test_keys_and_values_have_places(path: Path, key: Span, value: Span) -> None:
    assert (key_span(tree(), path), value_span(tree(), path)) == (key, value)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("d",), None, {"a": {"b": [1, "two", 3], "c": None}}),
        (("d",), NEW, {"a": {"b": [1, "two", 3], "c": None}, "d": "new"}),
        (("e",), NEW, {"a": {"b": [1, "two", 3], "c": None}, "d": "x", "e": "new"}),
        (("a", "b", 1), None, {"a": {"b": [1, 3], "c": None}, "d": "x"}),
        (("a", "b", 0), NEW, {"a": {"b": ["new", "two", 3], "c": None}, "d": "x"}),
        (("a", "b", 9), NEW, {"a": {"b": [1, "two", 3], "c": None}, "d": "x"}),
        (("no", "where"), NEW, {"a": {"b": [1, "two", 3], "c": None}, "d": "x"}),
    ],
)
def test_a_changed_tree_is_another_one(path: Path, value: YamlTree | None, expected: object) -> None:
    before = tree()
    assert plain(with_value(before, path, value)) == expected
    assert before == tree()


def test_what_is_not_there_is_not_found() -> None:
    assert [found_at(tree(), path) for path in (("x",), ("a", 0), ("a", "b", 3), ("d", "x"))] == [None] * 4
