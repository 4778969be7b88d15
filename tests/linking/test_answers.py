"""What documented routes answered, of tests as they are now."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.linking.answers import Answering, AnswersByRoute
from qaagent_lsp.linking.described import tie
from qaagent_lsp.linking.observed import Observed, merge_all
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.operation import Answer
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId
from tests.editor.describing import operation
from tests.linking.workspace import case, functions, hit, routes

A, B = TestId("t.py::test_a"), TestId("t.py::test_b")
PETS = (RouteKey("GET", "/pets"), WorkspacePath("app/main.py"))
TESTS = functions(A, B)
TIED = tie((operation("GET /pets", "200"),), routes("GET /pets", "GET /dogs"))


def got(status: int, media: str = "application/json", text: str = "GET /pets") -> Hit:
    return replace(hit(text, status), media=media)


def asked(observed: Observed, tests: dict[TestId, TestFunction] | None = None) -> AnswersByRoute:
    return Answering().answers(
        observed, TESTS if tests is None else tests, RouteTable(TIED.routes), TIED.described
    )


OBSERVED = merge_all(
    Observed(),
    [
        case(A, "passed", got(200), got(404, ""), got(200, "", "GET /dogs")),
        case(B, "passed", replace(got(200), when="setup"), got(200, "text/csv")),
    ],
    TESTS,
)


def test_statuses_and_content_types_with_the_tests_that_got_them() -> None:
    assert asked(OBSERVED) == {
        PETS: (
            Answer(200, "application/json", (A, B)),
            Answer(200, "text/csv", (B,)),
            Answer(404, "", (A,)),
        )
    }


def test_a_test_that_was_edited_or_is_gone_says_nothing() -> None:
    edited = {A: replace(TESTS[A], digest="other")}
    assert asked(OBSERVED, edited) == {}


def test_a_test_that_stands_in_no_file_counts() -> None:
    assert asked(merge_all(Observed(), [case(A, "passed", got(200))], {}), {})[PETS][0].tests == (A,)


def test_a_crash_that_failed_its_test_is_no_answer_of_the_route() -> None:
    failed = merge_all(
        Observed(), [case(A, "failed", got(500), got(404)), case(B, "passed", got(503))], TESTS
    )
    assert [answer.status for answer in asked(failed)[PETS]] == [404, 503]


def test_few_of_many_tests_are_named() -> None:
    tests = functions(*(f"t.py::test_{number}" for number in range(20)))
    many = merge_all(Observed(), [case(test, "passed", got(200)) for test in tests], tests)
    assert len(asked(many, tests)[PETS][0].tests) == 5


def test_nothing_is_asked_where_nothing_is_documented() -> None:
    assert Answering().answers(OBSERVED, TESTS, RouteTable(TIED.routes), ()) == {}
