from __future__ import annotations

from qaagent_lsp.linking.links import assemble
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.linking.select import select
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import ChosenTests, RouteScope
from qaagent_lsp.model.snapshot import Snapshot
from tests.linking.workspace import functions, routes


def test_a_route_chooses_the_tests_named_after_it() -> None:
    table = routes("GET /pets", "GET /pets/{pet_id}")
    tests = functions("tests/test_pets.py::test_get_pets", "tests/test_pets.py::test_get_pet")
    by_route, by_test = assemble(table, tests, (), Observed())
    snapshot = Snapshot(routes=table, tests=tests, links_by_route=by_route, links_by_test=by_test)
    part = select(snapshot, RouteScope(RouteKey("GET", "/pets/{pet_id}"))).parts[0]
    assert isinstance(part, ChosenTests)
    assert [(chosen.id, chosen.how) for chosen in part.tests] == [
        ("tests/test_pets.py::test_get_pet", "name")
    ]
