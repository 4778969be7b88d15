"""Inputs of a route, and requests put together from them."""

from __future__ import annotations

from typing import Any

from qaagent_lsp.authoring.handler_reading import HandlerReading
from qaagent_lsp.authoring.inputs import Told, absent, inputs_of
from qaagent_lsp.authoring.literals import Literals
from qaagent_lsp.authoring.operations import operation_of
from qaagent_lsp.model.brief import RequestBrief
from qaagent_lsp.model.route import RouteKey
from tests.authoring.known import route


def told(text: str, operation: dict[str, Any], **values: tuple[str | int | float, ...]) -> Told:
    key = RouteKey.parse(text)
    document = {"paths": {key.path: {key.method.lower(): operation}}}
    return Told(operation_of(document, key), literals=Literals(values))


ITEM = {
    "parameters": [
        {"name": "item_id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "x-token", "in": "header", "required": True, "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "integer", "minimum": 1}},
    ],
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {"name": {"type": "string"}, "price": {"type": "number"}},
                }
            }
        }
    },
}


def test_what_code_compares_with_comes_first() -> None:
    known = told("PUT /items/{item_id}", ITEM, item_id=("foo", "bar"), x_token=("secret",))
    found = inputs_of(route("PUT /items/{item_id}"), known)
    assert found.request(found.base) == RequestBrief(
        "PUT",
        "/items/foo",
        headers=(("x-token", "secret"),),
        body='{"name": "some name", "price": 1.5}',
    )


def test_no_further_value_is_made_up_where_code_names_some() -> None:
    found = inputs_of(
        route("PUT /items/{item_id}"), told("PUT /items/{item_id}", ITEM, item_id=("foo", "bar"))
    )
    assert found.fields[0].values == ("foo", "bar")


def test_a_post_may_make_what_the_code_does_not_name() -> None:
    found = inputs_of(
        route("POST /items/{item_id}"), told("POST /items/{item_id}", ITEM, item_id=("foo", "bar"))
    )
    assert found.fields[0].values[:2] == ("foo", "bar")
    assert len(found.fields[0].values) == 3


def test_a_body_gets_what_the_schema_says_before_what_code_knows() -> None:
    found = inputs_of(route("PUT /items/{item_id}"), told("PUT /items/{item_id}", ITEM, name=("taken",)))
    name = next(one for one in found.fields if one.name == "name")
    assert name.values == ("some name", "taken")
    assert [bad.why for bad in name.wrong] == ["not_a_text"]


def test_a_parameter_that_the_document_calls_otherwise_is_the_paths() -> None:
    known = told("GET /pets/{petId}", {"parameters": [
        {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}]})  # fmt: skip
    found = inputs_of(route("GET /pets/{pet_id}"), known)
    assert found.request(found.base).path == "/pets/1"


def test_a_list_for_a_body_is_sent_whole() -> None:
    known = told("POST /pets", {"requestBody": {"content": {"application/json": {
        "schema": {"type": "array", "items": {"type": "integer"}}}}}})  # fmt: skip
    found = inputs_of(route("POST /pets"), known)
    assert found.request(found.base).body == "[1]"


def test_without_a_document_the_source_is_asked() -> None:
    reading = HandlerReading(form=("title",), query=("page",))
    known = Told(reading=reading, literals=Literals({"title": ("known",)}))
    found = inputs_of(route("POST /{id}/update", framework="flask", converter="int"), known)
    assert found.request(found.base) == RequestBrief("POST", "/1/update", form=(("title", "some title"),))
    assert [one.values for one in found.fields] == [(1, 2), ("some title", "known"), ("some page",)]


def test_get_sends_no_form() -> None:
    found = inputs_of(route("GET /create", framework="flask"), Told(reading=HandlerReading(form=("title",))))
    assert found.fields == ()


def test_what_nothing_has() -> None:
    number, text = (
        inputs_of(route(f"GET /x/{{{name}}}", converter=converter), Told()).fields[0]
        for name, converter in (("n", "int"), ("user_name", ""))
    )
    assert (absent(number), absent(text)) == (999_999, "no-such-user-name")


def test_values_are_spelled_as_urls_want_them() -> None:
    found = inputs_of(route("GET /x/{name}"), Told())
    assert found.request(
        {("path", "name"): "a b", ("query", "on"): True, ("cookie", "c"): 1}
    ) == RequestBrief("GET", "/x/a%20b", query=(("on", "true"),), headers=(("Cookie", "c=1"),))
