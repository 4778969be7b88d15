"""classy-fastapi: ``class Pets(Routable)`` whose methods say ``@get("/pets")``; each object of it is a router."""

from __future__ import annotations

from qaagent_lsp.discovery.dialects import starlette
from qaagent_lsp.discovery.dialects.graph import Graph
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import function_handler
from qaagent_lsp.discovery.evaluation.values import ClassValue, External, Place, RouterValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.discovery.syntax.wiring import Decorator, Function

_PACKAGE = "classy_fastapi"


def concerns(facts: FileFacts) -> bool:
    """Tell whether a file imports anything of classy-fastapi."""
    return any(item.module.partition(".")[0] == _PACKAGE for item in facts.wiring.imports)


def read(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    """Note what the methods of each ``Routable`` declare on it."""
    for function in facts.wiring.functions:
        owner = evaluator.names.class_(facts.file, function.parent) if function.in_class else None
        router = evaluator.self_router(ClassValue(facts.file, owner)) if owner is not None else None
        if router is not None:
            for decorator in function.decorators:
                _decorated(evaluator, graph, router, function, decorator)


def _decorated(
    evaluator: Evaluator, graph: Graph, router: RouterValue, function: Function, decorator: Decorator
) -> None:
    call = decorator.value
    if not isinstance(call, Call):
        return
    place = Place(router.file, function.parent, decorator.span.line)
    handler = function_handler(evaluator, router.file, function)
    for value in evaluator.values(call.func, place):
        if isinstance(value, External) and value.dotted.startswith(f"{_PACKAGE}."):
            name = value.dotted.rpartition(".")[2]
            if starlette.decorates(name):
                graph.node(router).declared += starlette.declare(
                    evaluator, name, call, place, handler, decorator.span
                )
