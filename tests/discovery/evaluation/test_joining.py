from __future__ import annotations

import pytest

from qaagent_lsp.discovery.evaluation.joining import concatenated, slashed
from qaagent_lsp.discovery.evaluation.values import TextValue


@pytest.mark.parametrize(
    ("prefix", "path", "one", "other"),
    [
        ("", "/x", "/x", "/x"),
        ("/a", "/x", "/a/x", "/a/x"),
        ("/a/", "/x", "/a//x", "/a/x"),
        ("/a", "x", "/ax", "/a/x"),
        ("/a", "", "/a", "/a"),
        ("/a/", "", "/a/", "/a/"),
    ],
)
def test_paths_put_together(prefix: str, path: str, one: str, other: str) -> None:
    assert concatenated(TextValue(prefix), TextValue(path)).text == one
    assert slashed(TextValue(prefix), TextValue(path)).text == other


def test_doubts_are_kept_each_once() -> None:
    left, right = TextValue("/a", 0.5, "a default"), TextValue("/b", 0.8, "a default")
    assert concatenated(left, right) == TextValue("/a/b", 0.4, "a default")
    assert concatenated(left, TextValue("/c", 0.5, "a setting")).reason == "a default; a setting"
