from __future__ import annotations

from qaagent_lsp.discovery.assembly.joints import Joints
from qaagent_lsp.discovery.assembly.turns import UNKNOWN
from qaagent_lsp.discovery.dialects.graph import Declared, Graph, Included, Node
from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX
from qaagent_lsp.discovery.evaluation.values import Place, RouterValue, TextValue
from qaagent_lsp.model.source import Span, WorkspacePath

MAIN = WorkspacePath("main.py")
ROUTER = RouterValue("apirouter", MAIN, Span(1, 1, 1, 9))
OTHER = RouterValue("apirouter", MAIN, Span(2, 1, 2, 9))


def declared(line: int) -> Declared:
    handler = Handler(f"h{line}", MAIN, Span(line + 1, 1, line + 1, 9))
    return Declared(("GET",), TextValue("/a"), handler, MAIN, Span(line, 2, line, 20), "")


def included(prefix: TextValue, line: int) -> Included:
    return Included(OTHER, prefix, "include", at=Place(MAIN, "", line))


def test_a_joint_stays_the_same_object_while_no_part_changed() -> None:
    joints, node, beside = Joints(), Node(declared=[declared(2)]), Node(declared=[declared(8)])
    first = joints.of([Graph({ROUTER: node}), Graph({ROUTER: beside})], {})
    again = joints.of([Graph({ROUTER: node}), Graph({ROUTER: beside})], {})
    assert again[ROUTER] is first[ROUTER]
    assert first[ROUTER].nodes == [node, beside]
    fewer = joints.of([Graph({ROUTER: node})], {})
    assert fewer[ROUTER].nodes == [node]
    assert joints.of([Graph({ROUTER: Node(declared=[declared(2)])})], {})[ROUTER] is not fewer[ROUTER]


def test_lines_that_may_not_run_take_the_turns_away() -> None:
    joints, node = Joints(), Node(declared=[declared(2)])
    assert joints.of([Graph({ROUTER: node})], {})[ROUTER].turns == ((0,),)
    branched = Graph({ROUTER: node}, branches={MAIN: ((1, 3),)})
    assert joints.of([branched], {})[ROUTER].turns == ((UNKNOWN,),)
    assert joints.of([Graph({ROUTER: node})], {})[ROUTER].turns == ((0,),)


def test_a_router_of_a_class_has_what_the_methods_of_the_class_register() -> None:
    joints, node, of_class = Joints(), Node(), Node(declared=[declared(2)])
    graph = Graph({ROUTER: node, OTHER: of_class})
    assert joints.of([graph], {ROUTER: OTHER, OTHER: OTHER})[ROUTER].nodes == [node, of_class]
    assert joints.of([graph], {})[ROUTER].nodes == [node]


def test_of_two_places_of_one_router_the_known_one_counts() -> None:
    known, unknown = included(TextValue("/a"), 3), included(UNKNOWN_PREFIX, 5)
    graph = Graph({ROUTER: Node(included=[known, unknown])})
    assert [item for item, _ in Joints().of([graph], {})[ROUTER].included] == [known]
    alone = Graph({ROUTER: Node(included=[unknown])})
    assert [item for item, _ in Joints().of([alone], {})[ROUTER].included] == [unknown]
