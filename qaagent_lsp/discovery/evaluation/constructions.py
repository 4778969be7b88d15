"""Which calls of a file make an app or router: those are read even where nothing else mentions what they make."""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.kinds import kind_of
from qaagent_lsp.discovery.evaluation.names import definition
from qaagent_lsp.discovery.evaluation.values import ClassValue, External, Place
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Name
from qaagent_lsp.discovery.syntax.wiring import Binding, Class, Import, Param


def kept_calls(facts: FileFacts) -> Iterator[tuple[Place, Call]]:
    """Yield the calls whose result a file gives a name or returns."""
    for binding in facts.wiring.bindings:
        if isinstance(binding.value, Call):
            yield Place(facts.file, binding.read_in, binding.line), binding.value
    for item in facts.wiring.returns:
        if isinstance(item.value, Call):
            yield Place(facts.file, item.scope, item.line), item.value


def may_make(evaluator: Evaluator, call: Call, place: Place) -> bool:
    """Tell whether a call names a class, of a framework or of the project's own, that makes an app or router.

    A function that makes one is not followed from here: its own file tells of it. Of thousands of calls nearly all are
    told by their name alone.
    """
    if not isinstance(call.func, Name):
        return False
    found = definition(evaluator.names, call.func.dotted[0], place)
    match found[1] if found is not None else None:
        case None:  # of a star import, or nothing
            follow = bool(evaluator.names.stars(place.file))
        case Import() | Class():
            follow = True
        case Binding(value=value):
            follow = _is_alias(value)
        case Param():
            follow = len(call.func.dotted) == 1
        case _:
            follow = False
    return follow and any(
        (isinstance(value, External) and kind_of(value.dotted) is not None)
        or (isinstance(value, ClassValue) and evaluator.class_kind(value) is not None)
        for value in evaluator.values(call.func, place)
    )


def _is_alias(value: Expr) -> bool:
    return isinstance(value, Name)
