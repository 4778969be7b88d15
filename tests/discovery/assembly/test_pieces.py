"""Calls that are read by themselves, and kept; that edits make no difference is tested with ``Resolver``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qaagent_lsp.discovery.assembly.contribution import Contribution, of_file
from qaagent_lsp.discovery.assembly.pieces import Pieces, may_be_kept
from qaagent_lsp.discovery.assembly.remaking import remakings
from qaagent_lsp.discovery.evaluation.names import Library, Question
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.modules import Layout, layout_of
from qaagent_lsp.discovery.syntax.expressions import Text
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.projects import PUT_TOGETHER
from tests.discovery.tables import source

MAIN = WorkspacePath("main.py")


def library_of(texts: Mapping[str, str]) -> tuple[Library, Layout]:
    library = Library()
    for file, text in texts.items():
        library.put(WorkspacePath(file), facts_of(source(text, file)))
    return library, layout_of(library.facts, list(library.facts))


def contribution(library: Library, layout: Layout, kept: Pieces | None) -> Contribution:
    found = of_file(library.facts[MAIN], library, layout, kept)
    assert found is not None
    return found


def edited(library: Library, file: str, text: str) -> set[Question]:
    return library.put(WorkspacePath(file), facts_of(source(text, file)))


def read_again(before: Pieces, after: Pieces) -> set[str]:
    """The lines of ``main.py`` that were read anew."""
    lines = PUT_TOGETHER[MAIN].split("\n")
    return {lines[span.line - 1].strip() for span, piece in after.items() if before.get(span) is not piece}


def shown(contribution: Contribution) -> list[object]:
    """What was found, without the ways to it, which are told apart by identity."""
    graph = contribution.graph
    nodes = [
        (
            router,
            node.declared,
            [replace(one, at=one.at and replace(one.at, via=None)) for one in node.included],
        )
        for router, node in graph.nodes.items()
    ]
    return [nodes, graph.loose, contribution.made, contribution.wanted, contribution.asked]


def test_only_the_calls_are_read_again_that_a_change_concerns() -> None:
    library, layout = library_of(PUT_TOGETHER)
    first = contribution(library, layout, {})
    changed = edited(library, "c.py", PUT_TOGETHER["c.py"].replace("router = ", "# moved\nrouter = "))
    second = contribution(library, layout, may_be_kept(MAIN, first.pieces, changed, {}))
    assert read_again(first.pieces, second.pieces) == {
        "app.router.include_router(c.router)",
        'app.add_api_route("/added", c.view)',
    }
    assert shown(second) == shown(contribution(library, layout, {}))


def test_what_a_function_is_told_is_read_with_all_others() -> None:
    library, layout = library_of(PUT_TOGETHER)
    lines = read_again({}, contribution(library, layout, {}).pieces)
    assert "users.include_router(router)" in lines
    assert "target.include_router(items, prefix=prefix)" not in lines


def test_an_edited_call_is_read_again_where_it_stood() -> None:
    library, layout = library_of(PUT_TOGETHER)
    first = contribution(library, layout, {})
    changed = edited(library, MAIN, PUT_TOGETHER[MAIN].replace('"/first"', '"/other"'))
    kept = may_be_kept(MAIN, first.pieces, changed, {})
    second = contribution(library, layout, kept)
    assert shown(second) == shown(contribution(library, layout, {}))
    assert 'app.include_router(create("/first"))' in read_again(first.pieces, second.pieces)


def test_a_few_calls_are_not_kept() -> None:
    library, layout = library_of(
        {"main.py": "from fastapi import FastAPI\napp = FastAPI()\napp.mount('/', app)\n"}
    )
    assert contribution(library, layout, {}).pieces == {}


def test_only_the_decorator_is_read_again_that_was_edited() -> None:
    handlers = "".join(f"@router.get('/p{n}')\ndef h{n}():\n    return {n}\n\n" for n in range(4))
    text = f"from fastapi import APIRouter\nrouter = APIRouter()\n{handlers}"
    library, layout = library_of({MAIN: text})
    assert not contribution(library, layout, None).pieces
    first = contribution(library, layout, {})
    assert len(first.pieces) == 4
    changed = edited(library, MAIN, text.replace("'/p2'", "'/q2'"))
    second = contribution(library, layout, may_be_kept(MAIN, first.pieces, changed, {}))
    assert [span.line for span, one in second.pieces.items() if first.pieces.get(span) is not one] == [11]
    assert shown(second) == shown(contribution(library, layout, None))
    text = text.replace("'/p2'", "'/q2'")
    changed = edited(library, MAIN, text.replace("APIRouter()", "APIRouter(prefix='/x')"))
    assert may_be_kept(MAIN, second.pieces, changed, {}) is None
    assert may_be_kept(MAIN, {}, changed, {}) is None
    now = remakings(library, layout, changed)
    third = contribution(library, layout, may_be_kept(MAIN, second.pieces, changed, now))
    assert [one for span, one in third.pieces.items() if one.added is not second.pieces[span].added] == []
    assert shown(third) == shown(contribution(library, layout, None))
    assert [call.keyword("prefix") for call, _ in third.made.values()] == [Text("/x")]
