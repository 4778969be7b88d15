"""JSON Schema → values: one that fits, those at the bounds, and those that break one rule each. Always the same.

https://json-schema.org/draft/2020-12, and what OpenAPI 3.0 says otherwise (``nullable``, ``exclusiveMinimum: true``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

Schema = Mapping[str, Any]

_DEEPEST = 8
_LONGEST = 300
"""Characters of a text that is made to be too long."""

_FORMATS: Mapping[str, str] = {
    "email": "ann@example.com",
    "idn-email": "ann@example.com",
    "date": "2024-01-02",
    "date-time": "2024-01-02T03:04:05Z",
    "time": "03:04:05",
    "duration": "PT1H",
    "uuid": "6f1c2a8e-58a9-4f0e-9f63-0d4c2b7a9e11",
    "uri": "https://site.example/",
    "url": "https://site.example/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "password": "a long secret 1",
    "byte": "cWFhZ2VudA==",
    "base64": "cWFhZ2VudA==",
    "binary": "qaagent",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that a schema forbids. ``why`` tells it apart, as words with underscores: ``below_minimum``."""

    why: str
    value: Any


@dataclass(frozen=True, slots=True)
class Schemas:
    """Schemas of one document, which may refer to each other. ``document`` is the whole of it."""

    document: Schema = field(default_factory=dict)

    def resolved(self, schema: Any, depth: int = 0) -> Schema:
        """Follow ``$ref`` and put ``allOf`` together; of alternatives take the first that is not null."""
        if not isinstance(schema, Mapping) or depth > _DEEPEST:
            return {}
        if isinstance(ref := schema.get("$ref"), str):
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            return {**self.resolved(self._pointed(ref), depth + 1), **beside}
        for word in ("anyOf", "oneOf"):
            if options := [option for option in listed(schema.get(word)) if not _is_null(option)]:
                rest = {key: value for key, value in schema.items() if key != word}
                return {**self.resolved(options[0], depth + 1), **rest}
        if parts := listed(schema.get("allOf")):
            return _merged([*(self.resolved(part, depth + 1) for part in parts), {**schema, "allOf": ()}])
        if isinstance(types := schema.get("type"), list):
            return {**schema, "type": next((kind for kind in types if kind != "null"), "null")}
        return schema

    def example(self, schema: Any, name: str = "", depth: int = 0) -> Any:
        """Make a value that fits. ``name`` is of what it is for: a text says it, so that two are told apart."""
        found = self.resolved(schema)
        for key in ("const", "example", "default"):
            if found.get(key) is not None:
                return found[key]
        for key in ("examples", "enum"):
            if options := listed(found.get(key)):
                return options[0]
        match self.kind(found):
            case "object":
                return self._object(found, depth)
            case "array":
                inner = self.example(found.get("items"), name, depth + 1) if depth < _DEEPEST else None
                least = found.get("minItems")
                return [] if inner is None else [inner] * max(least if isinstance(least, int) else 0, 1)
            case "integer" | "number" as kind:
                return _number(found, kind)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return _text(found, name)

    def wrong(self, schema: Any) -> Iterator[Wrong]:
        """Yield values that each break one rule of a schema, the plainest first."""
        found = self.resolved(schema)
        kind = self.kind(found)
        if kind in {"integer", "number", "boolean"}:
            yield Wrong(f"not_a{'n' if kind == 'integer' else ''}_{kind}", f"no {kind}")
        elif kind in {"array", "object"}:
            yield Wrong(f"not_an_{kind}", f"no {kind}")
        if listed(found.get("enum")) and kind == "string":
            yield Wrong("not_allowed", "no such value")
        if found.get("format") in {"email", "date", "date-time", "uuid", "uri"}:
            yield Wrong(f"not_{_a(str(found['format']))}", "nothing of the kind")
        low, high = bounds(found)
        if low is not None:
            yield Wrong("too_small", low - 1)
        if high is not None:
            yield Wrong("too_large", high + 1)
        if isinstance(least := found.get("minLength"), int) and least > 0:
            yield Wrong("too_short", "x" * (least - 1))
        if isinstance(most := found.get("maxLength"), int) and most < _LONGEST:
            yield Wrong("too_long", "x" * (most + 1))

    def edges(self, schema: Any) -> Iterator[Wrong]:
        """Yield values that still fit, right at a bound."""
        found = self.resolved(schema)
        low, high = bounds(found)
        for why, value in (("smallest", low), ("largest", high)):
            if value is not None:
                yield Wrong(why, value)

    def kind(self, schema: Schema) -> str:
        """Name the type of what a schema means; guessed from its other keys where it does not say."""
        if isinstance(kind := schema.get("type"), str):
            return kind
        if "properties" in schema:
            return "object"
        return "array" if "items" in schema else "string"

    def properties(self, schema: Any) -> Mapping[str, Schema]:
        """Give the properties of an object's schema; none of any other."""
        found = self.resolved(schema).get("properties")
        if not isinstance(found, Mapping):
            return {}
        return {str(name): inner if isinstance(inner, Mapping) else {} for name, inner in found.items()}

    def required(self, schema: Any) -> tuple[str, ...]:
        """Name the properties that an object must have."""
        return tuple(str(name) for name in listed(self.resolved(schema).get("required")))

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        if depth >= _DEEPEST:
            return {}
        properties = self.properties(schema)
        required = self.required(schema)
        return {
            name: self.example(inner, name, depth + 1)
            for name, inner in properties.items()
            if not inner.get("readOnly") and (depth < 3 or name in required)
        }

    def _pointed(self, ref: str) -> Any:
        if not ref.startswith("#/"):
            return {}
        found: Any = self.document
        for step in ref[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, Mapping) else None
        return found


