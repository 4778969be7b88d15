"""JSON with the place of every key; what Python's own reader refuses is refused at the same place."""

from __future__ import annotations

import json

import pytest

from qaagent_lsp.discovery.openapi.json_tree import BrokenJson, read_json
from qaagent_lsp.discovery.openapi.tree import Entry, Group, Items, Text, Tree, Unread, at


def plain(tree: Tree) -> object:
    match tree:
        case Group(entries=entries):
            return {key: plain(entry.value) for key, entry in entries.items()}
        case Items(items=within):
            return [plain(one) for one in within]
        case Text(text=text):
            return text
        case Unread():
            return "unread"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {}),
        ('{"a" : [ ] , "b":{ } }', {"a": [], "b": {}}),
        ('{"a": [1, -2.5e3, true, null, "x"]}', {"a": ["1", "-2.5e3", "true", "", "x"]}),
        ('\n\t{"\\u0061\\n\\"": "\\ud83d\\ude00"}\r\n', {'a\n"': "\U0001f600"}),
        ('{"schema": {"deep": [{}]}, "x-a": 1, "y": 2}', {"schema": "unread", "x-a": "unread", "y": "2"}),
        ('{"a": "tab\there"}', {"a": "tab\there"}),
    ],
)
def test_values_are_read(text: str, expected: object) -> None:
    assert plain(read_json(text)) == expected


def test_places_are_those_of_the_text() -> None:
    text = '{"a": 1, "b": {"c": "x"}, "a": 2}'
    tree = read_json(text)
    assert isinstance(tree, Group)
    entry = tree.entries["b"]
    assert text[entry.start : entry.end] == '"b"'
    assert text[entry.value.start : entry.value.end] == '{"c": "x"}'
    inner = at(tree, "b", "c")
    assert inner is not None
    assert text[inner.start : inner.end] == '"x"'
    assert tree.again == (Entry(26, 29, "a", Text(31, 32, "2")),)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"a"', '{"a":', '{"a": 1', '{"a": 1,', '{"a": 1,}', "[1,]", "[1", "[1 2]", "{a: 1}",
     '{"a" 1}', '{"a": x}', '"', "{} {}", '{"schema": {"a": }}'],
)  # fmt: skip
def test_what_is_not_json_is_refused_somewhere_in_the_text(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    with pytest.raises(BrokenJson) as refused:
        read_json(text)
    assert 0 <= refused.value.at <= len(text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 5000, '{"schema":' + "[" * 100_000])
def test_any_depth_is_survived(text: str) -> None:
    with pytest.raises(BrokenJson):
        read_json(text)
