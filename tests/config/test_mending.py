"""A model is read from a tree whatever is wrong in it."""

from __future__ import annotations

import pytest
from pydantic import Field

from qaagent_lsp.config.mending import Mended, mend
from qaagent_lsp.config.section import Retries, Section
from qaagent_lsp.config.yaml_parsing import parse
from qaagent_lsp.config.yaml_tree import YamlMapping
from qaagent_lsp.model.source import WorkspacePath


class Inner(Section):
    """Something inside."""

    name: str
    times: Retries = 3


class Outer(Section):
    """Something outside."""

    inner: Inner
    many: tuple[Inner, ...] = ()
    words: dict[str, str] = Field(default_factory=dict)


def mended(text: str) -> Mended[Outer]:
    tree, _ = parse(text, WorkspacePath("f"))
    assert isinstance(tree, YamlMapping)
    return mend(tree, Outer, WorkspacePath("f"), {("inner", "name"): "nobody"})


@pytest.mark.parametrize(
    ("text", "value", "messages"),
    [
        ("inner: {name: a}", Outer(inner=Inner(name="a")), []),
        (
            "inner: {times: -1}",
            Outer(inner=Inner(name="nobody")),
            ["inner.name is missing.", "inner.times must be"],
        ),
        ("{}", Outer(inner=Inner(name="nobody")), ["inner is missing."]),
        (
            "inner: {name: a}\nmany: [{name: b}, 5, {name: c, x: 1}, {name: [d]}, {name: e}]",
            Outer(
                inner=Inner(name="a"),
                many=(Inner(name="b"), Inner(name="c"), Inner(name="e")),
            ),
            ["many must be a mapping.", "Unknown key 'x' in many.2", "many.name must be a text."],
        ),
        (
            "inner: {name: a}\nwords: {a: 1, b: [2], c: null, d: no}",
            Outer(inner=Inner(name="a"), words={"a": "1", "d": "no"}),
            ["words.b must be a text.", "words.c must be a text."],
        ),
    ],
)
def test_what_is_right_counts_and_what_is_wrong_is_said(text: str, value: Outer, messages: list[str]) -> None:
    found = mended(text)
    assert found.value == value
    told = sorted(problem.message for problem in found.problems)
    assert [
        message for message, start in zip(told, sorted(messages), strict=True) if start not in message
    ] == []


def test_it_is_known_what_was_refused() -> None:
    found = mended("inner: {name: a, times: x}")
    assert found.has_refused(("inner",))
    assert found.has_refused(("inner", "times"))
    assert not found.has_refused(("many",))


class Strict(Section):
    """Nothing can stand in for what it lacks."""

    deep: Inner


@pytest.mark.parametrize("text", ["{}", "deep: {times: 1}", "deep: 5", "deep: {name: []}", "deep:"])
def test_what_lacks_something_that_nothing_stands_in_for_is_no_value(text: str) -> None:
    tree, _ = parse(text, WorkspacePath("f"))
    assert isinstance(tree, YamlMapping)
    found = mend(tree, Strict, WorkspacePath("f"), {})
    assert found.value is None
    assert found.problems
