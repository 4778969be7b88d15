"""Which HTTP methods a function view tells apart, also where it leaves its request to another function."""

from __future__ import annotations

from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.values import FunctionValue, Place
from qaagent_lsp.discovery.syntax.expressions import Name
from qaagent_lsp.discovery.syntax.wiring import Function
from qaagent_lsp.model.source import WorkspacePath

_MAX_DEPTH = 3


def asked_in(
    evaluator: Evaluator, file: WorkspacePath, function: Function, depth: int = 0
) -> tuple[str, ...]:
    """List the methods (upper case) that a function of ``file`` and what it calls tell apart; often ()."""
    found: dict[str, None] = {}
    for asked in function.asks:
        name = asked.removesuffix("()")
        if name == asked:
            found[asked] = None
        elif depth < _MAX_DEPTH:
            place = Place(file, function.parent, function.span.line)
            for value in evaluator.values(Name((name,)), place):
                if isinstance(value, FunctionValue):
                    found.update(dict.fromkeys(asked_in(evaluator, value.file, value.function, depth + 1)))
    return tuple(found)
