"""The parameters of a function and the bases of a class, and where their names stand."""

from __future__ import annotations

import ast
from collections.abc import Callable

from qaagent_lsp.discovery.syntax.expressions import Expr
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.wiring import Param
from qaagent_lsp.discovery.syntax.wiring_words import wires
from qaagent_lsp.model.source import Span


def params_of(
    arguments: ast.arguments, value: Callable[[ast.expr], Expr], text: str = ""
) -> tuple[Param, ...]:
    """Give the parameters by position, then those by name only; no ``**``.

    ``*paths`` is among them where the ``text`` of the function wires: it may hand them on.
    """
    positional = [*arguments.posonlyargs, *arguments.args]
    rest = arguments.vararg if arguments.vararg is not None and wires(text) else None
    if not positional and not arguments.kwonlyargs and rest is None:
        return ()
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    pairs = [
        *zip(positional, defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    found = [
        Param(
            arg.arg,
            value(arg.annotation) if arg.annotation else None,
            value(default) if default else None,
        )
        for arg, default in pairs
    ]
    if rest is not None:
        found.insert(len(positional), Param(rest.arg, None, None, rest=True))
    return tuple(found)


def settings_of(returns: ast.expr | None, value: Callable[[ast.expr], Expr]) -> Expr | None:
    """Give the class of settings that a function says it returns, judged by its name: ``-> AppSettings``."""
    name = returns.attr if isinstance(returns, ast.Attribute) else getattr(returns, "id", "")
    return value(returns) if returns is not None and name.endswith(("Settings", "Config")) else None


def bare(base: ast.expr) -> ast.expr:
    """Look through the types that a base class is given: ``ModelViewSet[Pet]``."""
    return base.value if isinstance(base, ast.Subscript) else base


def name_span(name: str, span: Span, positions: Positions) -> Span:
    """Find the name in the line where ``def`` of a definition stands."""
    line = positions.lines[span.line - 1] if span.line <= len(positions.lines) else ""
    keyword = line.find("def", span.column - 1)
    column = line.find(name, keyword + 3) + 1 or span.column
    return Span(span.line, column, span.line, column + len(name))


def qualname_of(name: str, scope: str, *, in_class: bool) -> str:
    """Give the qualified name of what is defined in a scope (PEP 3155)."""
    if not scope:
        return name
    return f"{scope}.{name}" if in_class else f"{scope}.<locals>.{name}"
