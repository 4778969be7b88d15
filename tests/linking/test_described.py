"""Operations find the routes that serve them; those that nobody serves are rows of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.described import Tying, by_file, generated_id, shape_of, tie
from qaagent_lsp.model.operation import Operation
from qaagent_lsp.model.route import PathParam, Route, RouteKey
from qaagent_lsp.model.source import Location, Span, WorkspacePath

AT = Span(3, 5, 3, 8)


def route(text: str, handler: str = "app.get_pet", file: str = "app.py") -> Route:
    return Route(RouteKey.parse(text), handler, WorkspacePath(file), AT, WorkspacePath(file), AT, "fastapi")


def operation(
    text: str, name: str = "", *bases: str, document: str = "openapi.yaml", line: int = 3
) -> Operation:
    key = RouteKey.parse(text)
    first = bases[0] if bases else ""
    return Operation(
        key=RouteKey(key.method, first + key.path),
        template=key.path,
        bases=bases or ("",),
        operation_id=name,
        at=Location(WorkspacePath(document), replace(AT, line=line, end_line=line)),
        last_line=line,
        document=WorkspacePath(document),
    )


PET = route("GET /api/pets/{pet_id}")


@pytest.mark.parametrize(
    ("given", "serves"),
    [
        (operation("GET /api/pets/{id}"), True),
        (operation("GET /api/pets/{id}/"), True),
        (operation("GET /pets/{id}", "", "/api"), True),
        (operation("GET /pets/{id}", "", "/v1", "/api"), True),  # any of the servers
        (operation("GET /api/pets/{id}", "", "/proxied"), True),  # a base that only a proxy knows
        (operation("GET /pets/{id}", "get_pet"), True),  # a prefix that the description does not say
        (operation("GET /pets/{id}", "app.get_pet"), True),
        (operation("GET /v2/api/pets/{id}", "get_pet"), True),
        (operation("GET /pets/{id}", "get_pet_api_pets__pet_id__get"), True),
        (operation("GET /pets/{id}"), False),
        (operation("GET /dogs/{id}", "get_pet"), False),  # another path, whatever it is called
        (operation("PUT /api/pets/{id}", "get_pet"), False),
        (operation("GET /api/pets/mine"), False),
        (operation("GET /", "get_pet"), False),
    ],
)
def test_an_operation_finds_its_route(given: Operation, serves: bool) -> None:
    tied = tie((given,), (PET,))
    (one,) = tied.described
    assert one.has_handler is serves
    if serves:
        assert (one.routes, tied.routes) == ((PET,), (PET,))
    else:
        assert tied.routes == (PET, *one.routes)


def test_a_route_for_every_method_serves_each_operation() -> None:
    every = route("ANY /api/pets/{pet_id}")
    assert tie((operation("PUT /api/pets/{id}"),), (every,)).described[0].routes == (every,)


def test_an_operation_without_a_handler_is_a_row_that_stands_in_the_description() -> None:
    given = replace(operation("GET /pets/{id}", "getPet", "/v1"), confidence=0.5, reason="why")
    tied = tie((given,), ())
    assert tied.routes == (
        Route(
            RouteKey("GET", "/v1/pets/{id}"),
            "",
            WorkspacePath("openapi.yaml"),
            AT,
            WorkspacePath("openapi.yaml"),
            AT,
            "openapi",
            "openapi",
            0.5,
            "why",
            None,
            (PathParam("id"),),
        ),
    )


def test_two_descriptions_of_one_route_share_a_row() -> None:
    first, second = operation("GET /a/{x}"), operation("GET /a/{y}/", document="copy.json")
    tied = tie((first, second), ())
    assert [str(row.key) for row in tied.routes] == ["GET /a/{x}"]
    assert [one.routes for one in tied.described] == [tied.routes, tied.routes]
    assert list(by_file(tied.described)) == ["openapi.yaml", "copy.json"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (operation("GET /health", document="one/openapi.yaml"), ["one/app.py"]),
        (operation("GET /health", document="two/docs/openapi.yaml"), ["two/app.py"]),
        (operation("GET /health", document="openapi.yaml"), ["one/app.py", "two/app.py"]),
        (operation("GET /health", "two.health", document="openapi.yaml"), ["two/app.py"]),
    ],
)
def test_of_several_apps_the_nearest_or_the_named_one_is_meant(given: Operation, expected: list[str]) -> None:
    apps = (
        route("GET /health", "one.health", "one/app.py"),
        route("GET /health", "two.health", "two/app.py"),
    )
    assert [row.file for row in tie((given,), apps).described[0].routes] == expected


def test_an_id_that_several_handlers_have_decides_nothing() -> None:
    apps = (route("GET /a/items", "one.read"), route("GET /b/items", "two.read"))
    assert not tie((operation("GET /items", "read"),), apps).described[0].has_handler


def test_fastapi_names_operations_after_function_path_and_method() -> None:
    assert generated_id(route("GET /api/pets/{pet_id}")) == "get_pet_api_pets__pet_id__get"


def test_a_shape_knows_no_names_and_no_slash_at_the_end() -> None:
    assert shape_of("GET", "/a/{x}/") == ("GET", "/a/{}")
    assert shape_of("GET", "/") == ("GET", "/")


def test_it_is_tied_again_only_when_something_changed() -> None:
    tying, operations, routes = Tying(), (operation("GET /a"),), (PET,)
    first = tying.tie(operations, routes)
    assert tying.tie(operations, routes) is first
    assert tying.tie(operations, (PET,)) is not first
    assert tying.tie((), routes).described == ()
