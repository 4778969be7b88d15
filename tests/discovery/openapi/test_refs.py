"""References: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.openapi.json_tree import read_json
from qaagent_lsp.discovery.openapi.refs import Node, References, beside, pointed
from qaagent_lsp.discovery.openapi.tree import at, words
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.descriptions import api_files, described, told


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/a~1b/0", "first"),
        ("/a%7E1b/1", "second"),
        ("/m~0n", "tilde"),
        ("/a~1b/2", None),
        ("/a~1b/x", None),
        ("/m~0n/deeper", None),
        ("/", "whole"),
        ("", "whole"),
    ],
)
def test_a_pointer_is_followed(pointer: str, expected: str | None) -> None:
    tree = read_json('{"a/b": ["first", "second"], "m~n": "tilde"}')
    found = pointed(tree, pointer)
    assert (None if found is None else words(found) or "whole") == expected


def test_what_was_passed_over_may_hold_anything() -> None:
    tree = read_json('{"schemas": {"a": 1}}')
    assert pointed(tree, "/schemas/whatever") is at(tree, "schemas")


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("b.yaml", "api/b.yaml"),
        ("./paths/b.yaml", "api/paths/b.yaml"),
        ("../b.yaml", "b.yaml"),
        ("paths\\b.yaml", "api/paths/b.yaml"),
        ("../../b.yaml", None),
        ("/b.yaml", None),
    ],
)
def test_files_are_found_from_the_one_that_refers_to_them(relative: str, expected: str | None) -> None:
    assert beside(WorkspacePath("api/openapi.yaml"), relative) == expected


def test_a_chain_is_followed_through_files_and_a_circle_is_said_once() -> None:
    files = api_files(
        {
            "a.yaml": "x: {$ref: 'b.yaml#/y'}\nround: {$ref: '#/round'}\n",
            "b.yaml": "y: {$ref: '#/z'}\nz: end\n",
        }
    )
    start = files[WorkspacePath("a.yaml")]
    references = References(files)
    found = references.followed(Node(start, at(start.tree, "x")))
    assert (found.file.file, words(found.tree)) == ("b.yaml", "end")
    for _ in range(2):
        assert references.followed(Node(start, at(start.tree, "round"))).tree is None
    assert [(one.line, one.message) for one in references.problems] == [
        (2, "The reference '#/round' leads back to itself.")
    ]


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("#/nothing", "The reference '#/nothing' leads to nothing."),
        ("gone.yaml", "There is no file gone.yaml."),
        ("broken.yaml", "broken.yaml cannot be read."),
        (
            "https://pets.example/a.yaml#/b",
            "https://pets.example/a.yaml is not of this workspace and was not read: what it holds is unknown.",
        ),
        ("../a.yaml", "../a.yaml lies outside of the workspace and was not read: what it holds is unknown."),
        ("openapi.yaml#/paths/~1a", "The reference 'openapi.yaml#/paths/~1a' leads back to itself."),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_said_at_the_reference(ref: str, message: str) -> None:
    description = described(f"openapi: 3.0.0\npaths:\n  /a:\n    $ref: '{ref}'\n", broken="a: [")
    assert told(description) == [f"openapi.yaml:4 openapi-reference: {message}"]
    assert description.operations == ()
