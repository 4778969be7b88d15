from __future__ import annotations

from qaagent_lsp.model.differing import differing

A, B, C = object(), object(), object()


def test_what_was_replaced_is_told_whatever_came_and_went() -> None:
    assert differing({"a": A, "b": B}, {"a": A, "b": B}) == []
    assert differing({"a": A, "b": B}, {"a": A, "b": C}) == ["b"]
    assert differing({"a": A, "b": B}, {"b": B, "a": C}) == ["a"]
    assert differing({"a": A, "b": B}, {"b": B, "c": C}) == ["c", "a"]
    assert differing({}, {"a": A}) == ["a"]
    assert differing({"a": A}, {}) == ["a"]
    assert differing({}, {}) == []
