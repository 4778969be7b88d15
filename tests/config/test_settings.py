"""Settings as they come from an editor: camelCase, strict, and named when they are wrong."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from qaagent_lsp.config.settings import Settings


def test_keys_are_camel_case_on_the_wire_and_survive_the_round_trip() -> None:
    wire = {"pytestArgs": ["-x"], "runsDir": "/runs", "routeDiagnostics": "hint", "env": {"A": "1"}}
    settings = Settings.model_validate(wire)
    assert (settings.pytest_args, settings.runs_dir, settings.route_diagnostics) == (("-x",), "/runs", "hint")
    assert Settings.model_validate(settings.model_dump(mode="json", by_alias=True)) == settings


@pytest.mark.parametrize(
    "wire",
    [{"pyhton": "python3"}, {"routeDiagnostics": "loud"}, {"timeout": 0}, {"timeout": -1}, {"env": {"A": 1}}],
)
def test_what_is_wrong_is_named(wire: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(wire)
    assert str(refused.value.errors()[0]["loc"][0]) == next(iter(wire))
