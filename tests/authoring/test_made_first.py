"""What is asked for is made first; the conversation of a study with an app that has nothing yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from qaagent_lsp.authoring.inputs import Told, inputs_of
from qaagent_lsp.authoring.made_first import Creator, is_made_by, made_first
from qaagent_lsp.authoring.operations import operation_of
from qaagent_lsp.authoring.trials import Base, searched
from qaagent_lsp.model.brief import CaseBrief, Creation, FollowUp, RequestBrief
from qaagent_lsp.model.route import PathParam, RouteKey
from qaagent_lsp.model.trial import Reply, Trial
from tests.authoring.known import route

BODY = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
OPERATION = {"requestBody": {"content": {"application/json": {"schema": BODY}}}, "responses": {}}
DOCUMENT = {"paths": {"/pets": {"post": OPERATION}, "/pets/{pet_id}": {"put": OPERATION}}}
PATH = "/pets/{pet_id}"
MADE = Creation("pet_id", "id")


def asked_for(method: str, answer: Callable[[Trial], tuple[Reply, ...]], base: int = 404) -> CaseBrief | None:
    """Carry out a study of a route whose best request is answered with ``base``."""
    one = replace(route(f"{method} {PATH}"), params=(PathParam("pet_id"),))
    inputs = inputs_of(one, Told(operation_of(DOCUMENT, one.key)))
    creator = Creator(route("POST /pets"), Told(operation_of(DOCUMENT, RouteKey("POST", "/pets"))))
    first = Base(searched(inputs, can_sign_in=False)[0], Reply(base))
    study = made_first(inputs, first, creator, can_sign_in=False, can_look=True)
    try:
        trials = next(study)
        while True:
            trials = study.send([answer(trial) for trial in trials])
    except StopIteration as ended:
        found: CaseBrief | None = ended.value
        return found


def kept(trial: Trial) -> tuple[Reply, ...]:
    """Answer as an app that gives each thing an id of its own."""
    replies = []
    for number, request in enumerate(trial.requests):
        told = {"id": f"{id(trial)}", **json.loads(request.body or trial.requests[0].body or "{}")}
        status = 201 if not number else 404 if number == 2 else 200
        replies.append(Reply(status, "application/json", text=json.dumps(told)))
    return tuple(replies)


def test_a_thing_is_made_and_read() -> None:
    case = asked_for("GET", kept)
    assert case is not None
    assert case.making == RequestBrief("POST", "/pets", body='{"name": "some name"}')
    assert case.request == RequestBrief("GET", PATH, made=MADE)
    assert (case.statuses, case.returned) == ((200,), (("name", '"some name"'),))


def test_a_change_sends_something_else() -> None:
    case = asked_for("PUT", kept)
    assert case is not None
    assert case.request.body == '{"name": "another name"}'
    assert case.returned == (("name", '"another name"'),)


def test_what_was_deleted_is_gone() -> None:
    case = asked_for("DELETE", kept)
    assert case is not None
    assert case.after == FollowUp(RequestBrief("GET", PATH, made=MADE), (404,))


def test_without_an_id_or_a_success_there_is_none() -> None:
    assert asked_for("GET", lambda trial: (Reply(201, "application/json", text='{"ok": true}'),) * 2) is None
    assert asked_for("GET", lambda trial: (Reply(403),) * 2) is None
    assert asked_for("GET", lambda trial: (*kept(trial)[:1], Reply(404))) is None
    assert asked_for("GET", kept, base=200) is None


@pytest.mark.parametrize(
    ("path", "post", "is_made"),
    [
        ("/pets/{pet_id}", "/pets", True),
        ("/pets/{pet_id}/", "/pets/", True),
        ("/pets/{pet_id}/name", "/pets", True),
        ("/pets/{pet_id}", "/dogs", False),
        ("/pets/{pet_id}", "/", False),
    ],
)
def test_the_post_of_the_collection_makes_it(path: str, post: str, is_made: bool) -> None:
    one = replace(route(f"GET {path}"), params=(PathParam("pet_id"),))
    assert is_made_by(one, route(f"POST {post}")) == is_made
    assert not is_made_by(one, route(f"GET {post}"))
    assert not is_made_by(one, replace(route(f"POST {post}"), app="other:app"))
