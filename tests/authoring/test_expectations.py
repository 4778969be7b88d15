"""What is expected is what was the same both times, and will be tomorrow."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qaagent_lsp.authoring.expectations import Now, followed, seen
from qaagent_lsp.model.brief import VARIES, CaseBrief, FollowUp, RequestBrief
from qaagent_lsp.model.trial import Reply

NOW = Now("2024-03-05", 1_709_640_000.0)
CASE = CaseBrief("happy", "answers", RequestBrief("GET", "/x"), (200, 201))
AFTER = FollowUp(RequestBrief("GET", "/x"), ())


def answer(value: object, status: int = 200) -> Reply:
    return Reply(status, "application/json", text=json.dumps(value))


def test_json_that_stays_is_expected_whole() -> None:
    found = seen(CASE, answer({"a": [1, "b"]}), answer({"a": [1, "b"]}), [], NOW)
    assert (found.statuses, found.json, found.known_by) == ((200,), '{"a": [1, "b"]}', "observed")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"name": "Rex", "id": "6f1c"}, {"name": "Rex", "id": "a2b3"}),
        ({"name": "Rex", "id": "2024-03-05T10:00:00"}, {"name": "Rex", "id": "2024-03-05T10:00:00"}),
        ({"name": "Rex", "id": 1_709_640_123}, {"name": "Rex", "id": 1_709_640_123}),
        ({"name": "Rex", "id": 1}, {"name": "Rex", "id": True}),
    ],
)
def test_what_differs_or_tells_the_time_may_be_any(first: object, again: object) -> None:
    found = seen(CASE, answer(first), answer(again), [], NOW)
    assert found.json is None
    assert found.shape == json.dumps({"name": "Rex", "id": VARIES})
    assert found.fields == ("name", "id")


def test_the_words_of_a_validator_are_not_expected() -> None:
    said = {"detail": [{"type": "missing", "loc": ["query", "q"], "msg": "Field required", "input": None}]}
    found = seen(CASE, answer(said, 422), answer(said, 422), [], NOW)
    assert found.shape is not None
    assert json.loads(found.shape) == {
        "detail": [{"type": "missing", "loc": ["query", "q"], "msg": VARIES, "input": VARIES}]
    }


def test_of_a_large_answer_the_fields_are_expected() -> None:
    rows = [{"id": number, "name": "x" * 20} for number in range(100)]
    found = seen(CASE, answer(rows), answer(rows), [], NOW)
    assert (found.json, found.shape, found.fields) == (None, None, ("id", "name"))


def test_of_a_list_that_grows_the_fields_are_expected() -> None:
    found = seen(CASE, answer([{"id": 1}]), answer([{"id": 1}, {"id": 2}]), [], NOW)
    assert (found.json, found.shape, found.fields) == (None, None, ("id",))


def test_where_the_status_differs_both_will_do() -> None:
    found = seen(replace(CASE, fields=("id",)), answer(1, 200), answer(1, 409), [], NOW)
    assert (found.statuses, found.fields) == ((200, 409), ())
    assert found.unknown == ("it answered 200 once and 409 another time",)


def test_a_redirect_leads_where_it_led() -> None:
    away = Reply(302, "text/html", "http://testserver/login", "<p>moved</p>")
    found = seen(CASE, away, away, [], NOW)
    assert (found.location, found.location_is_whole, found.contains) == ("/login", True, ())
    near = Reply(302, "text/html", "/login")
    assert not seen(CASE, near, near, [], NOW).location_is_whole


def test_a_page_has_the_title_that_it_had_both_times() -> None:
    page = Reply(200, "text/html", text="<title>Pets</title><h1>One</h1>")
    again = Reply(200, "text/html", text="<title>Pets</title><h1>Two</h1>")
    found = seen(CASE, page, again, [], NOW)
    assert (found.page_title, found.page_heading) == ("Pets", "")


def test_a_page_has_its_texts_but_not_those_of_today() -> None:
    page = Reply(200, "text/html", text="<h1>Posts</h1><p>written on 2024-03-05</p><p>by Ann</p>")
    found = seen(CASE, page, page, [], NOW)
    assert found.contains == ("Posts", "by Ann")


def test_what_a_request_changed_elsewhere() -> None:
    before = Reply(200, "text/html", text="<h1>Posts</h1><p>old one</p>")
    after = Reply(200, "text/html", text="<h1>Posts</h1><p>new one</p>")
    found = followed(AFTER, before, after, after, NOW)
    assert found is not None
    assert (found.statuses, found.contains, found.lacks) == ((200,), ("new one",), ("old one",))
    assert followed(AFTER, before, before, before, NOW) is None


def test_what_is_gone_is_not_found() -> None:
    found = followed(AFTER, answer({"id": 1}), Reply(404), Reply(404), NOW)
    assert found is not None
    assert found.statuses == (404,)


def test_json_elsewhere_is_expected_whole_or_not_at_all() -> None:
    found = followed(AFTER, answer([1]), answer([1, 2]), answer([1, 2]), NOW)
    assert found is not None
    assert found.json == "[1, 2]"
    assert followed(AFTER, answer([1]), answer([1, 2]), answer([1, 3]), NOW) is None
    assert followed(AFTER, answer([1]), answer([1, 2]), answer([1, 2], 500), NOW) is None
