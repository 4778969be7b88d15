from __future__ import annotations

import ast

from qaagent_lsp.discovery.python_tests.blocks import blocks, flat

TEXT = """
if a:
    one()
else:
    two()
try:
    three()
except E:
    four()
finally:
    five()
for x in y:
    six()
"""


def test_statements_inside_others() -> None:
    found = [ast.unparse(node) for node in flat(ast.parse(TEXT).body) if isinstance(node, ast.Expr)]
    assert found == ["one()", "two()", "three()", "five()", "four()"]


def test_cases_are_blocks() -> None:
    (node,) = ast.parse("match x:\n    case 1:\n        a()\n    case _:\n        b()\n").body
    assert [ast.unparse(block[0]) for block in blocks(node)] == ["a()", "b()"]
