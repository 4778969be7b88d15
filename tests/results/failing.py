"""Cases that fail, for the tests of what is said of failures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import Attempt, CaseResult, Failure, Frame
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId, runner_of
from qaagent_lsp.results.classify import When, classify

HANDLER = WorkspacePath("app/pets.py")
ROUTE = Route(
    RouteKey("GET", "/pets/{pet_id}"),
    "app.pets.get_pet",
    HANDLER,
    Span(10, 1, 10, 30),
    HANDLER,
    Span(11, 1, 16, 1),
    "fastapi",
)
TEST = "tests/test_pets.py:5:test_get"


def frame(text: str) -> Frame:
    """``FILE:LINE:FUNCTION`` as a frame."""
    file, line, function = text.split(":")
    return Frame(WorkspacePath(file), Span(int(line), 1, int(line), 9), function)


def hit(
    status: int | None, *, entered: bool = False, when: Literal["setup", "call", "teardown"] = "call"
) -> Hit:
    """A request of ``GET /pets/{pet_id}`` that was answered so."""
    handler = ("app.pets.get_pet", "/work space/app/pets.py", 11) if entered else ("", "", 0)
    return Hit("GET", "/pets/{pet_id}", *handler, status, entered, when)


def failing(
    exception: str,
    message: str = "",
    *,
    frames: str = TEST,
    hits: Sequence[Hit] = (),
    when: When = "call",
    test: str = "tests/test_pets.py::test_get",
    text: str = "",
) -> CaseResult:
    """A case with one failure; ``frames`` are written outermost first, blanks between them."""
    stack = tuple(frame(one) for one in frames.split())
    failure = Failure(
        message or exception,
        exception,
        text,
        stack[-1] if stack else None,
        stack,
        when,
        classify(message=message, exception=exception, when=when),
    )
    outcome = "failed" if when == "call" else "error"
    case = TestId(test)
    return CaseResult(
        id=case,
        suite="unit",
        runner=runner_of(case),
        name=test.rpartition("::")[2],
        outcome="failed" if outcome == "failed" else "error",
        duration=0.1,
        file=WorkspacePath(test.partition("::")[0].partition(":")[0]),
        line=3,
        attempts=(Attempt("failed", 0.1, (failure,)),),
        failures=(failure,),
        hits=tuple(hits),
    )
