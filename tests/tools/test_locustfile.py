"""The locustfile that is written: which routes it asks for, with which values."""

from __future__ import annotations

import ast
from dataclasses import replace

from qaagent_lsp.model.brief import CaseBrief, RequestBrief, RouteBrief
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.tools.locustfile import Load, loads_of, locustfile
from tests.linking.workspace import route, routes
from tests.tools.grounds import ground

GET_PET, ADD_PET = route("GET /pets/{pet_id}"), route("POST /pets")


def brief(of: Route, request: RequestBrief, *before: RequestBrief) -> RouteBrief:
    return RouteBrief(of, (CaseBrief("happy", "works", request, (200,), before=before),))


def asked(**changes: object) -> list[str]:
    return [f"{one.request.method} {one.request.path}" for one in loads_of(ground(**changes))]  # type: ignore[arg-type]  # named by the caller


def test_what_only_reads_is_asked_for() -> None:
    assert asked() == ["GET /pets", "GET /pets/1", "GET /health"]


def test_other_methods_must_be_wanted() -> None:
    rules = {"perf": {"methods": ["POST"]}}
    assert asked(config=rules) == ["POST /orders"]


def test_values_of_parameters_come_from_the_configuration_then_from_tests() -> None:
    briefs = [brief(GET_PET, RequestBrief("GET", "/pets/7", query=(("full", "yes"),)))]
    (load,) = loads_of(ground(routes=[GET_PET], briefs=briefs))
    assert load == Load("/pets/{pet_id}", RequestBrief("GET", "/pets/7", query=(("full", "yes"),)))
    chosen = {"perf": {"parameters": {"pet_id": "9"}}}
    (load,) = loads_of(ground(routes=[GET_PET], briefs=briefs, config=chosen))
    assert load.request == RequestBrief("GET", "/pets/9", query=(("full", "yes"),))


def test_a_request_that_others_must_come_before_is_not_copied() -> None:
    briefs = [brief(GET_PET, RequestBrief("GET", "/pets/7"), RequestBrief("POST", "/pets"))]
    assert asked(routes=[GET_PET], briefs=briefs) == ["GET /pets/1"]


def test_routes_of_libraries_and_sockets_are_left_out_and_any_method_is_read() -> None:
    of_library = replace(route("GET /docs"), handler_file=WorkspacePath(""))
    both = [of_library, *routes("WEBSOCKET /feed", "ANY /proxy", "GET /proxy")]
    assert asked(routes=both) == ["GET /proxy"]


def test_the_file_is_whole_and_says_all_of_each_request() -> None:
    loads = [
        Load("/pets", RequestBrief("POST", "/pets", headers=(("X", "é'\""),), body='{"name": "Ada"}')),
        Load("/login", RequestBrief("POST", "/login", form=(("user", "ada"),))),
        Load("/pets", RequestBrief("GET", "/pets", query=(("tag", "a"), ("tag", "b")))),
    ]
    tree = ast.parse(locustfile(loads))
    (entries,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUESTS"
    )
    assert entries == [
        {
            "name": "/pets",
            "method": "POST",
            "path": "/pets",
            "headers": {"Content-Type": "application/json", "X": "é'\""},
            "data": '{"name": "Ada"}',
        },
        {"name": "/login", "method": "POST", "path": "/login", "data": {"user": "ada"}},
        {"name": "/pets", "method": "GET", "path": "/pets", "params": [["tag", "a"], ["tag", "b"]]},
    ]
