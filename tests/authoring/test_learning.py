"""What an app says that it wants is sent to it."""

from __future__ import annotations

import json

import pytest

from qaagent_lsp.authoring.handler_reading import HandlerReading
from qaagent_lsp.authoring.inputs import Told, inputs_of
from qaagent_lsp.authoring.learning import with_what_is_wanted
from qaagent_lsp.model.trial import Reply
from tests.authoring.known import route


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"name": ["This field is required."], "age": ["A valid integer is required."]}, ["name", "age"]),
        ({"errors": {"name": ["Missing data for required field."]}}, ["name"]),
        ({"errors": {"json": {"name": ["Missing data for required field."]}}}, ["name"]),
        ({"detail": [{"loc": ["body", "name"], "msg": "Field required"}, {"loc": ["query", "q"]}]}, ["name"]),
        ({"detail": "No."}, []),
        ({"name": ["Too long."]}, []),
        (["required"], []),
    ],
)
def test_fields_that_are_wanted(said: object, names: list[str]) -> None:
    inputs = inputs_of(route("POST /pets", framework="django"), Told())
    found = with_what_is_wanted(inputs, Reply(400, "application/json", text=json.dumps(said)))
    assert [one.name for one in found.fields] == names
    assert (found is inputs) == (not names)


def test_the_request_has_them() -> None:
    inputs = inputs_of(route("POST /pets", framework="django"), Told())
    found = with_what_is_wanted(inputs, Reply(400, text='{"email": ["required"]}'))
    assert found.request(found.base).body == '{"email": "ann@example.com"}'


def test_only_a_refusal_of_a_body_teaches() -> None:
    said = '{"name": ["required"]}'
    posted = inputs_of(route("POST /pets", framework="django"), Told())
    form = inputs_of(route("POST /pets", framework="flask"), Told(reading=HandlerReading(form=("a",))))
    read = inputs_of(route("GET /pets", framework="django"), Told())
    assert with_what_is_wanted(posted, Reply(403, text=said)) is posted
    assert with_what_is_wanted(posted, None) is posted
    assert with_what_is_wanted(posted, Reply(400, text="no json")) is posted
    assert with_what_is_wanted(form, Reply(400, text=said)) is form
    assert with_what_is_wanted(read, Reply(400, text=said)) is read
