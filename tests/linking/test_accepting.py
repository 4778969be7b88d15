"""What converters and regular expressions of parameters accept."""

from __future__ import annotations

import re

import pytest

from qaagent_lsp.linking.accepting import accepted


@pytest.mark.parametrize(
    ("word", "least", "most", "whole"),
    [
        ("", 1, None, True),
        ("int", 1, None, True),
        ("uuid", 36, 36, False),
        ("[0-9]{4}", 4, 4, True),
        (r"\d{2,}", 2, None, True),
        (r"[\w-]{2,5}", 2, 5, True),
        (".*", 0, None, True),
        ("[a-z]", 1, 1, True),
        ("a|b", 0, None, False),
        ("ours", 0, None, False),
        ("[", 0, None, False),
    ],
)
def test_how_many_characters(word: str, least: int, most: int | None, whole: bool) -> None:
    found = accepted("django", word)
    assert (found.word, found.least, found.most, found.whole) == (word, least, most, whole)


def test_which_characters() -> None:
    some = accepted("django", "slug").chars
    assert some is not None
    assert {"a", "-", "7", "_"} < some
    assert not {"/", ".", "é"} & some
    assert accepted("django", "a|b").chars is None


def test_texts() -> None:
    assert accepted("django", "a|b").takes_text("b")
    assert not accepted("django", "a|b").takes_text("c")
    assert not accepted("django", "ours").takes_text("c")
    assert not accepted("aiohttp", "").takes_text("a{b")
    assert accepted("django", "(?P<x>[^/]+)").pattern == re.compile("(?P<x>[^/]+)")
