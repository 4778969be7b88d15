"""JSON Schema → a strategy of Hypothesis, as Python: any value that the description of an API allows.

Written out where every rule of a schema can be said by Hypothesis alone, so that the test needs no further library.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

from qaagent_lsp.authoring.json_schema import Schemas, bounds
from qaagent_lsp.authoring.python_text import Doc, Group, call, text, value_of

_DEEPEST = 4
_MOST_INTEGER, _MOST_NUMBER = 2**31 - 1, 1e9
_NAMED: Mapping[str, str] = {
    "uuid": "st.uuids().map(str)",
    "date": "st.dates().map(str)",
    "email": "st.emails()",
}
_UNSAID = frozenset(
    {"pattern", "not", "if", "dependentRequired", "patternProperties", "uniqueItems", "multipleOf"}
)
"""Rules that are not written out; a schema with one of them has no strategy."""


def strategy_of(schemas: Schemas, schema: Any, depth: int = 0) -> Doc | None:
    """Write a strategy for values of a schema; None where it says more than can be written here."""
    found = schemas.resolved(schema)
    if depth > _DEEPEST or not _UNSAID.isdisjoint(found):
        return None
    if "const" in found:
        return call("st.just", [("", value_of(found["const"]))])
    if isinstance(options := found.get("enum"), list) and options:
        return call("st.sampled_from", [("", value_of(options))])
    match schemas.kind(found):
        case "object":
            return _object(schemas, found, depth)
        case "array":
            inner = strategy_of(schemas, found.get("items"), depth + 1)
            sizes = _sizes(found, "minItems", "maxItems", most=3)
            return None if inner is None else call("st.lists", [("", inner), *sizes])
        case "boolean":
            return call("st.booleans", [])
        case "integer" | "number" as kind:
            return _number(found, kind)
        case "string":
            return _text(found)
        case _:
            return None


def _object(schemas: Schemas, schema: Mapping[str, Any], depth: int) -> Doc | None:
    required: list[tuple[str, Doc]] = []
    optional: list[tuple[str, Doc]] = []
    needed = schemas.required(schema)
    for name, inner in schemas.properties(schema).items():
        if inner.get("readOnly"):
            continue
        strategy = strategy_of(schemas, inner, depth + 1)
        if strategy is None:
            return None
        (required if name in needed else optional).append((f"{text(name)}: ", strategy))
    if not required and not optional:
        return None
    arguments: list[tuple[str, Doc]] = [("", Group("{", tuple(required), "}", explodes=True))]
    if optional:
        arguments.append(("optional=", Group("{", tuple(optional), "}", explodes=True)))
    return call("st.fixed_dictionaries", arguments)


def _number(schema: Mapping[str, Any], kind: str) -> Doc | None:
    """Write a strategy with both ends: what lies beyond these no database keeps, and JSON has no NaN."""
    low, high = bounds(schema)
    is_integer = kind == "integer"
    most = _MOST_INTEGER if is_integer else _MOST_NUMBER
    least = min(-most, most if high is None else high) if low is None else low
    largest = max(most, least) if high is None else high
    ends = (ceil(least), floor(largest)) if is_integer else (float(least), float(largest))
    if ends[0] > ends[1]:
        return None
    limits = [("min_value=", repr(ends[0])), ("max_value=", repr(ends[1]))]
    return call("st.integers" if is_integer else "st.floats", limits)


def _text(schema: Mapping[str, Any]) -> Doc | None:
    if (named := schema.get("format")) is not None:
        return _NAMED.get(str(named))
    # A lone surrogate is no UTF-8, and few databases keep a NUL.
    letters = 'st.characters(codec="utf-8", exclude_characters="\\x00")'
    return call("st.text", [("", letters), *_sizes(schema, "minLength", "maxLength", most=20)])


def _sizes(schema: Mapping[str, Any], least: str, most_word: str, *, most: int) -> list[tuple[str, Doc]]:
    low, high = schema.get(least), schema.get(most_word)
    low = low if isinstance(low, int) else 0
    high = high if isinstance(high, int) else low + most
    return [*([("min_size=", repr(low))] if low else []), ("max_size=", repr(high))]
