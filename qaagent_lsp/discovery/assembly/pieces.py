"""What one call adds to the graph of its file, kept until something changes that the call was read by.

A file that puts an app together has a call for each of its routers: where one router changes, only its call is read
again. Each such call is read by itself, so that it makes no difference whether the others were read or are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.names import Question
from qaagent_lsp.discovery.evaluation.values import ClassValue, Place, RouterKind, RouterValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.discovery.syntax.wiring import Effect
from qaagent_lsp.model.source import Span, WorkspacePath

_LEAST = 8
"""Of fewer calls all are read again as quickly."""
_MOST_ROUTERS = 32


@dataclass(frozen=True, slots=True)
class Piece:
    """What reading ``effect`` added for each router; ``kind`` is what a router that is not known was taken for.

    ``made`` and what follows is what an ``Evaluator`` tells after that.
    """

    effect: Effect
    kind: RouterKind | None
    added: tuple[tuple[RouterValue, tuple[Declared, ...], tuple[Included, ...]], ...]
    loose: tuple[tuple[RouterKind, Declared], ...]
    made: Mapping[RouterValue, tuple[Call, Place]]
    classes: Mapping[RouterValue, ClassValue]
    wanted: frozenset[WorkspacePath]
    asked: frozenset[Question]

    def add_to(self, graph: Graph, evaluator: Evaluator) -> None:
        """Add once more what was added then."""
        evaluator.made.update(self.made)
        evaluator.classes.update(self.classes)
        evaluator.wanted |= self.wanted
        evaluator.names.asked |= self.asked
        for router, declared, included in self.added:
            node = graph.node(router)
            node.declared += declared
            node.included += included
        graph.loose += self.loose


Pieces = Mapping[Span, Piece]
"""The pieces of a file by where their calls stand."""


def may_be_kept(pieces: Pieces, changed: Collection[Question]) -> Pieces:
    """Give the pieces for which nothing has changed."""
    if not changed:
        return pieces
    return {span: piece for span, piece in pieces.items() if piece.asked.isdisjoint(changed)}


def are_apart(facts: FileFacts) -> Callable[[Effect], bool]:
    """Tell which calls of a file are read by themselves: many, and none whose function is told something."""
    if len(facts.wiring.effects) < _LEAST:
        return lambda _: False
    told = tuple(
        f"{function.qualname}."
        for function in facts.wiring.functions
        if len(function.params) > function.in_class
    )
    return lambda effect: not f"{effect.scope}.".startswith(told)


def piece_of(
    effect: Effect, kind: RouterKind | None, graph: Graph, evaluator: Evaluator, read: Callable[[], None]
) -> Piece | None:
    """Read a call with an evaluator of its own; None where it does more than to add, or among too many routers."""
    before = {
        router: (node.prefixes, len(node.declared), len(node.included))
        for router, node in graph.nodes.items()
    }
    loose = len(graph.loose)
    read()
    added = []
    for router, node in graph.nodes.items():
        prefixes, declared, included = before.get(router, ((NO_PREFIX,), 0, 0))
        if node.prefixes != prefixes or len(graph.nodes) > _MOST_ROUTERS:
            return None
        if router not in before or len(node.declared) > declared or len(node.included) > included:
            added.append((router, tuple(node.declared[declared:]), tuple(node.included[included:])))
    return Piece(
        effect,
        kind,
        tuple(added),
        tuple(graph.loose[loose:]),
        evaluator.made,
        evaluator.classes,
        frozenset(evaluator.wanted),
        frozenset(evaluator.names.asked),
    )
