"""The JSON schema of ``.qaagent.yaml``, for editors that complete and check YAML by one (JSON Schema draft 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qaagent_lsp.config.profile import Profile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "qaagent.schema.json"


def profile_schema() -> dict[str, Any]:
    """Return the schema as a JSON object; every key has its description."""
    made = Profile.model_json_schema(by_alias=True)
    schema: dict[str, Any] = {"$schema": DIALECT, "$id": NAME, **_without_titles(made)}
    # Keys of the root that begin so are the user's own, a place for anchors.
    schema["patternProperties"] = {"^x-": {}}
    schema["title"] = "The profile of a project, .qaagent.yaml"
    return schema


def _without_titles(value: Any) -> Any:
    """Drop the titles that pydantic makes of names: they say again what the key says."""
    if isinstance(value, Mapping):
        return {
            key: _of_properties(inner) if key in {"properties", "$defs"} else _without_titles(inner)
            for key, inner in value.items()
            if key != "title"
        }
    return [_without_titles(item) for item in value] if isinstance(value, list) else value


def _of_properties(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _without_titles(inner) for name, inner in value.items()}
