"""What of a description is kept, and what is passed over."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.openapi.tree import Entry, Group, Items, Text, at, is_passed_over, items, words


@pytest.mark.parametrize(
    ("key", "above", "expected"),
    [
        ("schema", "parameters[]", True),
        ("x-internal", "get", True),
        ("components", "", False),
        ("schema", "parameters", False),  # a parameter that is called so
        ("description", "responses", False),
        ("description", "200", True),
        ("/schema", "paths", False),
    ],
)
def test_names_of_the_users_own_are_kept(key: str, above: str, expected: bool) -> None:
    assert is_passed_over(key, above) is expected


def test_looking_something_up_never_fails() -> None:
    tree = Group(0, 9, {"a": Entry(0, 1, "a", Items(2, 3, (Text(2, 3, "x"),)))})
    assert words(items(at(tree, "a"))[0]) == "x"
    assert at(tree, "a", "b") is None
    assert (words(at(tree, "b")), items(None), words(tree)) == ("", (), "")
