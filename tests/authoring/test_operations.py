"""The operation of a route is found in a document, with what it takes and answers."""

from __future__ import annotations

from typing import Any

import pytest

from qaagent_lsp.authoring.operations import operation_of
from qaagent_lsp.model.route import RouteKey

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://api.example/v1"}],
    "security": [{"token": []}],
    "paths": {
        "/pets/{petId}": {
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "get": {
                "summary": "Read a pet",
                "parameters": [{"name": "full", "in": "query", "schema": {"type": "boolean"}}],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"type": "object"}}}},
                    "404": {"description": "gone"},
                },
            },
            "put": {
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"type": "object"}, "example": {"name": "Rex"}}
                    },
                },
                "responses": {"204": {"description": "done"}},
            },
        }
    },
    "components": {
        "parameters": {"Id": {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}}
    },
}


def test_parameters_of_the_path_and_of_the_method_are_joined() -> None:
    found = operation_of(DOCUMENT, RouteKey("GET", "/pets/{pet_id}"))
    assert found is not None
    assert [(one.name, one.where, one.is_required) for one in found.parameters] == [
        ("petId", "path", True),
        ("full", "query", False),
    ]
    assert (found.success, found.is_secured, found.summary) == ((200,), True, "Read a pet")
    assert dict(found.answers) == {"200": {"type": "object"}, "404": None}


def test_the_body_comes_with_its_example() -> None:
    found = operation_of(DOCUMENT, RouteKey("PUT", "/v1/pets/{id}"))
    assert found is not None
    assert found.body is not None
    assert (found.body.media, found.body.example, found.body.is_form) == (
        "application/json",
        {"name": "Rex"},
        False,
    )
    assert not found.is_secured


def test_swagger_2_has_bodies_and_forms_among_its_parameters() -> None:
    document = {
        "swagger": "2.0",
        "basePath": "/api",
        "paths": {
            "/login": {"post": {"parameters": [
                {"name": "user", "in": "formData", "type": "string", "required": True}]}},
            "/pets": {"post": {"parameters": [{"name": "pet", "in": "body", "schema": {"type": "object"}}]}},
        },
    }  # fmt: skip
    login = operation_of(document, RouteKey("POST", "/api/login"))
    pets = operation_of(document, RouteKey("POST", "/api/pets"))
    assert login is not None
    assert login.body is not None
    assert login.body.is_form
    assert login.body.schema["required"] == ["user"]
    assert pets is not None
    assert pets.body is not None
    assert pets.body.media == "application/json"


def test_another_path_or_method_has_none() -> None:
    assert operation_of(DOCUMENT, RouteKey("GET", "/pets")) is None
    assert operation_of(DOCUMENT, RouteKey("DELETE", "/pets/{id}")) is None
    assert operation_of({"paths": "nonsense"}, RouteKey("GET", "/pets")) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"security": True},
        {"parameters": 3},
        {"parameters": [{"in": "query", "name": "q", "schema": True}]},
        {
            "parameters": [
                {"in": "formData", "name": "a"},
                {"in": "body", "name": "b"},
                {"in": "formData", "name": "c"},
            ]
        },
        {"requestBody": {"content": {"application/json": {"schema": True}}}},
    ],
)
def test_a_broken_operation_is_read_as_far_as_it_goes(broken: dict[str, Any]) -> None:
    document = {"servers": 5, "paths": {"/pets": {"post": {"summary": "Make a pet", **broken}}}}
    found = operation_of(document, RouteKey("POST", "/pets"))
    assert found is not None
    assert found.summary == "Make a pet"
