from __future__ import annotations

import pickle
import sys

import pytest

from qaagent_lsp.discovery.facts import facts_of
from tests.discovery.tables import source


def test_facts_can_be_stored() -> None:
    facts = facts_of(source("from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef x(): ...\n"))
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert facts.parsed


def test_client_calls_are_read_where_tests_may_be() -> None:
    text = source("def test_x(client):\n    client.get('/x')\n")
    assert [call.url for call in facts_of(text).calls] == ["/x"]
    routes = facts_of(text, reading="routes")
    assert not routes.calls
    assert routes.wiring == facts_of(text).wiring


@pytest.mark.parametrize(
    "text", ["x = (", "def f(:", "\x00", "(" * 5000, "x = '", "\tx\n  y", "\ufeffx = (", "'''"]
)
def test_no_text_makes_it_fail(text: str) -> None:
    facts = facts_of(source(text))
    assert not facts.parsed
    assert facts.problem is not None
    assert facts.problem.code == "syntax-error"
    assert facts.problem.message.endswith(f"(as Python 3.{sys.version_info.minor} reads it)")
