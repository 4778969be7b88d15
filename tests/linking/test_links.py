from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from qaagent_lsp.linking.hits import links_of_case
from qaagent_lsp.linking.links import FileTests, Linker, assemble
from qaagent_lsp.linking.observed import Observed, merge_all
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import case, function, functions, hit, route, routes, tie

TABLE = routes("GET /pets", "GET /pets/{pet_id}", "POST /login", "GET /cats")
T = "t.py::test_list_pets"
TESTS = functions(T, "t.py::test_other")


def call(test_id: str, url: str) -> ClientCall:
    return ClientCall(TestId(test_id), "GET", url, Span(12, 5, 12, 30), "client.get(…)")


def check(
    expected: Sequence[tuple[str, str, str]],
    *cases: CaseResult,
    calls: Sequence[tuple[str, str]] = (),
    tests: Sequence[str] = tuple(TESTS),
) -> None:
    known = functions(*tests)
    observed = merge_all(Observed(), cases, known)
    made = [call(test_id, url) for test_id, url in calls]
    by_route, by_test = assemble(TABLE, known, made, observed)
    found = [(link.test, str(link.route), link.how) for links in by_test.values() for link in links]
    assert found == list(expected)
    assert sorted(link for links in by_route.values() for link in _plain(links)) == sorted(
        link for links in by_test.values() for link in _plain(links)
    )


def _plain(links: Sequence[Link]) -> list[tuple[str, str, str]]:
    return [(link.test, str(link.route), link.how) for link in links]


def test_a_name_counts_where_nothing_better_is_known() -> None:
    check([(T, "GET /pets", "name")])
    check([(T, "GET /cats", "call")], calls=[(T, "/cats")])


def test_what_was_seen_whole_is_the_truth() -> None:
    check([(T, "GET /cats", "observed")], case(T, "passed", hit("GET /cats")), calls=[(T, "/pets")])


def test_what_was_cut_short_leaves_the_calls() -> None:
    check(
        [(T, "GET /cats", "observed"), (T, "GET /pets", "call")],
        case(T, "failed", hit("GET /cats")),
        calls=[(T, "/pets"), (T, "/cats")],
    )


def test_a_parametrised_test_keeps_its_calls_since_not_every_case_may_have_run() -> None:
    check(
        [(T, "GET /pets", "observed"), (T, "GET /cats", "call")],
        case(f"{T}[1]", "passed", hit("GET /pets")),
        calls=[(T, "/pets"), (T, "/cats")],
    )


def test_a_call_that_was_seen_is_explained_whatever_row_it_seemed_to_mean() -> None:
    table = (route("GET /items/{id}", file="docs/a.py"), route("GET /items/{item_id}", file="docs/b.py"))
    observed = merge_all(
        Observed(), [case(f"{T}[1]", "passed", hit("GET /items/{item_id}", file="/w/docs/b.py"))], TESTS
    )
    _, by_test = assemble(table, TESTS, [call(T, "/items/3")], observed)
    assert _plain(by_test[TestId(T)]) == [(T, "GET /items/{item_id}", "observed")]


def test_a_test_means_the_app_of_its_own_sub_project() -> None:
    table = (
        route("GET /pets", file="a/app.py"),
        route("GET /pets", file="b/app.py"),
        route("GET /pets/{id}", file="a/app.py", line=9),
        route("GET /pets/me", file="b/tests/test_own.py", line=9),
    )
    tests = functions(
        "a/tests/t.py::test_x", "b/tests/t.py::test_list_pets", "b/tests/test_own.py::test_z", "t.py::test_y"
    )
    calls = [
        call("a/tests/t.py::test_x", "/pets"),
        call("a/tests/t.py::test_x", "/pets/me"),
        call("b/tests/test_own.py::test_z", "/pets/me"),
        call("t.py::test_y", "/pets"),
    ]
    _, by_test = assemble(table, tests, calls, Observed())
    assert {test: [(str(link.route), link.file) for link in links] for test, links in by_test.items()} == {
        "a/tests/t.py::test_x": [("GET /pets", "a/app.py"), ("GET /pets/{id}", None)],
        "b/tests/t.py::test_list_pets": [("GET /pets", "b/app.py")],
        "b/tests/test_own.py::test_z": [("GET /pets/me", None)],
        "t.py::test_y": [("GET /pets", None)],
    }


