"""Routers of which only the arguments have changed: what others do to them stays as it was.

A file that says ``@router.get("/pets")`` asks what ``router`` is. While somebody types its prefix, the answer is the
same router all the time, and none of its decorators has to be read again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from qaagent_lsp.discovery.evaluation.constructions import may_make
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.kinds import kind_of
from qaagent_lsp.discovery.evaluation.names import Library, Names, Question, remade
from qaagent_lsp.discovery.evaluation.values import External, Place, RouterKind, RouterValue
from qaagent_lsp.discovery.modules import Layout
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.discovery.syntax.wiring import Binding
from qaagent_lsp.model.source import WorkspacePath

Remakings = Mapping[Question, tuple[RouterValue, tuple[Call, Place]]]
"""Routers with how they are made now, by the question that is answered by them."""

_TOLD_NOTHING: frozenset[RouterKind] = frozenset(
    {"fastapi", "apirouter", "starlette", "router", "flask", "blueprint", "aiohttp", "aiohttp_routes"}
)
"""Kinds of which whatever is declared on them is read without a look at how they are made."""


class Answer(Protocol):
    """What was read, the routers that were seen being made by it, and the questions that were asked for it."""

    @property
    def made(self) -> Mapping[RouterValue, tuple[Call, Place]]:
        """Each router with the call that makes it."""

    @property
    def asked(self) -> frozenset[Question]:
        """All that it follows from."""


def remakings(library: Library, layout: Layout, changed: Collection[Question]) -> Remakings:
    """Find the routers among the names that changed of which only the arguments did."""
    found: dict[Question, tuple[RouterValue, tuple[Call, Place]]] = {}
    for question in changed:
        if question[0] != "defined" or remade(question) not in changed:
            continue
        file = WorkspacePath(question[1])
        for _, binding in library.of(file).defined[question[2], question[3]]:
            if isinstance(binding, Binding) and isinstance(binding.value, Call):
                place = Place(file, binding.read_in, binding.line)
                kind = _made_by(Evaluator(layout, Names(library)), binding.value, place)
                if kind is not None:
                    found[question] = RouterValue(kind, file, binding.value.span), (binding.value, place)
    return found


def follows_still(answer: Answer, changed: Collection[Question], now: Remakings) -> bool:
    """Tell whether what was read is still so, but for how routers are made."""
    if answer.asked.isdisjoint(changed):
        return True
    concerned = answer.asked.intersection(changed)
    return all(question in now and now[question][0] in answer.made for question in concerned)


def _made_by(evaluator: Evaluator, call: Call, place: Place) -> RouterKind | None:
    """Give the kind of a router that the file in which its making stands tells of by itself."""
    if not may_make(evaluator, call, place):
        return None
    match evaluator.values(call.func, place):
        case (External(dotted=dotted),):
            kind = kind_of(dotted)
            return kind if kind in _TOLD_NOTHING else None
        case _:
            return None
