"""What is recalled of an untouched test function is what reading the whole file again finds."""

from __future__ import annotations

import random

import pytest

from qaagent_lsp.discovery.facts import FileFacts, facts_in_part, facts_of
from qaagent_lsp.discovery.python_tests.recalled import LastRead, Recalled, recalled
from qaagent_lsp.discovery.syntax.edits import change_between
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


def read(text: str, last: LastRead | None = None) -> FileFacts:
    source = Source(FILE, text, "digest")
    part = last and facts_in_part(source, last, change_between(last.text, text), "everything")
    return part if isinstance(part, FileFacts) else facts_of(source)


def last_of(text: str) -> LastRead:
    facts = read(text)
    return LastRead(text, facts.wiring, facts.calls)


def names_recalled(before: str, after: str) -> set[str]:
    found = recalled(last_of(before), after, change_between(before, after))
    return set(found.functions) if isinstance(found, Recalled) else set()


def file_of(*tests: str, head: str = HEAD) -> str:
    return head + "\n\n".join(tests)


def test_only_what_was_touched_is_read_and_what_moved_is_where_it_stands_now() -> None:
    before = file_of(*TESTS)
    after = file_of("# new\n" + TESTS[0].replace("/plain", "/changed"), *TESTS[1:])
    assert names_recalled(before, after) == {"test_two", "test_nothing"}
    after = file_of(TESTS[0].replace("'/plain'", "\n      '/changed'"), *TESTS[1:])
    # What moves with a decorator of its own, or asks through a helper, is read again.
    assert names_recalled(before, after) == {"test_two", "test_nothing"}
    assert read(after, last_of(before)) == read(after)
    after = before.replace("'/two'", "'/new'")
    assert names_recalled(before, after) == {"test_plain", "test_each", "test_nothing"}
    assert read(after, last_of(before)) == read(after)


@pytest.mark.parametrize(
    "after",
    [
        file_of(
            TESTS[0], TESTS[1] + "    other.put('/more')\n", *TESTS[2:]
        ),  # goes on with the function before
        file_of(TESTS[0], TESTS[1], "def test_new():\n    ask('/new')\n", *TESTS[2:]),
        file_of(TESTS[0], *TESTS[2:]),
        file_of(TESTS[0], "def test_open():\n    text = '''\n", *TESTS[1:]),
        file_of(TESTS[0], TESTS[1] + "else:\n    ask('/else')\n", *TESTS[2:]),
        file_of(TESTS[0], TESTS[1].replace("BASE", "(BASE"), *TESTS[2:]),
        file_of(TESTS[0], TESTS[1] + "ask('/outside')\n", *TESTS[2:]),
        file_of(TESTS[0], "@pytest.mark.slow\n", *TESTS[1:]),
        file_of(*TESTS).replace(
            "    def test_in", "    x = '''\ndef test_q():\n    ask('/q')\n'''\n    def test_in"
        ),
        file_of(*TESTS, "def test_later():\n    test_plain(client)\n"),
        file_of(*TESTS, "class TestMore:\n    def test_plain(self, client):\n        client.get('/more')\n"),
        file_of(
            *TESTS[:-1],
            "def test_more(client):\n    import app\n    x = app.make()\n    app.wire(x)\n",
            TESTS[-1],
        ),
        file_of(*TESTS).replace("\n", "\r\n").replace("/two", "/three"),
    ],
)
def test_an_edit_finds_what_reading_all_finds(after: str) -> None:
    for before in (file_of(*TESTS), file_of(*TESTS).replace("\n", "\r\n")):
        assert read(after, last_of(before)) == read(after)
        assert read(before, last_of(after)) == read(before)


def test_text_in_a_string_is_no_test_however_it_looks() -> None:
    before = "import x\nCASES = '''\n'''\n\ndef test_a(client):\n    client.get(CASES)\n"
    after = before.replace("'''\n'''", "'''\ndef test_b(): pass\n'''")
    assert names_recalled(before, after) == set()
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


@pytest.mark.parametrize("seed", range(12))
def test_random_lines_are_cut_doubled_and_moved(seed: int) -> None:
    chance = random.Random(seed)
    text = file_of(
        *TESTS, *(f"def test_{n}(client):\n    client.get('/{n}')\n\n    assert {n}\n" for n in range(6))
    )
    last = last_of(text)
    for _ in range(60):
        lines = last.text.split("\n")
        at = chance.randrange(len(lines))
        count = chance.choice((1, 1, 1, 2, 5))
        match chance.randrange(6):
            case 0:
                del lines[at : at + count]
            case 1:
                lines[at:at] = lines[at : at + count]
            case 2:
                lines[at:at] = [
                    chance.choice(("", "    client.get('/more')", "x = 1", "'''", "# why", "    return 1"))
                ]
            case 3:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 4:
                lines[at] = lines[at].replace("'/", "'/v/").replace("def test_", "def test_x")
            case _:
                lines[at] += chance.choice(("  # why", " ", ")", "\n    ask('/added')"))
        text = "\n".join(lines)
        facts = read(text)
        assert read(text, last) == facts
        if facts.parsed:
            last = LastRead(text, facts.wiring, facts.calls)
