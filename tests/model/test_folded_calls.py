"""Folded calls are the calls that were folded."""

from __future__ import annotations

import pickle

from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.folded_calls import AskedOf, FoldedCalls, asked_by, folded
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestId

PLAIN = ClientCall(
    TestId("t.py::test_a"), "GET", "/pets/{}", Span(2, 5, 2, 30), 'client.get("/pets/\udc80é")'
)
HELPED = ClientCall(
    TestId("t.py::test_b"),
    "",
    "",
    Span(900, 1, 903, 2),
    "auth()",
    ("app.main", "app"),
    ("client",),
    "auth()",
    "auth",
    "yes",
    own=True,
)


def test_what_comes_out_is_what_went_in() -> None:
    calls = FoldedCalls((PLAIN, HELPED))
    assert tuple(calls) == (PLAIN, HELPED)
    assert (len(calls), calls[1], calls[-2], calls[:1], HELPED in calls) == (2, HELPED, PLAIN, (PLAIN,), True)
    assert calls == FoldedCalls([PLAIN, HELPED]) == (PLAIN, HELPED)
    assert hash(calls) == hash(FoldedCalls([PLAIN, HELPED])) == hash((PLAIN, HELPED))
    assert calls != FoldedCalls([HELPED, PLAIN])
    assert pickle.loads(pickle.dumps(calls)) == calls
    assert "test_b" in repr(calls)


def test_equal_calls_are_equal_whichever_texts_they_share() -> None:
    again = ClientCall(
        TestId("".join(["t.py", "::test_a"])), "G" + "ET"[:2], PLAIN.url, PLAIN.span, PLAIN.text
    )
    assert FoldedCalls((PLAIN, PLAIN)) == FoldedCalls((again, PLAIN))


def test_what_they_ask_is_told_alone() -> None:
    expected = [
        AskedOf(PLAIN.test, "GET", "/pets/{}", (), "", False),
        AskedOf(HELPED.test, "", "", ("app.main", "app"), "yes", True),
    ]
    assert FoldedCalls((PLAIN, HELPED)).asked() == expected
    assert asked_by(FoldedCalls((PLAIN, HELPED))) == expected
    assert asked_by((PLAIN,)) == (PLAIN,)


def test_nothing_stays_nothing_and_nothing_is_folded_twice() -> None:
    calls = folded((PLAIN,))
    assert isinstance(calls, FoldedCalls)
    assert folded(calls) is calls
    assert folded(()) == ()
