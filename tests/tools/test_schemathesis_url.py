"""Where requests go: base paths that the document has by ``servers``, and those that ``base_url`` has already."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.described import tie
from qaagent_lsp.tools.schemathesis_url import url_of
from tests.discovery.descriptions import described
from tests.tools.grounds import FOLDER, ground

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: SERVER}]
paths:
  /pets:
    get: {}
  /pets/{id}:
    get: {}
"""


@pytest.mark.parametrize(
    ("server", "base_url", "expected"),
    [
        ("https://pets.example/api/v1", "http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v1"),
        ("/api/v1/", "http://127.0.0.1:8000/api/v1", "http://127.0.0.1:8000/api/v1"),
        ("/", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_base_path_of_the_document_stands_behind_the_address(
    server: str, base_url: str, expected: str
) -> None:
    operations = described(DOCUMENT.replace("SERVER", server)).operations
    rows = tie(operations, ()).described
    here = ground(base_url=base_url, document=f"{FOLDER}/openapi.yaml", described=rows)
    assert url_of(here) == expected


def test_a_document_of_the_server_begins_at_its_address() -> None:
    assert url_of(ground()) == "http://127.0.0.1:8000"
