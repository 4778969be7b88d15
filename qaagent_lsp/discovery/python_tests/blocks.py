"""The statements of a body, those inside ``if``, ``try``, ``with`` and ``match`` as well."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


def flat(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements with those inside ``if``, ``try`` and ``with`` as well."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            for block in blocks(node):
                yield from flat(block)


def blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a statement, those of handlers and cases as well."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body
