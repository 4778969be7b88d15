"""What a finished case did, as links; requests on the way count only where they may be why it failed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.hits import hit_links, links_of_case
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Hit, Link
from qaagent_lsp.model.result import CaseOutcome
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import case, hit, routes

T = TestId("t.py::test_create")
LOGIN, CREATE = "POST /auth/login", "POST /create"
ON_THE_WAY = {
    T: (
        Link(T, RouteKey.parse(CREATE), "observed", ""),
        Link(T, RouteKey.parse(LOGIN), "observed", "", role="helper"),
    )
}


@pytest.mark.parametrize(
    ("outcome", "hits", "expected"),
    [
        ("passed", [hit(LOGIN, 302), hit(CREATE)], [CREATE]),
        ("failed", [hit(LOGIN, 302), hit(CREATE, 500)], [CREATE]),
        ("failed", [hit(LOGIN, 500), hit(CREATE, 401)], [LOGIN, CREATE]),
        ("failed", [replace(hit(LOGIN), status=None)], [LOGIN]),
        ("failed", [hit(LOGIN, 302)], [LOGIN]),
        ("failed", [], [CREATE]),
        ("failed", [hit(LOGIN, 302, when="setup")], [CREATE]),
    ],
)
def test_a_login_on_the_way(outcome: CaseOutcome, hits: list[Hit], expected: list[str]) -> None:
    links = links_of_case(case(T, outcome, *hits), ON_THE_WAY, routes(LOGIN, CREATE))
    assert [str(link.route) for link in links] == expected


ELSEWHERE = "served by this handler in that run; the files say GET /pets/{pet_id}"


@pytest.mark.parametrize(
    ("seen", "confidence", "why"),
    [
        ("GET /pets/{id}", 1.0, "observed: hit GET /pets/{pet_id} (200)"),
        ("GET /pets/{pet_id}/", 1.0, "observed: hit GET /pets/{pet_id} (200)"),
        (
            "GET /cats/{id}",
            1.0,
            f"observed: hit GET /cats/{{id}} (200), {ELSEWHERE}",
        ),
        (
            "GET /v1/pets/{pet_id}",
            0.5,
            f"observed: hit GET /v1/pets/{{pet_id}} (200), {ELSEWHERE}, as far as they can be read",
        ),
    ],
)
def test_a_path_that_was_edited_since_is_told_as_it_was_seen(seen: str, confidence: float, why: str) -> None:
    (row,) = routes("GET /pets/{pet_id}")
    row = replace(row, confidence=confidence)
    request = replace(hit(seen), handler=row.handler, handler_file=f"/w/{row.handler_file}")
    (link,) = hit_links(T, [request], RouteTable([row]))
    assert (link.route, link.why) == (row.key, why)
