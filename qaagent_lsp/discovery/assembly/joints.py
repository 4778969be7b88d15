"""Routers put together from all that files and calls say of them; one of which no part has changed stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import is_

from qaagent_lsp.discovery.assembly.turns import Branches, Turns, turns_of, unordered
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Graph, Included, Node
from qaagent_lsp.discovery.evaluation.holes import UNKNOWN_PREFIX
from qaagent_lsp.discovery.evaluation.values import RouterKind, RouterValue, TextValue
from qaagent_lsp.discovery.syntax.conditions import Where
from qaagent_lsp.model.source import WorkspacePath


@dataclass(frozen=True, slots=True)
class Joint:
    """A router put together from all parts.

    Each of ``nodes`` is as one part has it, ``turns`` runs parallel to them: the turns of what each declares. Each of
    ``included`` has its turn beside it.
    """

    prefixes: tuple[TextValue, ...]
    nodes: Sequence[Node]
    turns: Sequence[tuple[int, ...]]
    included: Sequence[tuple[Included, int]]
    under: tuple[Where, ...] = ()


NO_JOINT = Joint((NO_PREFIX,), (), (), ())


@dataclass(frozen=True, slots=True)
class _Kept:
    """A joint, how many of its nodes are the router's own, and the branches of the files that it stands in."""

    joint: Joint
    own: int
    branches: Branches


_OWN_FIRST: frozenset[RouterKind] = frozenset({"blueprint", "ninja", "ninja_router"})
"""Kinds that register their own routes before those of routers below them, wherever either is written."""


class Joints:
    """Joins again after every edit. Nodes are the same while they are the same objects."""

    def __init__(self) -> None:
        """Start with nothing kept."""
        self._kept: dict[RouterValue, _Kept] = {}
        self._branches: Branches = {}

    def of(
        self, parts: Sequence[Graph], templates: Mapping[RouterValue, RouterValue]
    ) -> dict[RouterValue, Joint]:
        """Lay graphs over one another.

        ``templates`` maps routers of the project's own classes to what ``self`` is in the methods of the class.
        """
        nodes: dict[RouterValue, list[Node]] = {}
        branches: dict[WorkspacePath, Sequence[tuple[int, int]]] = {}
        for graph in parts:
            for router, node in graph.nodes.items():
                nodes.setdefault(router, []).append(node)
            branches.update(graph.branches)
        alike = branches == self._branches
        kept: dict[RouterValue, _Kept] = {}
        for router, own in nodes.items():
            # A router of the project's own class also has what the methods of that class register on ``self``.
            template = templates.get(router)
            whole = own if template is None or template == router else [*own, *nodes.get(template, ())]
            known = self._kept.get(router)
            if known is None or not (
                _is_of(known, whole, len(own)) and (alike or _stands_alike(known, branches))
            ):
                known = _joined(router, whole, len(own), branches)
            kept[router] = known
        self._kept, self._branches = kept, branches
        return {router: known.joint for router, known in kept.items()}


def _is_of(known: _Kept, nodes: Sequence[Node], own: int) -> bool:
    then = known.joint.nodes
    return known.own == own and len(then) == len(nodes) and all(map(is_, then, nodes))


def _stands_alike(known: _Kept, branches: Branches) -> bool:
    return all(branches.get(file, ()) == lines for file, lines in known.branches.items())


def _joined(router: RouterValue, nodes: Sequence[Node], own: int, branches: Branches) -> _Kept:
    parts = nodes[:own]
    turns = turns_of(nodes, branches, included_last=router.kind in _OWN_FIRST)
    if router.kind == "ninja" and any(item.at is None for node in nodes for item in node.included):
        turns = unordered(nodes)  # what stands on a default router made elsewhere is the API's own
    files = {one.file for node in nodes for one in node.declared}
    files |= {item.at.file for node in nodes for item in node.included if item.at is not None}
    joint = Joint(
        # Only where a router is made it is told its prefix.
        next((node.prefixes for node in parts if node.prefixes != (NO_PREFIX,)), (NO_PREFIX,)),
        nodes,
        turns.declared,
        _placed(nodes, turns),
        next((node.under for node in parts if node.under), ()),
    )
    return _Kept(joint, own, {file: branches.get(file, ()) for file in files})


def _placed(nodes: Sequence[Node], turns: Turns) -> Sequence[tuple[Included, int]]:
    """Of a router that is put into one place or another, of which one is known, leave out the one that is not."""
    included = [item for node in nodes for item in node.included]
    placed = {item.child for item in included if item.prefix != UNKNOWN_PREFIX}
    return [
        (item, turn)
        for item, turn in zip(included, turns.included, strict=True)
        if item.prefix != UNKNOWN_PREFIX or item.child not in placed
    ]
