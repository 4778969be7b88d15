"""The text of steps; that they run is proven in ``tests/e2e``."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.authoring.borrowed_fixtures import Borrowed, Fixture
from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.authoring.step_definitions import BehaveWorld, StepDefinition
from qaagent_lsp.authoring.step_words import words_beside
from qaagent_lsp.authoring.step_writer import Backend, django_environment, signs_in, steps_text
from qaagent_lsp.model.source import WorkspacePath


def written(backend: Backend, world: BehaveWorld | None = None) -> str:
    known = world or BehaveWorld()
    text = steps_text(words_beside(known), known, backend)
    ast.parse(text)
    return text


def test_a_client_of_its_own_for_each_scenario() -> None:
    text = written(Backend("httpx", "shop.main:make_app()", (State("shop.store", "PETS", "dict"),)))
    assert text.startswith(
        '"""Steps that ask the API. Written by qaagent-lsp; change them as you like."""\n\n'
        "import copy\nimport json\nfrom contextlib import ExitStack\nfrom urllib.parse import urlencode\n\n"
        "from behave import given, then, when\nfrom starlette.testclient import TestClient\n\n"
        "from shop import store\nfrom shop.main import make_app\n\n\n"
    )
    assert "stack.enter_context(TestClient(make_app()))" in text
    assert "context.add_cleanup(put_back, store.PETS, copy.deepcopy(store.PETS))" in text


def test_a_module_that_is_called_as_its_app_gets_another_name() -> None:
    text = written(Backend("httpx", "app:app", (State("app", "ITEMS", "dict"),)))
    assert "import app as app_module\nfrom app import app\n" in text
    assert "put_back, app_module.ITEMS, copy.deepcopy(app_module.ITEMS)" in text


@pytest.mark.parametrize(
    ("backend", "made", "sent", "read"),
    [
        (Backend("flask", "web:app"), "app.test_client()", "client.open(path, method=method", "answer.text"),
        (Backend("django"), "Client()", "client.generic(", "answer.content.decode()"),
        (Backend("httpx"), 'httpx.Client(base_url=os.environ["BASE_URL"])', "client.request(", "answer.text"),
    ],
)
def test_each_framework_is_asked_in_its_own_way(backend: Backend, made: str, sent: str, read: str) -> None:
    text = written(backend)
    assert f"{made}" in text
    assert sent in text
    assert f"return {read}" in text


def test_fixtures_of_pytest_make_the_client() -> None:
    app, client = Fixture("app", "app"), Fixture("client", "client_fixture", ("app",))
    auth = Fixture("auth", "auth", ("client",))
    borrowed = Borrowed(WorkspacePath("api/tests/conftest.py"), (app, client), auth, "auth.login()")
    backend = Backend("flask", "shop:make_app()", borrowed=borrowed, depth=3)
    text = written(backend)
    assert 'str(HERE.parents[3] / "api" / "tests" / "conftest.py"))' in text
    assert (
        '        app = use_fixture(pytest_fixture, context, "app")\n'
        '        context.api_client = use_fixture(pytest_fixture, context, "client_fixture", app)\n'
    ) in text
    assert (
        '    auth = use_fixture(pytest_fixture, context, "auth", client_of(context))\n    auth.login()\n'
        in text
    )
    own = StepDefinition("given", "I am logged in")
    assert signs_in(BehaveWorld(), backend)
    assert "auth.login()" not in written(backend, BehaveWorld((own,)))


def test_a_location_is_compared_without_the_clients_own_address() -> None:
    assert '.removeprefix("http://testserver")' in written(Backend("django"))
    assert '.removeprefix(os.environ["BASE_URL"].rstrip("/"))' in written(Backend("httpx"))
    assert "os.environ" not in written(Backend("httpx"), BehaveWorld((), "http"))


def test_the_hooks_own_client_is_used() -> None:
    asks = StepDefinition("when", 'I ask for "{path}"', asks="GET", answer="answer")
    text = written(Backend("httpx", "shop:app"), BehaveWorld((asks,), "http"))
    assert "    return context.http\n" in text
    assert "from shop import app" not in text
    assert "context.answer = client.request(" in text


def test_only_what_is_missing_is_written() -> None:
    first = written(Backend("httpx", "shop:app"))
    assert first.count("@when") == 3
    known = BehaveWorld(
        tuple(
            StepDefinition("when", pattern, is_ours=True)
            for pattern in ('I send {method:w} "{path}"', 'I send {method:w} "{path}" with the JSON')
        )
    )
    assert written(Backend("httpx", "shop:app"), known).count("@when") == 1


def test_django_has_a_database_for_each_scenario() -> None:
    text = django_environment("site.settings")
    ast.parse(text)
    assert '"DJANGO_SETTINGS_MODULE", "site.settings"' in text
