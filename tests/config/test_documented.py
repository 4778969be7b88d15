"""Every setting is documented, and the VS Code client contributes exactly the settings that the server takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qaagent_lsp.config.settings import Settings

ROOT = Path(__file__).parents[2]
KEYS = {field.alias or name for name, field in Settings.model_fields.items()}


def contributed() -> dict[str, Any]:
    package = json.loads((ROOT / "vscode-client" / "package.json").read_text("utf-8"))
    properties: dict[str, Any] = package["contributes"]["configuration"]["properties"]
    return {
        key.removeprefix("qaagent."): value
        for key, value in properties.items()
        if not key.startswith(("qaagent.server.", "qaagent.trace."))
    }


def test_every_setting_stands_in_the_documentation() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert {key for key in KEYS if f"| `{key}` |" not in text} == set()


def test_the_client_contributes_the_settings_of_the_server_and_their_defaults() -> None:
    assert set(contributed()) == KEYS
    defaults = Settings().model_dump(mode="json", by_alias=True)
    assert {key: value["default"] for key, value in contributed().items()} == defaults
