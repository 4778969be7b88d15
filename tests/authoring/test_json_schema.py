"""Schemas become values: always the same, within the rules, or breaking exactly one."""

from __future__ import annotations

from typing import Any

import pytest

from qaagent_lsp.authoring.json_schema import Schemas, bounds, plain_text, read

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
}
DOCUMENT = {
    "components": {
        "schemas": {"Pet": PET, "Loop": {"properties": {"next": {"$ref": "#/components/schemas/Loop"}}}}
    }
}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 5}, 6),
        ({"type": "integer", "minimum": 5, "maximum": 5}, 5),
        ({"type": "integer", "exclusiveMinimum": 0, "multipleOf": 5}, 5),
        ({"type": "integer", "maximum": 0}, 0),
        ({"type": "number"}, 1.5),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"type": ["null", "integer"]}, 1),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        ({"type": "string", "enum": ["small", "large"]}, "small"),
        ({"type": "string", "default": "grey"}, "grey"),
        ({"type": "string", "examples": ["Rex"]}, "Rex"),
        ({"type": "string", "format": "email"}, "ann@example.com"),
        ({"type": "string", "maxLength": 4}, "some"),
        ({"type": "string", "minLength": 12}, "some petxxxx"),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"const": "cat"}, "cat"),
        ({"type": "array", "items": {"type": "integer"}, "minItems": "two"}, [1]),
        ({"allOf": [{"type": "object", "properties": ["name"]}]}, {}),
        ({"$ref": "#/components/schemas/Pet"}, {"name": "some name", "age": 1}),
        ({"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"id": {"type": "integer"}}}]},
         {"name": "some name", "age": 1, "id": 1}),
        ({}, "some pet"),
    ],
)  # fmt: skip
def test_a_value_fits(schema: dict[str, Any], value: object) -> None:
    assert Schemas(DOCUMENT).example(schema, "pet") == value


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    assert Schemas(DOCUMENT).example({"$ref": "#/components/schemas/Loop"}) is not None


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 9},
         {"not_an_integer": "no integer", "too_small": 0, "too_large": 10}),
        ({"type": "boolean"}, {"not_a_boolean": "no boolean"}),
        ({"type": "string", "enum": ["a"]}, {"not_allowed": "no such value"}),
        ({"type": "string", "format": "uuid"}, {"not_an_uuid": "nothing of the kind"}),
        ({"type": "string", "minLength": 2, "maxLength": 3}, {"too_short": "x", "too_long": "xxxx"}),
        ({"type": "array"}, {"not_an_array": "no array"}),
        ({"type": "string"}, {}),
    ],
)  # fmt: skip
def test_a_wrong_value_breaks_one_rule(schema: dict[str, Any], wrong: dict[str, object]) -> None:
    assert {one.why: one.value for one in Schemas().wrong(schema)} == wrong


def test_edges_still_fit() -> None:
    schema = {"type": "integer", "exclusiveMinimum": 0, "maximum": 100}
    assert [(one.why, one.value) for one in Schemas().edges(schema)] == [("smallest", 1), ("largest", 100)]
    assert bounds({"type": "integer", "minimum": 3, "exclusiveMinimum": True}) == (4, None)


def test_names_say_what_a_text_is_for() -> None:
    assert [plain_text(name) for name in ("title", "user_email", "password", "")] == [
        "some title",
        "ann@example.com",
        "a long secret 1",
        "text",
    ]


def test_what_is_no_json_is_an_empty_document() -> None:
    assert read("{") == read("[]") == {}
