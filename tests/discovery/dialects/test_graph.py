from __future__ import annotations

from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Graph, Included
from qaagent_lsp.discovery.evaluation.values import Place, RouterValue
from qaagent_lsp.discovery.syntax.conditions import Condition, Where
from qaagent_lsp.model.source import Span, WorkspacePath


def test_a_router_has_one_node() -> None:
    graph = Graph()
    router = RouterValue("apirouter", WorkspacePath("a.py"), Span(1, 1, 1, 2))
    assert graph.node(router) is graph.node(router)
    assert graph.node(router).prefixes == (NO_PREFIX,)


def test_what_is_added_in_turn_is_ranked_once() -> None:
    graph, here = Graph(), Place(WorkspacePath("a.py"), "", 0)
    router, child = (RouterValue("urlconf", WorkspacePath("a.py"), Span(at, 1, at, 2)) for at in (1, 2))
    node = graph.node(router)
    for known in (True, False, True):
        with graph.in_turn(router, here), graph.in_turn(router, here, known=known):
            node.included.append(Included(child, NO_PREFIX, "include"))
    assert [(item.at, item.rank) for item in node.included] == [(here, 0), (None, -1), (here, 2)]


def test_what_may_be_nothing_is_put_in_under_a_condition() -> None:
    graph, file = Graph(), WorkspacePath("a.py")
    router, *children = (RouterValue("apirouter", file, Span(at, 1, at, 2)) for at in (1, 2, 3))
    graph.node(router).included += [Included(child, NO_PREFIX, "include") for child in children]
    where = Where(file, Condition(1, 1, 1, "`x` can be imported"))
    graph.doubt(router, dict.fromkeys(children, (where,)), 1)
    assert [item.under for item in graph.node(router).included] == [(), (where,)]
