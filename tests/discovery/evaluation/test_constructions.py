from __future__ import annotations

import pytest

from qaagent_lsp.discovery.evaluation.constructions import kept_calls, may_make
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.names import Library, Names
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.modules import layout_of
from tests.discovery.tables import source

TEXT = """
from fastapi import FastAPI, APIRouter as Router
import fastapi
from datetime import date

class Own(FastAPI): ...
class Other: ...
Alias = FastAPI

def make(kind=FastAPI, thing=None):
    {call}
    return x

def factory():
    return FastAPI()
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("x = FastAPI()", True),
        ("x = Router(prefix='/x')", True),
        ("x = fastapi.APIRouter()", True),
        ("x = Own()", True),
        ("x = Alias()", True),
        ("x = kind()", True),
        ("x = Other()", False),
        ("x = date()", False),
        ("x = thing.make()", False),
        ("x = factory()", False),
        ("x = nowhere()", False),
        ("x = date.today().replace(1)", False),
    ],
)
def test_calls_that_make_an_app_or_router(call: str, expected: bool) -> None:
    facts = facts_of(source(TEXT.replace("{call}", call)))
    library = Library()
    library.put(facts.file, facts)
    evaluator = Evaluator(layout_of({facts.file: facts}, ()), Names(library))
    made = [may_make(evaluator, found, place) for place, found in kept_calls(facts) if place.scope == "make"]
    assert made == [expected]
