"""The functions of a file: what anchors of failures hold on to while the file is edited."""

from __future__ import annotations

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.model.snapshot import FunctionSpan
from qaagent_lsp.model.source import Source


def outline_of(source: Source) -> tuple[FunctionSpan, ...]:
    """List all functions, nested ones and methods too, with Python's ``__qualname__``; spans include decorators.

    Of a file that does not parse, those in the parts that do.
    """
    functions = facts_of(source, reading="routes").wiring.functions
    return tuple(FunctionSpan(function.qualname, function.span, function.digest) for function in functions)
