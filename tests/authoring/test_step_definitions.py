from __future__ import annotations

import pytest

from qaagent_lsp.authoring.step_definitions import BehaveWorld, StepDefinition, world_of

STEPS = """
from behave import given, step, then, when

@given("I am logged in")
def signed_in(context):
    context.token = "x"

@when('I ask for "{path}"')
def ask(context, path):
    '''Asks.'''
    context.answer = context.client.get(path)

@when('I order "{thing}"')
def order(context, thing):
    context.answer = context.client.post("/orders", json={"thing": thing})

@then("it answers {status:d}")
def status(context, status):
    assert context.answer.status_code == status

@then("it answers with {status} at once")
def status_text(context, status):
    assert context.answer.status_code == int(status)

@step("a pause")
def pause(context): ...
"""
HOOKS = """
from fastapi.testclient import TestClient
from shop.main import app

def before_scenario(context, scenario):
    context.http = TestClient(app)
"""


def test_what_steps_do_is_read_where_it_is_plain() -> None:
    world = world_of([STEPS])
    assert [(step.pattern, step.asks, step.says_status, step.answer) for step in world.steps] == [
        ("I am logged in", "", False, ""),
        ('I ask for "{path}"', "GET", False, "answer"),
        ('I order "{thing}"', "", False, ""),
        ("it answers {status:d}", "", True, "answer"),
        ("it answers with {status} at once", "", True, "answer"),
        ("a pause", "", False, ""),
    ]
    assert (world.answer, world.signs_in, world.client) == ("answer", "I am logged in", "")


def test_a_client_that_hooks_make() -> None:
    world = world_of([HOOKS])
    assert (world.client, world.client_kind) == ("http", "httpx")
    flask = "def before_all(context):\n    context.client = app.test_client()\n"
    assert world_of([flask]).client_kind == "flask"
    django = "from django.test import Client\ndef before_all(context):\n    context.web = Client()\n"
    assert (world_of([django]).client, world_of([django]).client_kind) == ("web", "django")
    assert world_of(["def before_all(context):\n    context.db = Client()\n"]).client == ""


def test_nothing_and_broken_files() -> None:
    assert world_of(["def ("]) == BehaveWorld()
    assert BehaveWorld().answer == "response"


@pytest.mark.parametrize(
    ("pattern", "is_regex", "clashes"),
    [
        ("I send {method} request", False, False),
        ('I send {method} "{path}"', False, True),
        ("I {anything}", False, True),
        ("I send (.*)", True, True),
        ("I sleep", True, False),
        ("I (", True, False),
    ],
)
def test_steps_that_behave_would_find_ambiguous(*, pattern: str, is_regex: bool, clashes: bool) -> None:
    step = StepDefinition("when", pattern, is_regex)
    assert step.clashes('I send {method:w} "{path}"', 'I send GET "/x"') is clashes


def test_a_value_is_put_in_as_it_is() -> None:
    assert StepDefinition("when", 'I ask for "{path}"').written_for("/a\\1{b}") == 'I ask for "/a\\1{b}"'
