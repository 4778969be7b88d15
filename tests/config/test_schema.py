"""The published JSON schema is the one of the models."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from qaagent_lsp.config.schema import profile_schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "qaagent.schema.json"
REFRESH = "QAAGENT_REFRESH_GOLDEN"
"""Set this variable to write the file anew."""


def test_the_published_schema_is_up_to_date() -> None:
    text = json.dumps(profile_schema(), indent=2) + "\n"
    if os.environ.get(REFRESH):
        PUBLISHED.write_text(text)
    assert PUBLISHED.read_text() == text


def test_every_key_is_described() -> None:
    schema = profile_schema()
    bare = [
        f"{name}.{key}"
        for name, section in [("", schema), *schema["$defs"].items()]
        for key, value in section.get("properties", {}).items()
        if not _description(value, schema)
    ]
    assert bare == []


def test_unknown_keys_are_refused_but_for_the_users_own() -> None:
    schema = profile_schema()
    assert schema["additionalProperties"] is False
    assert schema["patternProperties"] == {"^x-": {}}
    assert schema["required"] == ["project"]


def _description(value: dict[str, Any], schema: dict[str, Any]) -> str:
    return str(
        value.get("description", "") or schema["$defs"].get(value.get("$ref", "").rpartition("/")[2], {})
    )
