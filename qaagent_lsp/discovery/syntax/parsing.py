"""Python text → syntax tree, or why there is none."""

from __future__ import annotations

import ast
import warnings


def parse(text: str) -> ast.Module | SyntaxError | ValueError | RecursionError | MemoryError:
    """Parse Python text, or give the reason why it cannot be parsed. Warnings about the user's text are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as reason:
            return reason
