"""Folded functions are the functions that were folded."""

from __future__ import annotations

import pickle

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.python_tests.folded_functions import FoldedFunctions, folded_functions
from qaagent_lsp.model.source import Source, WorkspacePath

TEXT = """
import pytest

def test_plain():
    assert True

@pytest.mark.parametrize("n", [1, 2])
async def test_asks(client: "Client", n: int = 1, *, é="\\udc80"):
    def inner(x): ...

class TestPets:
    @staticmethod
    def test_get(client): ...
"""
FUNCTIONS = facts_of(Source(WorkspacePath("test_t.py"), TEXT, "d")).wiring.functions


def test_what_comes_out_is_what_went_in() -> None:
    assert len(FUNCTIONS) == 4
    folded = FoldedFunctions(FUNCTIONS)
    assert tuple(folded) == tuple(FUNCTIONS)
    assert (len(folded), folded[1], folded[-1:]) == (4, FUNCTIONS[1], tuple(FUNCTIONS[-1:]))
    assert folded == FoldedFunctions(FUNCTIONS) == tuple(FUNCTIONS)
    assert hash(folded) == hash(tuple(FUNCTIONS))
    assert folded != FoldedFunctions(FUNCTIONS[:3])
    assert folded != FoldedFunctions(reversed(FUNCTIONS))
    assert pickle.loads(pickle.dumps(folded)) == folded
    assert "test_plain" in repr(folded)


def test_nothing_and_what_is_folded_stays_as_it_is() -> None:
    folded = folded_functions(FUNCTIONS)
    assert isinstance(folded, FoldedFunctions)
    assert folded_functions(folded) is folded
    assert folded_functions(()) == ()