def bounds(schema: Schema) -> tuple[int | float | None, int | float | None]:
    """Give the smallest and the largest number that a schema allows; None where there is none."""
    step = 1 if schema.get("type") == "integer" else 0.5

    def bound(name: str, inward: float) -> int | float | None:
        inclusive, exclusive = schema.get(name), schema.get(f"exclusive{name.capitalize()}")
        if exclusive is True and _is_number(inclusive):
            return _whole(inclusive + inward)
        if _is_number(exclusive):
            return _whole(exclusive + inward)
        return _whole(inclusive) if _is_number(inclusive) else None

    return bound("minimum", step), bound("maximum", -step)


def _number(schema: Schema, kind: str) -> int | float:
    low, high = bounds(schema)
    step = schema.get("multipleOf")
    value: int | float = 1 if kind == "integer" else 1.5
    if low is not None and value <= low:
        value = low + 1 if high is None or low + 1 <= high else low
    if high is not None and value > high:
        value = high
    if _is_number(step) and step > 0 and value % step:
        value = _whole(-(-value // step) * step)
    return value


def _text(schema: Schema, name: str) -> str:
    known = _FORMATS.get(str(schema.get("format")))
    text = known or plain_text(name)
    least, most = schema.get("minLength"), schema.get("maxLength")
    if isinstance(least, int) and len(text) < least:
        text = text.ljust(least, "x")
    return text[:most] if isinstance(most, int) else text


def plain_text(name: str) -> str:
    """Make a text for something by its name: an address for an e-mail, otherwise the words of the name."""
    lower = name.lower()
    if "email" in lower or "e_mail" in lower:
        return _FORMATS["email"]
    if "password" in lower:
        return _FORMATS["password"]
    if "url" in lower or lower.endswith("uri"):
        return _FORMATS["uri"]
    if lower.endswith("date"):
        return _FORMATS["date"]
    words = name.replace("_", " ").replace("-", " ").strip()
    return f"some {words}" if words else "text"


def read(text: str) -> Schema:
    """Read a JSON document; an empty one of what is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _merged(parts: list[Schema]) -> Schema:
    whole: dict[str, Any] = {}
    for part in parts:
        properties = {**mapped(whole.get("properties")), **mapped(part.get("properties"))}
        required = [*listed(whole.get("required")), *listed(part.get("required"))]
        whole |= {key: value for key, value in part.items() if key != "allOf"}
        if properties:
            whole["properties"] = properties
        if required:
            whole["required"] = required
    return whole


def listed(value: Any) -> list[Any]:
    """Give the items of a list; none of what a broken document has in its place."""
    return list(value) if isinstance(value, list | tuple) else []


def mapped(value: Any) -> Schema:
    """Give an object; an empty one for what a broken document has in its place."""
    return value if isinstance(value, Mapping) else {}


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _a(word: str) -> str:
    article = "an" if word[0] in "aeiou" else "a"
    return f"{article}_{word.replace('-', '_')}"
