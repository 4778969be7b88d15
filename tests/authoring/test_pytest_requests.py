"""A request in the words of each client."""

from __future__ import annotations

import pytest

from qaagent_lsp.authoring.project_style import ClientKind
from qaagent_lsp.authoring.pytest_requests import json_of, requested
from qaagent_lsp.authoring.python_text import flat
from qaagent_lsp.model.brief import Creation, RequestBrief

GET = RequestBrief("GET", "/x", query=(("q", "1"),), headers=(("X-A", "b"),))
JSON = RequestBrief("POST", "/x", body='{"a": 1}')
FORM = RequestBrief("POST", "/x", form=(("a", "1"),))
DELETE = RequestBrief("DELETE", "/x", body="[1]")


@pytest.mark.parametrize(
    ("kind", "request_", "written"),
    [
        ("httpx", GET, 'c.get("/x", params={"q": "1"}, headers={"X-A": "b"})'),
        ("flask", GET, 'c.get("/x", query_string={"q": "1"}, headers={"X-A": "b"})'),
        ("django", GET, 'c.get("/x?q=1", headers={"X-A": "b"})'),
        ("httpx", JSON, 'c.post("/x", json={"a": 1})'),
        ("django", JSON, 'c.post("/x", data={"a": 1}, content_type="application/json")'),
        ("drf", JSON, 'c.post("/x", data={"a": 1}, format="json")'),
        ("flask", FORM, 'c.post("/x", data={"a": "1"})'),
        ("drf", FORM, 'c.post("/x", data={"a": "1"}, format="multipart")'),
        ("httpx", DELETE, 'c.request("DELETE", "/x", json=[1])'),
        ("flask", DELETE, 'c.delete("/x", json=[1])'),
        ("flask", RequestBrief("PURGE", "/x"), 'c.open("/x", method="PURGE")'),
        ("httpx", RequestBrief("PURGE", "/x"), 'c.request("PURGE", "/x")'),
        ("django", RequestBrief("PURGE", "/x", body='{"a": 1}'),
         """c.generic("PURGE", "/x", data='{"a": 1}', content_type="application/json")"""),
        ("drf", RequestBrief("PURGE", "/x", form=(("a", "1 2"),)),
         'c.generic("PURGE", "/x", data="a=1+2", content_type="application/x-www-form-urlencoded")'),
        ("drf", RequestBrief("PURGE", "/x"), 'c.generic("PURGE", "/x")'),
        ("httpx", RequestBrief("GET", "/x", query=(("a", "1"), ("a", "2"))), 'c.get("/x", params={"a": ["1", "2"]})'),
    ],
)  # fmt: skip
def test_a_request(kind: ClientKind, request_: RequestBrief, written: str) -> None:
    assert flat(requested("c", kind, request_)) == written


def test_redirects_are_not_followed_where_they_are_the_answer() -> None:
    assert (
        flat(requested("c", "httpx", RequestBrief("GET", "/x"), stays=True))
        == 'c.get("/x", follow_redirects=False)'
    )
    assert flat(requested("c", "flask", RequestBrief("GET", "/x"), stays=True)) == 'c.get("/x")'


def test_headers_of_a_user_are_joined_with_others() -> None:
    assert (
        flat(requested("c", "httpx", RequestBrief("GET", "/x"), headers="auth"))
        == 'c.get("/x", headers=auth)'
    )
    joined = requested("c", "httpx", RequestBrief("GET", "/x", headers=(("A", "b"),)), headers="auth")
    assert flat(joined) == 'c.get("/x", headers={**auth, **{"A": "b"}})'


def test_a_body_may_be_a_variable() -> None:
    assert flat(requested("c", "httpx", JSON, body="body")) == 'c.post("/x", json=body)'


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("flask", "answer.json"),
        ("httpx", "answer.json()"),
        ("django", "answer.json()"),
        ("drf", "answer.json()"),
    ],
)
def test_the_json_of_an_answer_is_a_property_in_flask_alone(kind: ClientKind, written: str) -> None:
    assert json_of("answer", kind) == written


def test_what_a_post_made_is_asked_for_by_its_id() -> None:
    made = RequestBrief("GET", "/x/{id}", made=Creation("id", "id"))
    assert flat(requested("c", "flask", made)) == """c.get(f"/x/{made.json['id']}")"""
    assert flat(requested("c", "httpx", made)) == """c.get(f"/x/{made.json()['id']}")"""
