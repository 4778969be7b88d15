from __future__ import annotations

import pytest

from qaagent_lsp.linking.templates import segments_of, shape_of, template_of
from tests.linking.workspace import route


@pytest.mark.parametrize(
    ("converter", "accepted", "refused"),
    [
        ("", ["1", "a b", "{}", "x{}"], [""]),
        ("int", ["12", "{}", "1{}"], ["-1", "1.5", "a", "a{}"]),
        ("int(signed=True)", ["-12", "3"], ["a"]),
        ("float", ["1.5", "2"], ["a"]),
        ("uuid", ["01234567-89ab-cdef-0123-456789abcdef", "{}"], ["1"]),
        ("slug", ["red-car_1"], ["a.b"]),
        ("string(length=2)", ["ab"], ["a", "abc"]),
        ("any(a, 'b')", ["a", "b", "{}"], ["c"]),
        ("[a-z]{2}", ["de"], ["deu", "1"]),
        ('regex("[0-9]+")', ["7"], ["x"]),
        ("(unbalanced", ["x"], []),
        ("list", ["1,2"], []),
    ],
)
def test_a_converter_says_what_a_segment_accepts(
    converter: str, accepted: list[str], refused: list[str]
) -> None:
    segment = template_of(route("GET /{it}", it=converter)).segments[0]
    assert [text for text in accepted if not segment.accepts(text)] == []
    assert [text for text in refused if segment.accepts(text)] == []


def test_a_template_is_cut_at_the_first_parameter_that_spans_segments() -> None:
    template = template_of(route("GET /files/{name}/{rest}/raw", rest="path"))
    assert [segment.text for segment in template.segments] == ["files", "{name}"]
    assert template.tail is not None
    assert template.tail.fullmatch("a/b/raw")
    assert not template.tail.fullmatch("a/b")


def test_empty_segments_are_nothing() -> None:
    assert segments_of("//a//b/") == ["a", "b"]
    assert template_of(route("GET /a/")).slash


def test_two_templates_of_one_shape_are_one_route() -> None:
    assert shape_of("/pets/{pet_id}/") == shape_of("/pets/{id}") != shape_of("/pets/mine")
    assert shape_of("/") == shape_of("")
