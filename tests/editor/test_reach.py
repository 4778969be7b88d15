from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.editor.reach import Reach, reaching
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import route, routes, snapshot, tie

A, B = TestId("tests/test_a.py::test_a"), TestId("tests/test_a.py::test_b")
TABLE = routes("GET /pets/{pet_id}", "POST /pets")
CALLS = tuple(
    ClientCall(test, method, url, Span(line, 5, line, 30), "")
    for test, method, url, line in [
        (A, "GET", "/pets/2", 9),
        (A, "GET", "/pets/1", 7),
        (A, "POST", "/pets", 8),
        (B, "GET", "/pets/{}", 12),
        (B, "GET", "/nope", 13),
    ]
)
TIES = [tie(A, "GET /pets/{pet_id}", "call"), tie(A, "POST /pets"), tie(B, "GET /pets/{pet_id}")]
NOW = replace(snapshot(TABLE, [A, B], TIES), calls_by_file={WorkspacePath("tests/test_a.py"): CALLS})


def test_a_call_means_a_row() -> None:
    reach = Reach(TABLE)
    assert [list(reach.of_call(call)) for call in CALLS] == [
        [TABLE[0]],
        [TABLE[0]],
        [TABLE[1]],
        [TABLE[0]],
        [],
    ]


def test_the_calls_of_a_test_that_mean_a_route_in_the_order_of_the_text() -> None:
    found = Reach(TABLE).calls_between(NOW, A, TABLE[:1])
    assert [call.span.line for call in found] == [7, 9]
    assert Reach(TABLE).calls_between(NOW, B, TABLE[1:]) == []


def test_tests_and_routes_of_one_another() -> None:
    reach = Reach(TABLE)
    assert list(reach.of_test(NOW, A)) == [TABLE[0], TABLE[1]]
    assert list(reach.of_test(NOW, TestId("x.py::test_x"))) == []
    assert list(reaching(NOW, TABLE)) == [A, B]


def test_apps_that_serve_the_same_are_told_apart_where_it_is_known() -> None:
    both = [route("GET /a"), route("GET /a", file="other/main.py")]
    reach = Reach(both)
    assert list(reach.rows(both[0].key)) == both
    assert list(reach.rows(both[0].key, both[1].file)) == both[1:]
