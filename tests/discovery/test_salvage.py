from __future__ import annotations

from textwrap import dedent

import pytest

from qaagent_lsp.discovery.assembly.resolve import resolve
from qaagent_lsp.discovery.facts import Reading, facts_of
from qaagent_lsp.discovery.salvage import read_again, salvage
from tests.discovery.tables import source

GOOD = dedent(
    '''
    from fastapi import APIRouter, FastAPI
    app = FastAPI()
    router = APIRouter(prefix="/r")

    @router.get("/a")
    def a():
        """Text."""
        return {"x": 1}

    @app.api_route("/b", methods=["PUT"])
    async def b():
        return 1

    app.include_router(
        router,
        prefix="/v1",
    )

    @app.get("/c")
    def c():
        return "c"
    '''
).lstrip("\n")
ROUTES = {"GET /v1/r/a main.a", "PUT /b main.b", "GET /c main.c"}


def kept(new: str) -> dict[str, int]:
    old = source(GOOD)
    facts = salvage(source(new), facts_of(old), old)
    table = resolve({facts.file: facts})
    assert not facts.parsed
    return {f"{route.key} {route.handler}": route.span.line for route in table.routes}


DAMAGE = {
    "missing parenthesis of a decorator": ('@router.get("/a")', '@router.get("/a"'),
    "missing parenthesis of a call": ('    prefix="/v1",\n)', '    prefix="/v1",\n'),
    "half-typed def above a decorator": ("@app.api_route", "def half(\n@app.api_route"),
    "half-typed def between decorator and def": ("async def b", "def half(\nasync def b"),
    "half-typed route above another": ("@app.api_route", '@app.get("/new\n@app.api_route'),
    "stray indent of a decorator": ("@router.get", "   @router.get"),
    "stray indent of a def": ("def a():", "   def a():"),
    "stray indent of a statement": ("app = FastAPI()", "  app = FastAPI()"),
    "unterminated path": ('"/b"', '"/b'),
    "unterminated string in a body": ('return "c"', 'return "c'),
    "an opened docstring": ("app = FastAPI()", 'app = FastAPI()\n"""'),
    "a def without its body": ("    return 1\n", ""),
    "an import being typed": (
        "from fastapi import APIRouter, FastAPI",
        "from fastapi import APIRouter, FastAPI,",
    ),
    "merge markers": ("    return 1\n", "<<<<<<< here\n    return 1\n=======\n    return 2\n>>>>>>> there\n"),
    "null bytes": ("return 1", "return \x00"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_every_route_is_kept_and_none_invented(kind: str) -> None:
    old, new = DAMAGE[kind]
    assert GOOD.count(old) == 1
    assert set(kept(GOOD.replace(old, new))) == ROUTES


def test_routes_move_with_their_lines() -> None:
    found = kept(f"x = (\n\n\n{GOOD}")
    assert found["GET /v1/r/a main.a"] == 5 + 3
    assert found["GET /c main.c"] == 19 + 3


def test_a_deleted_route_is_gone_and_a_new_one_is_there() -> None:
    text = GOOD.replace('@app.get("/c")\ndef c():\n    return "c"\n', "")
    assert set(kept(f'{text}x = (\n@app.post("/new")\ndef new(): ...\n')) == {
        "GET /v1/r/a main.a",
        "PUT /b main.b",
        "POST /new main.new",
    }


def test_tests_and_their_calls_are_kept() -> None:
    text = 'def test_a(client):\n    client.get("/a")\ndef test_b(client):\n    client.get("/b")\n'
    old = source(text, "test_x.py")
    facts = salvage(source(text.replace('"/a")', '"/a"'), "test_x.py"), facts_of(old), old)
    assert [function.name for function in facts.wiring.functions] == ["test_a", "test_b"]
    assert sorted(call.url for call in facts.calls) == ["/a", "/b"]


@pytest.mark.parametrize("reading", ["routes", "everything"])
def test_a_file_is_read_again_whole_or_broken(reading: Reading) -> None:
    handlers = "".join(f"@router.get('/p{n}')\ndef h{n}():\n    return {n}\n\n\n" for n in range(4))
    text = f"from fastapi import APIRouter\nrouter = APIRouter()\n{handlers}"
    before = facts_of(source(text), reading=reading)
    for line, whole in (("    x = call(", False), ("    x = 1", True), ('    x = """', False), ("", True)):
        now = source(text.replace("    return 1", f"{line}\n    return 1"))
        facts = read_again(now, before, source(text), reading)
        assert facts.parsed == whole == (facts.problem is None)
        assert {f"h{n}" for n in range(4)} <= {item.name for item in facts.wiring.functions}
        if whole:
            assert facts == facts_of(now, reading=reading)
    assert read_again(source("def x(:"), None, None, reading).problem is not None


ASKS = 'ask(client, "/two")'
TESTS = """
import pytest
from app import app

def ask(client, path):
    return client.get("/asked" + path)

@pytest.fixture
def test_data(client):
    return client.post("/data")

def test_one(client):
    client.get("/one")

def test_two(client):
    ask(client, "/two")

class Base:
    def test_shared(self, client):
        client.get("/shared")

class TestPets(Base):
    def test_in(self, client):
        client.get("/in")

def test_last(client):
    client.get("/last")
"""


@pytest.mark.parametrize("at", ['client.get("/one")', ASKS, 'client.get("/in")', "import pytest"])
def test_tests_around_what_is_broken_say_what_they_said(at: str) -> None:
    whole = source(TESTS, "test_x.py")
    before = facts_of(whole)
    broken = source(TESTS.replace(at, f"x = (\n{at}", 1), "test_x.py")
    now = read_again(broken, before, whole, "everything")
    assert {function.qualname for function in before.wiring.functions} <= {
        function.qualname for function in now.wiring.functions
    }
    last = broken.text.split("\n").index('    client.get("/last")') + 1
    assert [(call.url, call.span.line) for call in now.calls if call.test.endswith("::test_last")] == [
        ("/last", last)
    ]
    asked = {call.test: call.url for call in now.calls}
    touched = "/asked/two" if at == ASKS else at[12:-2]
    assert all(asked.get(call.test) == call.url for call in before.calls if call.url != touched)
    assert [one.name for one in now.fixtures] == [one.name for one in before.fixtures]