def group(made: Sequence[ClientCall], *tests: str) -> dict[WorkspacePath, FileTests]:
    return {WorkspacePath("t.py"): FileTests(tuple(functions(*(tests or TESTS)).values()), tuple(made))}


def test_linking_again_thinks_only_of_what_changed_and_says_the_same() -> None:
    linker = Linker()
    calls = [call(T, "/cats")]
    first = linker.assemble(TABLE, group(calls), Observed())
    again = linker.assemble(TABLE, group(calls), Observed())
    assert again == first
    assert again[1][TestId(T)] is first[1][TestId(T)]
    shifted = tuple(replace(row, span=Span(99, 1, 99, 2)) for row in TABLE)
    assert linker.assemble(shifted, group(calls), Observed())[1][TestId(T)] is first[1][TestId(T)]
    for table, made in ((TABLE[:1], calls), (TABLE, []), (TABLE, calls), (TABLE[::-1], calls)):
        assert linker.assemble(table, group(made), Observed()) == assemble(table, TESTS, made, Observed())
    assert linker.assemble(TABLE, {}, Observed()) == ({}, {})


POOL = (*TABLE, route("GET /pets", file="b/app.py"), route("GET /{any}"), route("GET /list/pets"))


def file_tests(chance: random.Random, file: str) -> FileTests:
    names = [f"{file}::test_{name}" for name in ("list_pets", "get_pets", "x", "y")]
    tests = functions(*chance.sample(names, 3))
    urls = ("/pets", "/cats", "/pets/1", "/list/pets")
    return FileTests(
        tuple(tests.values()),
        tuple(call(test, chance.choice(urls)) for test in chance.sample(list(tests), chance.randrange(3))),
    )


def test_many_changes_one_after_the_other_say_what_linking_from_nothing_says() -> None:
    chance = random.Random(1)
    linker = Linker()
    states = {WorkspacePath(file): [file_tests(chance, file) for _ in range(3)] for file in "cab"}
    groups: dict[WorkspacePath, FileTests] = {}
    for _ in range(200):
        table = TABLE if chance.random() < 0.4 else tuple(chance.sample(POOL, 4))
        file = chance.choice(list(states))
        groups = {**groups, file: chance.choice(states[file])}
        tests = {test.id: test for group in groups.values() for test in group.tests}
        calls = [call for group in groups.values() for call in group.calls]
        names = chance.sample([*tests, "a::B::i", "b::B::i"], 2)
        finished = [case(name, "passed", hit("GET /cats")) for name in names]
        observed = merge_all(Observed(), finished, tests) if chance.random() < 0.3 else Observed()
        found, expected = linker.assemble(table, groups, observed), assemble(table, tests, calls, observed)
        assert found == expected
        assert [list(found[0]), list(found[1])] == [list(expected[0]), list(expected[1])]


def test_a_test_seen_without_requests_keeps_what_its_source_says() -> None:
    check([(T, "GET /pets", "call")], case(T, "passed"), calls=[(T, "/pets")])


def test_a_login_fixture_ties_no_test_to_the_login_route() -> None:
    login = hit("POST /login", when="setup")
    seen = merge_all(Observed(), [case(T, "passed", login, hit("GET /pets"))], TESTS)
    by_route, by_test = assemble(TABLE, TESTS, [], seen)
    assert [(str(link.route), link.role) for link in by_test[TestId(T)]] == [
        ("GET /pets", "subject"),
        ("POST /login", "setup"),
    ]
    assert [str(key) for key in by_route] == ["GET /pets"]
    check([(T, "POST /login", "observed")], case(T, "passed", login))


