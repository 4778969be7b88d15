from __future__ import annotations

import pytest

from qaagent_lsp.tools.markup_tags import Value, tag_of_page, tags_of


@pytest.mark.parametrize(
    ("value", "text", "fits"),
    [
        (Value(("a",)), "a", True),
        (Value((" a  b ",)), "a b", True),
        (Value(("a",)), "ab", False),
        (Value(("/pets/", "")), "/pets/7", True),
        (Value(("/pets/", "/x")), "/pets/7", False),
        (Value(("", "")), "anything", True),
        (Value((), vague=True), "anything", True),
        (Value(("a.c",)), "abc", False),
    ],
)
def test_what_a_value_may_have_become(value: Value, text: str, fits: bool) -> None:
    assert value.fits(text) is fits


def test_tags_with_their_places_and_parents() -> None:
    tags = tags_of('<UL>\n  <li class="{{ a > b }} x">é<br>\n  </li></b><li\n id=7>\n</ul><p>')
    assert [
        (tag.name, tag.span.line, tag.span.column, tag.span.end_line, tag.span.end_column, tag.parent)
        for tag in tags
    ] == [
        ("ul", 1, 1, 1, 5, None),
        ("li", 2, 3, 2, 29, 0),
        ("br", 2, 30, 2, 34, 1),
        ("li", 3, 12, 4, 7, 0),
        ("p", 5, 6, 5, 9, None),
    ]
    assert tags[1].attributes == (("class", Value(("", " x"))),)
    assert tags[3].attributes == (("id", Value(("7",))),)


@pytest.mark.parametrize(
    ("markup", "is_open", "unsure"),
    [
        ("<p a>", False, False),
        ("<p {{ attrs }}>", True, False),
        ("<p {% if x %}a{% endif %}>", True, True),
        ("<p a='{% if x %}a{% endif %}'>", False, False),
    ],
)
def test_expressions_beside_attributes(markup: str, is_open: bool, unsure: bool) -> None:
    (tag,) = tags_of(markup)
    assert (tag.open, tag.unsure) == (is_open, unsure)


def test_long_values_and_many_expressions_are_vague() -> None:
    (tag,) = tags_of(f'<img src="{"x" * 400}" alt="{"{{ a }}-" * 9}">')
    assert [value.vague for _, value in tag.attributes] == [True, True]


@pytest.mark.parametrize("markup", ["", "text", "<", "</p>"])
def test_no_tag_of_a_page(markup: str) -> None:
    assert tag_of_page(markup) is None


def test_a_tag_of_a_page_has_no_expressions() -> None:
    tag = tag_of_page('<a href="/{{ x }}" title="a &gt; b" hidden="">x</a>')
    assert tag is not None
    assert tag.attributes == (
        ("href", Value(("/{{ x }}",))),
        ("title", Value(("a > b",))),
        ("hidden", Value(("",))),
    )


def test_a_tag_that_was_cut_is_read() -> None:
    tag = tag_of_page('<img alt="a" src="data:')
    assert tag is not None
    assert tag.name == "img"
