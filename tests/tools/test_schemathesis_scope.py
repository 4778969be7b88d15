"""The real tool selects what the configuration counts as routes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.config.profile_tools import OpenApi
from qaagent_lsp.tools.schemathesis import SchemathesisTool
from qaagent_lsp.tools.schemathesis_events import heard
from qaagent_lsp.tools.schemathesis_scope import scope_of
from tests.tools.carried_out import carried_out
from tests.tools.grounds import planned
from tests.tools.shop import real_ground

OK = {"200": {"description": "ok"}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/pets": {
            "get": {"operationId": "list", "tags": ["read", "old"], "responses": OK},
            "post": {"operationId": "add", "tags": ["write"], "responses": OK},
        },
        "/pets/me": {"get": {"operationId": "mine", "tags": ["read"], "responses": OK}},
        "/health": {"get": {"operationId": "health", "tags": ["read"], "responses": OK}},
    },
}


def test_without_a_word_of_the_configuration_all_are_called() -> None:
    assert scope_of(OpenApi(), ()) == ()


@pytest.mark.parametrize(
    ("openapi", "without", "expected"),
    [
        ({"operations": ["list", "add"]}, (), {"GET /pets", "POST /pets"}),
        (
            {"tags": ["read", "write"], "operations": ["list", "add", "mine"], "endpoint_pattern": "^/pets"},
            ("old",),
            {"POST /pets", "GET /pets/me"},
        ),
    ],
)
def test_conditions_hold_all_at_once(
    tmp_path: Path, openapi: Mapping[str, object], without: Sequence[str], expected: set[str]
) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(DOCUMENT))
    here = replace(
        real_ground(tmp_path / "shop", "http://127.0.0.1:9", document=str(document)),
        openapi=OpenApi.model_validate(openapi),
        without_tags=without,
    )
    quick = {"phases": ("examples",), "max_examples": 1}
    rules = here.config.model_copy(update={"schemathesis": here.config.schemathesis.model_copy(update=quick)})
    (ended,) = carried_out(planned(SchemathesisTool().plan(replace(here, config=rules))))
    assert set(heard(ended.files[f"{here.artifacts}/events.ndjson"]).statuses) == expected
