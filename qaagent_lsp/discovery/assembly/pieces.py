"""What one call or decorator adds to the graph of its file, kept until something changes that it was read by.

A file that puts an app together has a call for each of its routers: where one router changes, only its call is read
again. Each is read by itself, so that it makes no difference whether the others were read or are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.assembly.remaking import Remakings, follows_still
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Declared, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.names import Library, Names, Question
from qaagent_lsp.discovery.evaluation.values import ClassValue, Place, RouterKind, RouterValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.model.source import Span, WorkspacePath

_LEAST = 8
"""Of fewer calls all are read again as quickly."""
_MOST_ROUTERS = 32


@dataclass(frozen=True, slots=True)
class Piece:
    """What reading something added for each router.

    ``said`` is what was read: a call, or a decorator with what it decorates. ``kind`` is what a router that is not
    known was taken for. ``made`` and what follows is what an ``Evaluator`` tells after that.
    """

    said: object
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


def may_be_kept(
    file: WorkspacePath, pieces: Pieces, changed: Collection[Question], remade: Remakings
) -> Pieces | None:
    """Give the pieces of a file for which nothing has changed; None where all is read as quickly at once.

    Where that is few, or something is bound to another call, of which most of them may be. Routers that are made with
    other arguments are the same routers; how they are made now their own file tells, after its pieces.
    """
    if not changed:
        return pieces
    kept = {span: piece for span, piece in pieces.items() if follows_still(piece, changed, remade)}
    if not pieces and not remade and ("bindings", file) in changed:
        return None
    return kept if 2 * len(kept) >= len(pieces) else None


class Apart:
    """Reads calls of a file, each by itself, or adds what those added that are kept."""

    def __init__(
        self, evaluator: Evaluator, graph: Graph, library: Library, kind: RouterKind | None, kept: Pieces
    ) -> None:
        """Add to a graph, and to what an evaluator knows; ``kind`` is that of ``Piece``."""
        self.pieces: dict[Span, Piece] = {}
        self._evaluator = evaluator
        self._graph = graph
        self._library = library
        self._kind = kind
        self._kept = kept

    def read(self, span: Span, said: object, work: Callable[[Evaluator], None]) -> None:
        """Read what stands there; ``work`` does that with an evaluator of its own."""
        piece = self._kept.get(span)
        if piece is not None and piece.kind == self._kind and piece.said == said:
            piece.add_to(self._graph, self._evaluator)
        else:
            own = Evaluator(self._evaluator.layout, Names(self._library))
            piece = piece_of(said, self._kind, self._graph, own, work)
            self._evaluator.take_over(own)
        if piece is not None:
            self.pieces[span] = piece


def are_many(facts: FileFacts) -> bool:
    """Tell whether the calls of a file are so many that each is read by itself."""
    return len(facts.wiring.effects) >= _LEAST


def told(facts: FileFacts) -> Callable[[str], bool]:
    """Tell which scopes of a file are in functions that are told something: those are read with all others."""
    found = tuple(
        f"{function.qualname}."
        for function in facts.wiring.functions
        if len(function.params) > function.in_class
    )
    return lambda scope: bool(scope) and f"{scope}.".startswith(found)


def piece_of(
    said: object,
    kind: RouterKind | None,
    graph: Graph,
    evaluator: Evaluator,
    read: Callable[[Evaluator], None],
) -> Piece | None:
    """Read something with an evaluator of its own; None where it does more than to add, or among too many routers."""
    before = {
        router: (node.prefixes, len(node.declared), len(node.included))
        for router, node in graph.nodes.items()
    }
    loose = len(graph.loose)
    read(evaluator)
    added = []
    for router, node in graph.nodes.items():
        prefixes, declared, included = before.get(router, ((NO_PREFIX,), 0, 0))
        if node.prefixes != prefixes or len(graph.nodes) > _MOST_ROUTERS:
            return None
        if router not in before or len(node.declared) > declared or len(node.included) > included:
            added.append((router, tuple(node.declared[declared:]), tuple(node.included[included:])))
    return Piece(
        said,
        kind,
        tuple(added),
        tuple(graph.loose[loose:]),
        evaluator.made,
        evaluator.classes,
        frozenset(evaluator.wanted),
        frozenset(evaluator.names.asked),
    )
