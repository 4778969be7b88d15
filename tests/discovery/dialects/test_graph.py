from __future__ import annotations

from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Graph
from qaagent_lsp.discovery.evaluation.values import RouterValue
from qaagent_lsp.model.source import Span, WorkspacePath


def test_a_router_has_one_node() -> None:
    graph = Graph()
    router = RouterValue("apirouter", WorkspacePath("a.py"), Span(1, 1, 1, 2))
    assert graph.node(router) is graph.node(router)
    assert graph.node(router).prefixes == (NO_PREFIX,)
