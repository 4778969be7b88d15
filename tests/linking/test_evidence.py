from __future__ import annotations

from qaagent_lsp.linking.evidence import best_of, is_linked, links_to, rank
from qaagent_lsp.model.link import HOW_ORDER, How, Link
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import route


def link(how: How, why: str = "", file: str | None = None) -> Link:
    return Link(
        TestId("t.py::test_a"), RouteKey("GET", "/a"), how, why, WorkspacePath(file) if file else None
    )


def test_the_best_evidence_stays_and_the_first_on_a_tie() -> None:
    kept = best_of([link("name"), link("call", "one"), link("call", "two"), link("request")])
    assert [one.how for one in kept] == ["request"]
    assert [one.why for one in best_of([link("call", "one"), link("call", "two")])] == ["one"]
    assert sorted(HOW_ORDER, key=lambda how: rank(link(how))) == list(HOW_ORDER)


def test_a_row_has_the_links_of_its_own_app_and_those_that_do_not_say() -> None:
    links = [link("observed", file="a.py"), link("observed", file="b.py"), link("name")]
    assert [one.file for one in links_to(route("GET /a", file="a.py"), links)] == ["a.py", None]
    assert links_to(route("GET /b", file="a.py"), links) == ()


def test_one_link_is_enough_for_a_row_to_be_linked() -> None:
    row = route("GET /a", file="a.py")
    assert is_linked(row, [link("call", file="b.py"), link("name")])
    assert is_linked(row, [link("call", file="a.py")])
    assert not is_linked(row, [link("call", file="b.py")])
