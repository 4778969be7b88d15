"""Which requests are tried, which of them is the best, and what is varied."""

from __future__ import annotations

from qaagent_lsp.authoring.handler_reading import HandlerReading
from qaagent_lsp.authoring.inputs import Inputs, Told, inputs_of
from qaagent_lsp.authoring.literals import Literals
from qaagent_lsp.authoring.trials import (
    MOST_SEARCHED,
    Base,
    best_of,
    follow_ups,
    leads_to_login,
    searched,
    variations,
    with_follow_up,
)
from qaagent_lsp.model.trial import Reply
from tests.authoring.known import route

FORM = Told(
    reading=HandlerReading(form=("username", "password")),
    literals=Literals({"username": ("test",), "password": ("test",)}),
)


def login() -> Inputs:
    return inputs_of(route("POST /auth/login", framework="flask"), FORM)


def test_what_is_known_of_all_inputs_is_tried_together() -> None:
    ideas = searched(login(), can_sign_in=False)
    assert [dict(idea.request.form) for idea in ideas] == [
        {"username": "some username", "password": "a long secret 1"},
        {"username": "some username", "password": "test"},
        {"username": "test", "password": "a long secret 1"},
        {"username": "test", "password": "test"},
    ]


def test_the_search_has_an_end() -> None:
    many = HandlerReading(form=tuple("abcdefgh"))
    known = Literals(dict.fromkeys("abcdefgh", ("x", "y", "z")))
    inputs = inputs_of(route("POST /x", framework="flask"), Told(reading=many, literals=known))
    ideas = searched(inputs, can_sign_in=False)
    assert len(ideas) == MOST_SEARCHED + 1
    assert dict(ideas[1].request.form) == dict.fromkeys("abcdefgh", "z")


def test_a_form_that_was_taken_is_better_than_one_shown_again() -> None:
    ideas = searched(login(), can_sign_in=False)
    again, taken = Reply(200, "text/html"), Reply(302, location="/")
    assert best_of(ideas, [again, again, again, taken]).idea.request.form[0] == ("username", "test")


def test_a_request_that_needs_a_user_is_made_by_one() -> None:
    inputs = inputs_of(
        route("POST /create", framework="flask"), Told(reading=HandlerReading(form=("title",)))
    )
    ideas = searched(inputs, can_sign_in=True)
    away, home = Reply(302, location="/auth/login"), Reply(302, location="/")
    base = best_of(ideas, [away, home])
    assert base.idea.signed_in
    assert base.unsigned == away
    assert leads_to_login(away)
    assert not leads_to_login(home)


def test_where_nothing_was_tried_the_first_idea_is_the_best() -> None:
    ideas = searched(login(), can_sign_in=False)
    assert best_of(ideas, [None] * len(ideas)) == Base(ideas[0])


def test_one_thing_is_varied_at_a_time() -> None:
    inputs = login()
    base = Base(searched(inputs, can_sign_in=False)[0], Reply(302, location="/"))
    assert [(one.why, one.expected) for one in variations(inputs, base, can_sign_in=True)] == [
        ("without_username", "validation"),
        ("username_empty", "validation"),
        ("username_other", "happy"),
        ("without_password", "validation"),
        ("password_empty", "validation"),
        ("password_other", "happy"),
        ("signed_in", "happy"),
    ]


def test_a_path_is_asked_for_what_is_not_there() -> None:
    inputs = inputs_of(route("GET /pets/{pet_id}", converter="int"), Told())
    base = Base(searched(inputs, can_sign_in=False)[0], Reply(200))
    unknown, other = variations(inputs, base, can_sign_in=False)
    assert (unknown.request.path, unknown.expected) == ("/pets/999999", "not_found")
    assert other.request.path == "/pets/2"


def test_what_shows_that_something_was_done() -> None:
    inputs = inputs_of(route("POST /pets"), Told())
    idea = searched(inputs, can_sign_in=False)[0]
    created = Base(idea, Reply(201, "application/json", text='{"id": 7}'))
    templates = ("/pets/{pet_id}", "/pets", "/", "/toys", "/pets/{pet_id}/toys/{name}")
    assert follow_ups(created, templates) == ("/pets/7", "/pets", "/")
    sent_on = Base(idea, Reply(302, location="http://localhost/done?x=1"))
    assert follow_ups(sent_on, ("/pets",)) == ("/done", "/pets")
    assert follow_ups(Base(idea, Reply(404)), templates) == ()
    trial = with_follow_up(idea, "/pets")
    assert [request.method for request in trial.requests] == ["GET", "POST", "GET"]


def test_a_path_is_filled_as_a_url_spells_it() -> None:
    inputs = inputs_of(route("POST /pets"), Told(reading=HandlerReading(body=("name",))))
    idea = searched(inputs, can_sign_in=False)[0]
    made = Reply(201, text='{"id": "a b?c"}')
    assert follow_ups(Base(idea, made), ("/pets/{pet_id}", "/pets/{name}")) == (
        "/pets/some%20name",
        "/pets/a%20b%3Fc",
    )


def test_reading_needs_nothing_that_shows_it() -> None:
    idea = searched(inputs_of(route("GET /pets"), Told()), can_sign_in=False)[0]
    assert follow_ups(Base(idea, Reply(200)), ("/pets",)) == ()
