"""What is recalled of an untouched test function is what reading the whole file again finds."""

from __future__ import annotations

import random

import pytest

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.recalled import LastRead, recalled
from qaagent_lsp.model.source import Source, WorkspacePath

FILE = WorkspacePath("tests/test_pets.py")
HEAD = """
import pytest
from app.main import app
from starlette.testclient import TestClient

BASE = "/api"
client = TestClient(app)

def ask(path):
    return client.get(BASE + path)

@pytest.fixture
def test_data(client):
    return client.post("/data")
"""
TESTS = (
    "def test_plain(client):\n    client.get('/plain')\n",
    "def test_two(other):\n    url = BASE + '/two'\n    other.post(url)\n    other.delete(url)\n",
    "def test_helped():\n    ask('/helped')\n",
    "@pytest.mark.parametrize('p', ['/a', '/b'])\ndef test_each(client, p):\n    client.get(p)\n",
    "def test_fixture(test_data):\n    assert test_data\n",
    "def test_nothing():\n    assert True\n",
    "class TestPets:\n    def test_in(self, client):\n        client.get('/in')\n",
)


def read(text: str, last: LastRead | None = None) -> object:
    return facts_of(Source(FILE, text, "digest"), last=last)


def last_of(text: str) -> LastRead:
    facts = facts_of(Source(FILE, text, "digest"))
    return LastRead(text, facts.wiring.functions, facts.calls)


def names_recalled(before: str, after: str) -> set[str]:
    functions = facts_of(Source(FILE, after, "digest")).wiring.functions
    return set(recalled(last_of(before), after, functions))


def file_of(*tests: str, head: str = HEAD) -> str:
    return head + "\n\n".join(tests)


def test_only_what_was_touched_is_read_and_what_moved_is_where_it_stands_now() -> None:
    before, after = file_of(*TESTS), file_of("# new\n" + TESTS[0].replace("/plain", "/changed"), *TESTS[1:])
    assert names_recalled(before, after) == set()  # a comment outside of tests is not told from a constant
    after = file_of(TESTS[0].replace("'/plain'", "\n      '/changed'"), *TESTS[1:])
    assert names_recalled(before, after) == {"test_two", "test_each", "test_nothing"}
    assert read(after, last_of(before)) == read(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (file_of(*TESTS), file_of(*TESTS, head=HEAD.replace("/api", "/v2"))),
        (file_of(*TESTS), file_of(*TESTS[:-1], TESTS[-1].replace("/in", "/inside"))),
        (file_of(*TESTS), file_of(*TESTS, "def test_new(client):\n    app = FastAPI()\n    app.get('/x')\n")),
        (file_of(*TESTS), file_of(*TESTS, "def test_plain(client):\n    client.get('/second')\n")),
        (file_of(*TESTS), file_of(*TESTS, "test_other = test_plain\n").replace("'/plain'", "'/changed'")),
        (
            file_of(*TESTS),
            file_of(*TESTS).replace("def test_plain", "@fixture(name='other')\ndef test_plain"),
        ),
    ],
)
def test_where_others_may_depend_on_what_changed_all_is_read(before: str, after: str) -> None:
    assert names_recalled(before, after) == set()
    assert read(after, last_of(before)) == read(after)


@pytest.mark.parametrize("seed", range(12))
def test_random_edits_one_after_the_other(seed: int) -> None:
    chance = random.Random(seed)
    tests = list(TESTS)
    text = file_of(*tests)
    for number in range(25):
        match chance.randrange(5):
            case 0:
                tests.insert(
                    chance.randrange(len(tests) + 1),
                    f"def test_n{number}(client):\n    client.get('/n{number}')\n",
                )
            case 1 if len(tests) > 3:
                tests.pop(chance.randrange(len(tests)))
            case 2:
                chance.shuffle(tests)
            case 3:
                at = chance.randrange(len(tests))
                tests[at] = tests[at].replace("('/", f"('/v{number}/", 1)
            case _:
                tests[chance.randrange(len(tests))] += "\n"
        head = HEAD.replace("/api", f"/api{number}") if chance.random() < 0.1 else HEAD
        before, text = text, file_of(*tests, head=head)
        assert read(text, last_of(before)) == read(text)
