"""A study goes from trials to tests; here an app that is a function answers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from qaagent_lsp.authoring.expectations import Now
from qaagent_lsp.authoring.handler_reading import HandlerReading
from qaagent_lsp.authoring.inputs import Told
from qaagent_lsp.authoring.study import Surroundings, study
from qaagent_lsp.model.brief import RequestBrief, RouteBrief
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.trial import Reply
from tests.authoring.known import route

NOW = Now("2024-03-05", 0.0)


class App:
    """Keeps names; a new one for each trial."""

    def __init__(self) -> None:
        self.names = ["Rex"]

    def __call__(self, request: RequestBrief, *, signed_in: bool) -> Reply:
        if request.method == "GET":
            return Reply(200, "application/json", text=json.dumps(self.names))
        if not signed_in:
            return Reply(401, "application/json", text='{"error": "who?"}')
        name = dict(request.form).get("name")
        if not name:
            return Reply(400, "application/json", text='{"error": "no name"}')
        self.names.append(name)
        return Reply(201, "application/json", text=json.dumps({"name": name}))


Make = Callable[[], Callable[..., Reply]]


def carried_out(subject: Route, told: Told, make: Make, *, can_sign_in: bool = True) -> RouteBrief:
    going = study(subject, told, Surroundings(("/pets",), can_sign_in, NOW))
    trials = next(going)
    while True:
        replies = []
        for trial in trials:
            app = make()
            replies.append(tuple(app(request, signed_in=trial.signed_in) for request in trial.requests))
        try:
            trials = going.send(replies)
        except StopIteration as ended:
            brief: RouteBrief = ended.value
            return brief


def test_a_route_is_found_out_about() -> None:
    subject = route("POST /pets", framework="flask")
    brief = carried_out(subject, Told(reading=HandlerReading(form=("name",), summary="Add a pet.")), App)
    assert [(case.kind, case.name, case.statuses, case.signed_in) for case in brief.cases] == [
        ("happy", "", (201,), True),
        ("validation", "without_name", (400,), True),
        ("auth", "", (401,), False),
    ]
    happy = brief.cases[0]
    assert happy.json == '{"name": "some name"}'
    assert happy.after is not None
    assert (happy.after.request.path, happy.after.json) == ("/pets", '["Rex", "some name"]')
    assert (brief.summary, brief.unknown, brief.is_page) == ("Add a pet.", (), False)


def test_what_another_test_changes_is_not_expected() -> None:
    shared = App()
    subject = route("GET /pets", framework="flask")

    def answer(request: RequestBrief, *, signed_in: bool) -> Reply:
        shared.names.append("one more")
        return shared(request, signed_in=signed_in)

    brief = carried_out(subject, Told(), lambda: answer, can_sign_in=False)
    assert [(case.json, case.shape) for case in brief.cases] == [(None, None)]


def test_what_a_database_keeps_between_two_starts_is_not_expected() -> None:
    going = study(route("GET /pets"), Told(), Surroundings((), can_sign_in=False, now=NOW))
    trials = next(going)
    brief: object = None
    for number in range(3):
        reply = Reply(200, "application/json", text=json.dumps([{"id": one} for one in range(number + 1)]))
        try:
            trials = going.send([(reply,)] * len(trials))
        except StopIteration as ended:
            brief = ended.value
    assert isinstance(brief, RouteBrief)
    assert [(case.json, case.fields) for case in brief.cases] == [(None, ("id",))]


def test_what_an_app_asks_for_is_sent() -> None:
    def answer(request: RequestBrief, *, signed_in: bool) -> Reply:
        sent = json.loads(request.body or "{}")
        if not sent.get("name"):
            return Reply(400, "application/json", text='{"name": ["This field is required."]}')
        return Reply(201, "application/json", text=json.dumps(sent))

    brief = carried_out(route("POST /pets", framework="django"), Told(), lambda: answer, can_sign_in=False)
    assert [(case.kind, case.name, case.statuses) for case in brief.cases] == [
        ("happy", "", (201,)),
        ("validation", "without_name", (400,)),
        ("happy", "name_other", (201,)),
    ]


def test_where_nothing_succeeds_that_is_said() -> None:
    subject = route("POST /pets", framework="flask")
    told = Told(reading=HandlerReading(form=("name",)))
    brief = carried_out(subject, told, App, can_sign_in=False)
    assert [case.kind for case in brief.cases] == ["auth"]
    assert brief.unknown == ("no request was found that it answers with success; the best got 401",)


def test_a_crash_is_told() -> None:
    def broken() -> Callable[..., Reply]:
        return lambda _, signed_in: Reply(500, error="ZeroDivisionError")

    brief = carried_out(route("GET /pets"), Told(), broken)
    assert brief.unknown == ("it broke with 500: ZeroDivisionError",)
    assert [case.statuses for case in brief.cases] == [(200,)]


def test_without_replies_there_is_still_a_test() -> None:
    going = study(route("GET /pets"), Told(), Surroundings((), can_sign_in=False, now=NOW))
    trials = next(going)
    trials = going.send([None] * len(trials))
    trials = going.send([None] * len(trials))
    with pytest.raises(StopIteration) as ended:
        going.send([None] * len(trials))
    assert [case.known_by for case in ended.value.value.cases] == ["convention"]
