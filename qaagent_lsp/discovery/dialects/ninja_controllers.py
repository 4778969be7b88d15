"""Controllers of Django Ninja Extra: classes below ``@api_controller("/x")``, their methods below ``@http_get("/y")``.

A controller is a router without a variable: ``api.register_controllers(Users)`` puts it below the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import Handler, definition_handlers
from qaagent_lsp.discovery.evaluation.values import ClassValue, External, Place, RouterValue, TextValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call, Expr
from qaagent_lsp.discovery.syntax.wiring import Function
from qaagent_lsp.model.source import Span

_PACKAGE = "ninja_extra"
_VERBS = frozenset({"get", "post", "put", "patch", "delete"})
_NAMES = {f"http_{verb}": verb for verb in _VERBS} | {f"route.{verb}": verb for verb in _VERBS}
_GENERIC = frozenset({"http_generic", "route.generic"})


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a controller: ``name`` is the verb, ``generic`` where the call lists the methods."""

    controller: RouterValue
    name: str
    call: Call
    place: Place
    handler: Handler
    span: Span


def concerns(facts: FileFacts) -> bool:
    """Tell whether a file can hold controllers."""
    return any(item.module.partition(".")[0] == _PACKAGE for item in facts.wiring.imports)


def operations_of(evaluator: Evaluator, facts: FileFacts) -> Iterator[Operation]:
    """Find the operations of all controllers of a file."""
    for definition in facts.wiring.classes:
        for router, _ in controllers_of(evaluator, ClassValue(facts.file, definition)):
            for method in evaluator.names.methods(facts.file, definition.qualname):
                yield from _of_method(
                    evaluator, router, method, Place(facts.file, definition.qualname, method.span.line)
                )


def _of_method(
    evaluator: Evaluator, router: RouterValue, method: Function, place: Place
) -> Iterator[Operation]:
    for decorator in method.decorators:
        call = decorator.value
        name = _operation(evaluator, call.func, place) if isinstance(call, Call) else ""
        if name and isinstance(call, Call):
            for handler in definition_handlers(evaluator, place.file, method):
                yield Operation(router, name, call, place, handler, decorator.span)


def controllers_of(
    evaluator: Evaluator, value: ClassValue
) -> Iterator[tuple[RouterValue, tuple[TextValue, ...]]]:
    """Give the router that a controller is and its prefix, () where that is not known; nothing for any other class."""
    for decorator in value.definition.decorators:
        place = Place(value.file, value.definition.parent, decorator.span.line)
        call = decorator.value
        if _is_controller(evaluator, call.func if isinstance(call, Call) else call, place):
            given = call.argument(0, "prefix_or_class") if isinstance(call, Call) else None
            prefixes = (TextValue(""),) if given is None else evaluator.texts(given, place)
            yield RouterValue("ninja_router", value.file, value.definition.span), prefixes


def _is_controller(evaluator: Evaluator, func: Expr, place: Place) -> bool:
    return any(
        isinstance(value, External)
        and value.dotted.startswith(f"{_PACKAGE}.")
        and value.dotted.endswith(".api_controller")
        for value in evaluator.values(func, place)
    )


def _operation(evaluator: Evaluator, func: Expr, place: Place) -> str:
    for value in evaluator.values(func, place):
        if isinstance(value, External) and value.dotted.startswith(f"{_PACKAGE}."):
            last = value.dotted.rpartition(".")[2]
            for name in (last, ".".join(value.dotted.split(".")[-2:])):
                if name in _GENERIC:
                    return "generic"
                if name in _NAMES:
                    return _NAMES[name]
    return ""
