"""Operations of descriptions: where they stand, under which full path, and what of them makes no route."""

from __future__ import annotations

import json

import pytest
import yaml

from qaagent_lsp.discovery.openapi.operations import descriptions_of
from qaagent_lsp.model.operation import Response
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.discovery.descriptions import MAIN, api_files, described, shown, told

PETSTORE_3 = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers:
  - url: https://{host}/api/{version}
    variables:
      host: {default: pets.example}
      version: {default: v1}
  - url: http://localhost:8000
paths:
  /pets:
    summary: all of them
    get:
      operationId: list_pets
      tags: [pets]
      responses:
        "200":
          description: ok
          content:
            application/json; charset=utf-8: {schema: {type: array}}
            text/CSV: {}
    post:
      operationId: create_pet
      responses:
        201: {description: made}
        4xx: {$ref: "#/components/responses/Bad"}
        default: {description: else}
  /pets/{pet_id}:
    parameters:
      - $ref: "#/components/parameters/PetId"
    get:
      operationId: get_pet
    trace:
      servers: [{url: /internal}]
  /health:
    servers: [{url: /}]
    get: {}
components:
  parameters:
    PetId: {name: pet_id, in: path, required: true, schema: {type: integer}}
  responses:
    Bad:
      description: bad
      content: {application/problem+json: {}}
webhooks:
  /not/a/route:
    post: {}
"""
PETSTORE_2 = """\
swagger: "2.0"
info: {title: Pets, version: "1"}
host: pets.example
basePath: /v2/
produces: [application/json]
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      produces: [application/xml; charset=utf-8]
      parameters: [{name: petId, in: path, type: string, required: true}]
      responses:
        200: {description: ok, schema: {type: object}}
        404: {description: no}
    trace: {}
