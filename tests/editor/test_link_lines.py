from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.editor.hovers import hover, hover_of_routes
from qaagent_lsp.editor.link_lines import elsewhere, grouped, linked_test, route_line, why_known
from qaagent_lsp.model.hidden import Hidden
from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import route, routes, snapshot, tie

APP, T = WorkspacePath("app/main.py"), WorkspacePath("tests/test_pets.py")
A, B = f"{T}::test_a", f"{T}::test_b"
TABLE = routes("GET /pets", "POST /pets")


def uri(at: Location) -> str:
    return f"file:///w/{at.file}#L{at.span.line}"


def test_links_stand_below_how_they_are_known_the_best_first() -> None:
    links = [tie(A, "GET /pets", "name"), tie(A, "POST /pets", "observed"), tie(B, "GET /pets", "name")]
    assert list(grouped(links, 10, lambda link: f"- {link.route}")) == [
        "\n*seen by a run* (1)\n",
        "- POST /pets",
        "\n*by name alone* (2)\n",
        "- GET /pets",
        "- GET /pets",
    ]


def test_long_lists_are_cut_with_a_count() -> None:
    links = [tie(A, f"GET /{at}", "call") for at in range(5)] + [tie(A, "GET /x", "name")]
    assert list(grouped(links, 3, lambda link: f"- {link.route}")) == [
        "\n*by a call in the text* (5)\n",
        "- GET /0",
        "- GET /1",
        "- GET /2",
        "- … 2 more",
        "\n*by name alone* (1)\n",
        "- … 1 more",
    ]


def test_tests_and_routes_are_links_where_it_is_known_how() -> None:
    now = snapshot(TABLE, [A])
    assert linked_test(now, TestId(A), uri) == f"[`{A}`](<file:///w/{T}#L5>)"
    assert linked_test(now, TestId(A), None) == f"`{A}`"
    assert linked_test(now, TestId(B), uri) == f"`{B}`"
    link = tie(A, "POST /pets", why="calls it")
    assert route_line(now, link, uri) == f"- [`POST /pets`](<file:///w/{APP}#L12>) — calls it"
    assert route_line(now, tie(A, "GET /gone", why="was there"), uri) == "- `GET /gone` — was there"


def test_a_reason_does_not_repeat_the_heading_above_it() -> None:
    assert why_known(tie(A, "GET /pets", why="observed: hit GET /pets (200)")) == "hit GET /pets (200)"


def test_other_definitions_and_what_takes_the_requests() -> None:
    one, two = TABLE[0], route("GET /pets", file="other/main.py", line=7)
    now = replace(snapshot([one, two]), hidden=(Hidden(two, one, same=True),))
    assert list(elsewhere(now, two, uri)) == [
        f"\n**never served**: `GET /pets` in [{APP}:1](<file:///w/{APP}#L1>) is registered before",
        f"\nalso defined in [{APP}:1](<file:///w/{APP}#L1>)",
    ]
    assert list(elsewhere(now, one, None)) == ["\nalso defined in other/main.py:7"]


def test_the_hover_of_a_test_leads_to_handlers_that_of_a_url_to_tests() -> None:
    now = snapshot(TABLE, [A], [tie(A, "GET /pets", "call")])
    of_test = hover(now, T, 5, 0.0, link_to=uri)
    assert of_test is not None
    assert f"[`GET /pets`](<file:///w/{APP}#L2>)" in of_test.markdown
    of_url = hover_of_routes(now, TABLE[:1], T, TABLE[0].span, 0.0, None, uri)
    assert f"- ○ [`{A}`](<file:///w/{T}#L5>)" in of_url.markdown
    assert of_url.span == TABLE[0].span
