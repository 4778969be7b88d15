"""What was known of a file stands in for what cannot be read of its broken text."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.discovery.assembly.resolve import resolve
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.last_known import merged, with_known_calls
from qaagent_lsp.discovery.salvage import salvage
from qaagent_lsp.discovery.syntax.edits import LineMap, change_between
from tests.discovery.tables import source

BEFORE = "# one\nfrom app import make\n\nx = make()\n\n\ndef test_a(client):\n    client.get('/a')\n"
AFTER = "# one\n\nfrom app import make\n\nx = make(\n\n\ndef test_a(client:\n    client.get('/a'\n"


def test_what_stood_in_lines_that_cannot_be_read_is_where_they_are_now() -> None:
    before, change = facts_of(source(BEFORE, "test_x.py")), change_between(BEFORE, AFTER)
    now = facts_of(source("# one\n\nfrom app import make\n", "test_x.py"))
    wiring = merged(now.wiring, before.wiring, change, LineMap(change), [(5, 9)])
    assert [(item.name, item.line) for item in wiring.imports] == [("make", 3)]
    assert [(item.name, item.line) for item in wiring.bindings] == [("x", 5)]
    assert [(item.name, item.span.line) for item in wiring.functions] == [("test_a", 8)]


def test_calls_of_tests_that_cannot_be_read_are_kept() -> None:
    change = change_between(BEFORE, AFTER)
    before = facts_of(source(BEFORE, "test_x.py"))
    unread = replace(facts_of(source("# one\n", "test_x.py")), parsed=False, broken=((8, 9),))
    (call,) = with_known_calls(unread, before, LineMap(change)).calls
    assert (call.url, call.span.line) == ("/a", 9)
    read = replace(unread, calls=before.calls)
    assert with_known_calls(read, before, LineMap(change)).calls == before.calls


def test_which_way_a_function_takes_is_known_while_another_place_is_broken() -> None:
    text = (
        "from fastapi import FastAPI\napp = FastAPI()\n\n\ndef keep():\n    pass\n\n\ndef path(kind):\n"
        '    if kind == "list":\n        return "/all"\n    return "/one"\n\n\n'
        '@app.get(path("x"))\ndef a(): ...\n'
    )
    before, broken = source(text), source(text.replace("    pass\n", "    qqqqqq((( {\n"))
    facts = salvage(broken, facts_of(before, reading="routes"), before, "routes")
    assert not facts.parsed
    found = resolve({broken.file: facts}, [broken.file]).routes
    assert [(str(route.key), route.confidence) for route in found] == [("GET /one", 1.0)]