"""


def test_openapi_3_has_its_operations_below_the_first_server() -> None:
    description = described(PETSTORE_3)
    assert shown(description) == [
        "GET /api/v1/pets list_pets openapi.yaml:12",
        "POST /api/v1/pets create_pet openapi.yaml:21",
        "GET /api/v1/pets/{pet_id} get_pet openapi.yaml:30",
        "TRACE /internal/pets/{pet_id} - openapi.yaml:32",
        "GET /health - openapi.yaml:36",
    ]
    assert told(description) == []
    first, second = description.operations[:2]
    assert first.bases == ("/api/v1", "")
    assert (first.at.span, first.last_line, first.tags) == (Span(12, 5, 12, 8), 20, ("pets",))
    assert first.responses == (Response("200", ("application/json", "text/csv")),)
    assert second.responses == (
        Response("201"),
        Response("4XX", ("application/problem+json",)),
        Response("default"),
    )


def test_swagger_2_has_a_base_path_and_types_for_what_has_a_body() -> None:
    description = described(PETSTORE_2)
    assert shown(description) == ["GET /v2/pets/{petId} getPet openapi.yaml:8"]
    assert description.operations[0].responses == (
        Response("200", ("application/xml",)),
        Response("404"),
    )
    assert told(description) == [
        "openapi.yaml:15 openapi-method: 'trace' is not a method here: it makes no route."
    ]


def test_json_says_the_same_as_yaml_and_knows_its_own_lines() -> None:
    text = json.dumps(
        {
            "openapi": "3.0.3",
            "paths": {
                "/a\u00e9/{x}": {"get": {"operationId": "a", "parameters": [{"name": "x", "in": "path"}]}}
            },
        },
        indent="\t",
    )
    description = described(text, "api.json")
    assert shown(description) == ["GET /a\u00e9/{x} a api.json:5"]
    assert description.operations[0].at.span == Span(5, 4, 5, 9)
    assert told(description) == []


def test_openapi_3_2_knows_query_and_methods_of_any_name() -> None:
    text = """\
        openapi: 3.2.0
        paths:
          /a:
            query: {}
            additionalOperations:
              COPY: {operationId: copy}
        """
    assert shown(described(text)) == [
        "QUERY /a - openapi.yaml:4",
        "COPY /a copy openapi.yaml:6",
    ]
    assert told(described(text.replace("3.2.0", "3.1.0")))[0].startswith("openapi.yaml:4 openapi-method")


def test_operations_stand_in_the_file_that_a_path_refers_to() -> None:
    description = described(
        """\
        openapi: 3.0.0
        paths:
          /pets: {$ref: pets.yaml}
          /pets/{id}: {$ref: 'more.yaml#/items/~1pets~1%7Bid%7D'}
        """,
        pets="""\
        get: {operationId: list_pets, responses: {200: {$ref: 'more.yaml#/answers/0'}}}
        """,
        more="""\
        items:
          /pets/{id}:
            parameters: [{$ref: '#/id'}]
            get: {operationId: get_pet}
        answers: [{content: {text/plain: {}}}]
        id: {name: id, in: path}
        """,
    )
    assert shown(description) == ["GET /pets list_pets pets.yaml:1", "GET /pets/{id} get_pet more.yaml:4"]
    assert description.operations[0].document == MAIN
    assert description.operations[0].responses == (Response("200", ("text/plain",)),)
    assert told(description) == []
    assert set(description.asked) == {"pets.yaml", "more.yaml"}


def test_anchors_and_merges_of_yaml_count() -> None:
    text = """\
        openapi: 3.0.0
        x-shared: &shared
          parameters: [{name: id, in: path}]
        paths:
          /a/{id}: &a
            parameters: [{name: id, in: path}]
            get: &get {operationId: one}
          /b/{id}:
            <<: *a
            get: {<<: *get, operationId: two}
        """
    assert [one.split(" openapi")[0] for one in shown(described(text))] == [
        "GET /a/{id} one",
        "GET /b/{id} two",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.1.0",
        "openapi: 3.1.0\npaths:",
        "openapi: 3.1.0\npaths: []",
        "openapi: 3.1.0\npaths: {/a: [], /b: text, x-c: {get: {}}}",
        "openapi: 3.1.0\npaths: {/a: {get: }}",
        "openapi: 3.1.0\npaths: {/a: {get: {parameters: {}, responses: [], servers: 1, tags: x}}}",
        "openapi: 3.1.0\nservers: [{}, 1, {url: }]\npaths: {/a: {get: {responses: {200: , x: {}}}}}",
    ],
)
def test_what_is_half_typed_never_breaks(text: str) -> None:
    assert told(described(text)) == []


def test_a_description_is_read_again_only_when_a_file_of_it_changed() -> None:
    texts = {MAIN: "openapi: 3.0.0\npaths: {/a: {$ref: a.yaml}}", "other.yaml": "swagger: '2.0'\npaths: {}"}
    files = api_files(texts)
    first = descriptions_of(files, {})
    assert shown(first[WorkspacePath(MAIN)]) == []
    files |= api_files({"a.yaml": "get: {}"})
    second = descriptions_of(files, first)
    assert shown(second[WorkspacePath(MAIN)]) == ["GET /a - a.yaml:1"]
    assert second[WorkspacePath("other.yaml")] is first[WorkspacePath("other.yaml")]


def test_both_notations_of_a_large_description_have_the_operations_that_plain_parsers_see() -> None:
    paths = {
        f"/r{number}/{{id}}": {
            "parameters": [{"name": "id", "in": "path", "schema": {"type": "integer"}}],
            **{
                method: {"operationId": f"{method}_{number}"}
                for method in ("get", "put", "delete")[: number % 4]
            },
        }
        for number in range(400)
    }
    content = {"components": {"schemas": {"A": {"type": "object"}}}, "paths": paths, "openapi": "3.0.3"}
    expected = {
        (method.upper(), path, operation["operationId"])
        for path, item in json.loads(json.dumps(content))["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }
    for name, text in (("a.json", json.dumps(content)), ("a.yaml", yaml.safe_dump(content))):
        description = described(text, name)
        found = [(one.key.method, one.key.path, one.operation_id) for one in description.operations]
        assert (set(found), len(found)) == (expected, len(expected))
        assert told(description) == []