def test_a_request_over_the_wire_is_matched() -> None:
    check([(T, "GET /pets/{pet_id}", "request")], case(T, "passed", hit("GET /pets/3", how="request")))


def test_hits_on_unknown_routes_make_no_row() -> None:
    check([(T, "GET /pets", "name")], case(T, "passed", hit("GET /secret")))


def test_an_inherited_test_of_a_known_file_is_linked_and_of_a_gone_one_not() -> None:
    check(
        [("t.py::TestB::test_inherited", "GET /cats", "observed")],
        case("t.py::TestB::test_inherited", "passed", hit("GET /cats")),
        case("gone.py::TestB::test_inherited", "passed", hit("GET /cats")),
        tests=["t.py::test_other"],
    )


def test_an_edited_test_falls_back_until_it_is_seen_again() -> None:
    observed = merge_all(Observed(), [case(T, "passed", hit("GET /cats"))], TESTS)
    edited = {TestId(T): function(T, digest="d2")}
    _, by_test = assemble(TABLE, edited, [], observed)
    assert [link.how for link in by_test[TestId(T)]] == ["name"]


def test_the_reason_tells_all_that_was_seen() -> None:
    hits = [hit("GET /pets/{pet_id}"), hit("GET /pets/{pet_id}", 404), hit("POST /login", when="setup")]
    observed = merge_all(Observed(), [case(T, "passed", *hits)], TESTS)
    _, by_test = assemble(TABLE, TESTS, [], observed)
    assert [link.why for link in by_test[TestId(T)]] == [
        "observed: hit GET /pets/{pet_id} (200, 404)",
        "observed: hit POST /login (200; in setup)",
    ]
    only_setup = merge_all(Observed(), [case(T, "passed", hits[2])], TESTS)
    _, by_test = assemble(TABLE, TESTS, [], only_setup)
    assert [link.why for link in by_test[TestId(T)]] == ["observed: hit POST /login (200; in setup)"]


def test_apps_that_serve_the_same_route_are_told_apart() -> None:
    table = (route("GET /items", file="docs/a.py"), route("GET /items", file="docs/b.py"))
    observed = merge_all(Observed(), [case(T, "passed", hit("GET /items", file="/w/docs/b.py"))], TESTS)
    by_route, _ = assemble(table, TESTS, [], observed)
    assert [link.file for link in by_route[table[0].key]] == ["docs/b.py"]


def test_the_order_is_that_of_evidence_then_of_the_files() -> None:
    tests = functions("b.py::test_get_pets", "a.py::test_get_pets", "a.py::test_z", "c.py::test_y")
    observed = merge_all(Observed(), [case("c.py::test_y", "passed", hit("GET /pets"))], tests)
    calls = [call("a.py::test_z", "/pets")]
    by_route, by_test = assemble(TABLE, tests, calls, observed)
    expected = ["c.py::test_y", "a.py::test_z", "a.py::test_get_pets", "b.py::test_get_pets"]
    assert [link.test for link in by_route[TABLE[0].key]] == expected
    assert list(by_test) == ["a.py::test_get_pets", "a.py::test_z", "b.py::test_get_pets", "c.py::test_y"]


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        (case(f"{T}[1]", "passed", hit("GET /cats")), [("GET /cats", "observed")]),
        (case(f"{T}[1]", "failed", hit("POST /login", when="setup")), [("GET /pets", "call")]),
        (case(T, "error"), [("GET /pets", "call")]),
        (case("t.py::test_new", "error", hit("POST /login", when="setup")), [("POST /login", "observed")]),
        (case("t.py::test_new", "error"), []),
    ],
)
def test_a_case_belongs_to_the_routes_it_reached(
    finished: CaseResult, expected: list[tuple[str, str]]
) -> None:
    links = {TestId(T): (tie(T, "GET /pets", "call"),)}
    for table in (TABLE, RouteTable(TABLE)):
        assert [(str(one.route), one.how) for one in links_of_case(finished, links, table)] == expected
