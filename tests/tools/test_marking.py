from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.tools.marking import mark_of
from tests.linking.workspace import route


def test_the_first_line_of_the_handler_is_marked() -> None:
    here = replace(route("GET /pets", file="urls.py"), handler_file=WorkspacePath("views.py"))
    assert mark_of(here) == Location(WorkspacePath("views.py"), Span(2, 1, 3, 1))


def test_without_a_handler_in_the_workspace_it_is_what_defines_the_route() -> None:
    of_library = replace(route("GET /docs"), handler_file=WorkspacePath(""))
    documented = replace(route("GET /pets", file="openapi.yaml"), framework="openapi")
    for one in (of_library, documented):
        assert mark_of(one) == Location(one.file, one.span)


def test_no_route_has_no_place() -> None:
    assert mark_of(None) is None
