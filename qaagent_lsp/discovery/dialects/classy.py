"""classy-fastapi: ``class Pets(Routable)`` whose methods say ``@get("/pets")``; each object of it is a router."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qaagent_lsp.discovery.dialects import starlette
from qaagent_lsp.discovery.dialects.graph import Declared, Graph
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.handlers import function_handler
from qaagent_lsp.discovery.evaluation.values import ClassValue, External, Place
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.discovery.syntax.wiring import Decorator, Function
from qaagent_lsp.model.source import WorkspacePath

_PACKAGE = "classy_fastapi"


def concerns(facts: FileFacts) -> bool:
    """Tell whether a file imports anything of classy-fastapi."""
    return any(item.module.partition(".")[0] == _PACKAGE for item in facts.wiring.imports)


def read(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    """Note what the methods of each ``Routable`` declare on it, inherited ones too, in the order of their names.

    ``Routable.__init_subclass__`` goes through ``dir(cls)``: what a class overrides without a decorator is no route.
    """
    for definition in facts.wiring.classes:
        value = ClassValue(facts.file, definition)
        router = evaluator.self_router(value)
        if router is None:
            continue
        methods: dict[str, tuple[Function, WorkspacePath]] = {}
        for owner in evaluator.ancestors(value):
            if isinstance(owner, ClassValue):
                for function in evaluator.names.members(owner.file, owner.definition.qualname):
                    methods.setdefault(function.name, (function, owner.file))
        here = Place(facts.file, definition.qualname, 0)
        for rank, name in enumerate(sorted(methods)):
            function, file = methods[name]
            for decorator in function.decorators:
                graph.node(router).declared += [
                    replace(one, at=here, rank=rank)
                    for one in _decorated(evaluator, file, function, decorator)
                ]


def _decorated(
    evaluator: Evaluator, file: WorkspacePath, function: Function, decorator: Decorator
) -> Iterator[Declared]:
    call = decorator.value
    if not isinstance(call, Call):
        return
    place = Place(file, function.parent, decorator.span.line)
    handler = function_handler(evaluator, file, function)
    for value in evaluator.values(call.func, place):
        if isinstance(value, External) and value.dotted.startswith(f"{_PACKAGE}."):
            name = value.dotted.rpartition(".")[2]
            if starlette.decorates(name):
                yield from starlette.declare(evaluator, name, call, place, handler, decorator.span)
