"""Which of what was tried become tests, and what those expect."""

from __future__ import annotations

from typing import Any

from qaagent_lsp.authoring.cases import MOST_CASES, cases_of
from qaagent_lsp.authoring.handler_reading import HandlerReading
from qaagent_lsp.authoring.inputs import Told, inputs_of
from qaagent_lsp.authoring.operations import operation_of
from qaagent_lsp.authoring.trials import Base, Idea, searched
from qaagent_lsp.model.brief import CaseBrief, CaseKind
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.trial import Reply
from tests.authoring.known import route

OPERATION: dict[str, Any] = {
    "responses": {
        "201": {"content": {"application/json": {"schema": {"type": "object", "required": ["id"]}}}},
        "422": {},
    }
}
DESCRIBED = Told(operation_of({"paths": {"/pets": {"post": OPERATION}}}, RouteKey("POST", "/pets")))
OK = Reply(201, "application/json", text='{"id": 1}')


def cases(
    told: Told, reply: Reply | None, *varied: tuple[str, CaseKind, Reply | None]
) -> tuple[CaseBrief, ...]:
    inputs = inputs_of(route("POST /pets"), told)
    idea = searched(inputs, can_sign_in=False)[0]
    others = [(Idea(why, kind, idea.request, {}), answer) for why, kind, answer in varied]
    return cases_of(inputs, told, Base(idea, reply), others)


def test_what_was_never_tried_expects_what_the_description_says() -> None:
    happy, wrong = cases(DESCRIBED, None, ("name_empty", "validation", None), ("gone", "not_found", None))
    assert (happy.statuses, happy.fields, happy.known_by) == ((201,), ("id",), "schema")
    assert (wrong.statuses, wrong.known_by) == ((422,), "schema")


def test_without_a_description_convention_says_it() -> None:
    happy, gone = cases(
        Told(reading=HandlerReading(statuses=(404,))), None, ("id_unknown", "not_found", None)
    )
    assert (happy.statuses, happy.known_by) == ((200, 201, 202), "convention")
    assert (gone.statuses, gone.name) == ((404,), "")


def test_answers_that_are_the_same_make_one_test() -> None:
    bad = Reply(422, "application/json", text="[]")
    found = cases(DESCRIBED, OK, ("a", "validation", bad), ("b", "validation", bad), ("c", "happy", OK))
    assert [(case.kind, case.name) for case in found] == [("happy", ""), ("validation", "a")]


def test_a_crash_is_never_what_is_expected() -> None:
    broke = Reply(500, error="KeyError: 'x'")
    happy, wrong = cases(DESCRIBED, OK, ("a", "validation", broke))
    assert happy.known_by == "observed"
    assert (wrong.statuses, wrong.known_by) == ((422,), "schema")
    assert wrong.unknown == ("the app broke with 500: KeyError: 'x'",)


def test_what_always_breaks_has_one_test() -> None:
    (only,) = cases(DESCRIBED, Reply(500), ("a", "validation", Reply(500)), ("b", "happy", Reply(500)))
    assert only.statuses == (201,)


def test_the_kind_is_what_the_answer_says() -> None:
    found = cases(
        DESCRIBED,
        OK,
        ("a", "happy", Reply(404)),
        ("b", "happy", Reply(409)),
        ("c", "validation", Reply(401)),
        ("d", "auth", Reply(403)),
        ("e", "refused", Reply(400)),
    )
    assert [case.kind for case in found] == ["happy", "not_found", "refused", "auth", "auth", "refused"]


def test_a_form_that_is_shown_again_was_not_taken() -> None:
    told = Told(reading=HandlerReading(form=("name",)))
    inputs = inputs_of(route("POST /pets", framework="flask"), told)
    idea = searched(inputs, can_sign_in=False)[0]
    again = Reply(200, "text/html", text="<p>taken</p>")
    other = Idea("name_other", "happy", idea.request, {})
    found = cases_of(inputs, told, Base(idea, Reply(302, location="/")), [(other, again)])
    assert [case.kind for case in found] == ["happy", "refused"]


def test_whoever_is_not_signed_in_is_sent_away() -> None:
    told = Told(reading=HandlerReading(guarded=True))
    (only,) = cases(told, Reply(302, location="/login"))
    assert only.kind == "auth"


def test_too_many_are_cut_to_one_of_each_kind_and_the_first() -> None:
    varied = [(f"v{number}", "validation", Reply(422, text=str(number))) for number in range(20)]
    found = cases(DESCRIBED, OK, *varied, ("last", "happy", Reply(404)))  # type: ignore[arg-type] # kinds are literals
    assert len(found) == MOST_CASES
    assert found[-1].kind == "not_found"
