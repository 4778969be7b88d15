from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.python_tests.client_words import (
    calls_in,
    is_verb_of_client,
    receiver_names_of_routers,
    request_of,
)
from qaagent_lsp.discovery.syntax.strings import last_name


def test_calls_are_found_wherever_they_stand() -> None:
    node = ast.parse("a(b()['x'](k=c()), *[d() for e in f() if g()], {'k': h()}, x == i())", mode="eval").body
    assert sorted(last_name(call.func) for call in calls_in(node)) == ["", *"abcdfghi"]


def test_names_of_routers() -> None:
    text = "app = FastAPI()\nclient = TestClient(app)\ndef test_a():\n    if x:\n        bp = flask.Blueprint('x')\n"
    assert set(receiver_names_of_routers(ast.parse(text).body)) == {"app", "bp"}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("client.get('/pets')", "GET /pets"),
        ("client.request('put', '/pets')", "PUT /pets"),
        ("client.ws_connect('/ws')", "WEBSOCKET /ws"),
        ("client.websocket_connect('/ws')", "WEBSOCKET /ws"),
        ("self.client.post('/pets', json={})", "POST /pets"),
        ("session.get(server.make_url('/pets'))", "GET /pets"),
        ("session.get(URL('/pets'))", "GET /pets"),
        ("web.get('/pets', handler)", None),
        ("web.view('/pets', View)", None),
        ("app.router.add_get('/pets', handler)", None),
        ("routes.get('/pets')", None),
        ("client.get(reverse('shop:add') + '?next=' + reverse('shop:list'))", "GET shop:add"),
        ("self.assertRedirects(response, reverse('shop:list'))", "GET shop:list"),
        ("assertRedirects(response, expected_url='/pets')", "GET /pets"),
        ("self.assertRedirects(response, '/pets', fetch_redirect_response=False)", None),
        ("self.assertRedirects(response)", None),
    ],
)
def test_requests_of_the_clients_of_litestar_and_aiohttp(call: str, expected: str | None) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    found = request_of(node, {}, frozenset({"routes"}))
    assert (f"{found.method} {found.url}" if found else None) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("client.get('/pets')", ""),
        ("client.get('/pets', follow_redirects=True)", "yes"),
        ("client.get('/pets', follow_redirects=False)", "no"),
        ("client.get(reverse('pets'), follow=True)", "yes"),
        ("client.get('/pets', allow_redirects=follow)", "no"),
        ("requests.get('http://localhost/pets')", "yes"),
        ("page.goto('/')", "yes"),
        ("client.get('/', follow_redirects=told)", "yes"),
    ],
)
def test_whether_redirects_are_followed(call: str, expected: str) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    found = request_of(node, {"told": "True"}, frozenset())
    assert found is not None
    assert found.follows == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("client.get", True),
        ("getattr(client, 'put')", True),
        ("getattr(client, verb)", True),
        ("getattr(client, other)", False),
        ("client.get('/pets')", False),
        ("client.session", False),
        ("get", False),
    ],
)
def test_what_clients_ask_with(written: str, *, expected: bool) -> None:
    assert is_verb_of_client(ast.parse(written, mode="eval").body, {"verb": "post"}) is expected
