"""The rows of ``@pytest.mark.parametrize``: which names have which literal values together."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import islice, product

from qaagent_lsp.discovery.syntax.strings import HOLE, last_name, render

_MAX_ROWS = 64


def rows_of(
    function: ast.FunctionDef | ast.AsyncFunctionDef, lists: Mapping[str, ast.expr], known: Mapping[str, str]
) -> list[dict[str, str]]:
    """Give each combination of parameters as names and rendered values; one empty row when there are none.

    ``lists`` are displays bound to names of the module, as in ``parametrize("path", PATHS)``.
    """
    tables = []
    for decorator in function.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and last_name(decorator.func) == "parametrize"
            and len(decorator.args) > 1
        ):
            table = list(_table(decorator.args[0], decorator.args[1], lists, known))
            if table:
                tables.append(table)
    return [
        {name: value for row in rows for name, value in row.items()}
        for rows in islice(product(*tables), _MAX_ROWS)
    ]


def _table(
    names_node: ast.expr, values: ast.expr, lists: Mapping[str, ast.expr], known: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    names = _names(names_node)
    for item in _items(values, lists):
        cells = _cells(item, several=len(names) > 1 or not isinstance(names_node, ast.Constant))
        row = {name: render(cell, known) for name, cell in zip(names, cells, strict=False)}
        yield {name: value for name, value in row.items() if value != HOLE}


def cells_of(values: ast.expr, lists: Mapping[str, ast.expr]) -> list[ast.expr]:
    """Give the items of a display of single values, ``pytest.param`` taken off."""
    return [cell for item in _items(values, lists) for cell in _cells(item, several=False)[:1]]


def _items(values: ast.expr, lists: Mapping[str, ast.expr]) -> list[ast.expr]:
    if isinstance(values, ast.Name):
        values = lists.get(values.id, values)
    return values.elts if isinstance(values, ast.List | ast.Tuple | ast.Set) else []


def _names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [name.strip() for name in node.value.split(",") if name.strip()]
    if isinstance(node, ast.List | ast.Tuple):
        return [
            item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ]
    return []


def _cells(item: ast.expr, *, several: bool) -> list[ast.expr]:
    """Give the cells of a row; pytest unpacks it unless the names were one name written as a string."""
    if isinstance(item, ast.Call) and last_name(item.func) == "param":
        return item.args
    if not several:
        return [item]
    return item.elts if isinstance(item, ast.Tuple | ast.List) else []
