from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.table import RouteTable, file_within
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from tests.linking.workspace import hit, route, routes

PETS = routes("GET /pets", "GET /pets/{pet_id}", "ANY /any")
TWO_APPS = (
    route("GET /items", file="docs/first.py", line=3),
    route("GET /items", file="docs/second.py", line=3),
    route("GET /items", file="docs/twice.py", line=3),
    route("GET /items", file="docs/twice.py", line=30),
    route("GET /alone", file="docs/first.py", line=9),
)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (hit("GET /pets/{pet_id}"), ["GET /pets/{pet_id}"]),
        (hit("GET /pets/{id}"), ["GET /pets/{pet_id}"]),
        (hit("GET /pets/"), ["GET /pets"]),
        (hit("HEAD /pets"), ["GET /pets"]),
        (hit("GET /pets/7", how="request"), ["GET /pets/{pet_id}"]),
        (hit("GET /api/pets", how="request"), []),
        (hit("GET /v7/pets", handler="app.main.handler_1"), ["GET /pets"]),
        (hit("POST /v7/pets", handler="app.main.handler_1"), []),
        (hit("GET /unknown"), []),
        (hit("GET /pets/of-a-test"), []),  # a route that a test declares, not a URL
        (hit("GET /{name}"), []),
        (hit("PATCH /any"), ["ANY /any"]),
        (hit("PATCH /v7/any", handler="app.main.handler_21"), ["ANY /any"]),
        (hit("PATCH /any", how="request"), ["ANY /any"]),
    ],
)
def test_a_hit_finds_its_row(seen: Hit, expected: list[str]) -> None:
    assert [str(row.key) for row in RouteTable(PETS).of_hit(seen)] == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (hit("GET /items", file="/w/docs/second.py", line=4), [("docs/second.py", 3)]),
        (hit("GET /items", file="C:\\w\\docs\\second.py", line=3), [("docs/second.py", 3)]),
        (hit("GET /items", file="/w/docs/twice.py", line=30), [("docs/twice.py", 30)]),
        (hit("GET /items", file="/w/docs/first.py", line=99), [("docs/first.py", 3)]),
        (hit("GET /items", file="/w/tests/test_it.py", handler="tests.test_it.root"), []),
        (hit("GET /alone", file="/w/tests/test_it.py", handler="tests.test_it.alone"), []),
        (hit("GET /alone", file="C:\\w\\tests\\conftest.py", handler="tests.conftest.alone"), []),
        (
            hit("GET /alone", file="/w/app/wrappers.py", handler="app.wrappers.wrap.<locals>.f"),
            [("docs/first.py", 9)],
        ),
        (
            hit(
                "GET /alone",
                file="/v/site-packages/fastapi/applications.py",
                handler="fastapi.applications.x",
            ),
            [],
        ),
        (
            hit("GET /mounted/alone", file="/w/docs/first.py", handler="app.main.handler_9"),
            [("docs/first.py", 9)],
        ),
    ],
)
def test_the_handler_tells_apps_apart(seen: Hit, expected: list[tuple[str, int]]) -> None:
    assert [(row.file, row.span.line) for row in RouteTable(TWO_APPS).of_hit(seen)] == expected


def test_a_key_of_one_method_finds_the_route_for_every_method() -> None:
    table = RouteTable(PETS)
    assert [str(row.key) for row in table.rows(RouteKey("PUT", "/any"))] == ["ANY /any"]
    assert table.rows(RouteKey("PUT", "/pets")) == ()


def test_a_file_is_named_only_where_the_key_is_not_enough() -> None:
    table = RouteTable(TWO_APPS)
    assert [table.file_of(row) for row in TWO_APPS] == [
        "docs/first.py",
        "docs/second.py",
        "docs/twice.py",
        "docs/twice.py",
        None,
    ]
    assert [row.span.line for row in table.viewed_as("handler_9")] == [9]
    assert table.rows(PETS[0].key) == ()


def test_the_table_around_a_file_grows_outward() -> None:
    table = RouteTable(
        (
            route("GET /own", file="a/tests/test_x.py"),
            route("GET /a", file="a/app.py"),
            route("GET /b", file="b/app.py"),
        )
    )
    steps = [
        [row.key.path for row in near.routes] for near in table.nearest(WorkspacePath("a/tests/test_x.py"))
    ]
    assert steps == [["/own"], ["/own", "/a"], ["/own", "/a", "/b"]]
    assert [len(near.routes) for near in table.nearest(WorkspacePath("tests/test_y.py"))] == [3]
    assert next(iter(table.nearest(WorkspacePath("b/t.py")))) is next(
        iter(table.nearest(WorkspacePath("b/u.py")))
    )


def test_a_file_is_named_where_the_surroundings_tell() -> None:
    table = RouteTable(TWO_APPS)
    near = next(iter(table.nearest(WorkspacePath("docs/second.py"))))
    assert file_within(near, table, TWO_APPS[1]) == "docs/second.py"
    assert file_within(table, table, TWO_APPS[1]) is None
    assert file_within(near, table, TWO_APPS[4]) is None


def test_a_view_that_answers_any_method_is_found_by_its_first_row() -> None:
    page = replace(route("GET /about", handler="app.about"), any_method=True)
    form = [
        replace(route(f"{method} /form", handler="app.form"), any_method=True) for method in ("GET", "POST")
    ]
    table = RouteTable((page, *form))
    for seen, expected in (
        ("DELETE /about", ["GET /about"]),
        ("POST /form", ["POST /form"]),
        ("PUT /form", ["GET /form"]),
        ("PUT /about/", ["GET /about"]),
    ):
        assert [str(row.key) for row in table.of_hit(hit(seen))] == expected
    assert [str(row.key) for row in table.of_hit(hit("PUT /en/form", handler="app.form"))] == ["GET /form"]


def test_rows_are_found_by_the_name_that_the_project_gives_them() -> None:
    named = replace(route("GET /polls/{pk}"), names=("polls:detail", "other:detail"))
    table = RouteTable((named, route("GET /polls")))
    assert [table.called(name) for name in ("polls:detail", "other:detail", "detail")] == [
        (named,),
        (named,),
        (),
    ]


def test_a_request_means_the_service_around_its_test() -> None:
    table = RouteTable((route("GET /pets/{id}", file="a/app.py"), route("GET /pets/{id}", file="b/app.py")))
    asked = hit("GET /pets/7", how="request")
    assert [row.file for row in table.of_hit(asked, WorkspacePath("b/tests/test_x.py"))] == ["b/app.py"]
    assert [row.file for row in table.of_hit(asked, WorkspacePath("e2e/test_x.py"))] == [
        "a/app.py",
        "b/app.py",
    ]
