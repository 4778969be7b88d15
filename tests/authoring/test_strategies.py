"""Strategies draw what a schema allows: Hypothesis itself is asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qaagent_lsp.authoring.json_schema import Schemas
from qaagent_lsp.authoring.python_text import flat
from qaagent_lsp.authoring.strategies import strategy_of

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 5},
        "age": {"type": "integer", "minimum": 0, "exclusiveMaximum": 40},
        "kind": {"enum": ["cat", "dog"]},
        "tags": {"type": "array", "items": {"type": "boolean"}, "maxItems": 2},
        "price": {"anyOf": [{"type": "number"}, {"type": "null"}]},
    },
}


LETTERS = 'st.characters(codec="utf-8", exclude_characters="\\x00")'


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"type": "integer"}, "st.integers(min_value=-2147483647, max_value=2147483647)"),
        ({"type": "integer", "minimum": 1}, "st.integers(min_value=1, max_value=2147483647)"),
        ({"type": "integer", "minimum": 0.5, "maximum": 7.5}, "st.integers(min_value=1, max_value=7)"),
        ({"type": "integer", "minimum": 3e9}, "st.integers(min_value=3000000000, max_value=3000000000)"),
        ({"type": "number", "minimum": 2e9}, "st.floats(min_value=2000000000.0, max_value=2000000000.0)"),
        ({"type": "number", "maximum": -2e9}, "st.floats(min_value=-2000000000.0, max_value=-2000000000.0)"),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 0.3}, None),
        ({"type": "boolean"}, "st.booleans()"),
        ({"type": "string", "format": "uuid"}, "st.uuids().map(str)"),
        ({"const": 3}, "st.just(3)"),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 1},
         "st.lists(st.booleans(), min_size=1, max_size=4)"),
        ({"type": "object", "properties": {"a": {"type": "boolean"}}},
         'st.fixed_dictionaries({}, optional={"a": st.booleans()})'),
        ({"type": "string", "pattern": "^a"}, None),
        ({"type": "string", "format": "ipv4"}, None),
        ({"type": "object", "properties": {"a": {"type": "string", "pattern": "x"}}}, None),
        ({"type": "object"}, None),
        ({"type": "string"}, f"st.text({LETTERS}, max_size=20)"),
    ],
)  # fmt: skip
def test_what_is_written(schema: dict[str, Any], written: str | None) -> None:
    found = strategy_of(Schemas(), schema)
    assert (None if found is None else flat(found)) == written


@settings(derandomize=True, database=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_drawn(data: st.DataObject) -> None:
    found = strategy_of(Schemas(), PET)
    assert found is not None
    pet = data.draw(eval(flat(found), {"st": st}))
    assert 1 <= len(pet["name"]) <= 5
    assert 0 <= pet.get("age", 0) < 40
    assert pet.get("kind", "cat") in {"cat", "dog"}
    assert len(pet.get("tags", [])) <= 2
    assert isinstance(pet.get("price", 0.5), float)
