"""Where a description says that its paths begin."""

from __future__ import annotations

import json

import pytest

from qaagent_lsp.discovery.openapi.json_tree import read_json
from qaagent_lsp.discovery.openapi.servers import base_path, bases_of


@pytest.mark.parametrize(
    ("url", "path", "confidence"),
    [
        ("https://api.pets.example/v1/", "/v1", 1.0),
        ("https://api.pets.example", "", 1.0),
        ("//api.pets.example/v1?x=/y#z", "/v1", 1.0),
        ("/", "", 1.0),
        ("/api/v2", "/api/v2", 1.0),
        ("https://{known}.pets.example/{known}", "/value", 1.0),
        ("https://{unknown}.pets.example/v1", "/v1", 1.0),
        ("https://pets.example/{unknown}/v1", "/{unknown}/v1", 0.5),
        ("{unknown}/v1", "/v1", 0.5),
        ("{known}/v1", "/value/v1", 0.7),
        ("v1", "/v1", 0.7),
        ("./", "", 1.0),
        ("../v3", "/v3", 0.7),
    ],
)
def test_a_servers_path_stands_before_all_others(url: str, path: str, confidence: float) -> None:
    server = {"url": url, "variables": {"known": {"default": "value"}, "unknown": {}}}
    bases = bases_of(read_json(json.dumps({"servers": [server]})))
    assert bases is not None
    assert (bases[0].path, bases[0].confidence) == (path, confidence)
    assert (bases[0].reason != "") or confidence == 1


@pytest.mark.parametrize(
    "text", ["{}", '{"servers": []}', '{"servers": {}}', '{"servers": [{"url": ""}, {}]}']
)
def test_without_a_url_there_is_no_server(text: str) -> None:
    assert bases_of(read_json(text)) is None


@pytest.mark.parametrize(("said", "path"), [("/v2/", "/v2"), ("v2", "/v2"), ("/", ""), ("", "")])
def test_swagger_2_has_one_base_path(said: str, path: str) -> None:
    assert base_path(read_json(json.dumps({"basePath": said}))).path == path
