"""What a module says is taken apart by lines and put together as it was."""

from __future__ import annotations

import ast

from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.parting import Ranges, parted, put_together
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.model.source import Span

TEXT = """from a import b
router = APIRouter()

def one():
    from c import d
    return d(1)

for name in ['x', 'y']:
    @router.get(name)
    def f(): 0
    @router.put(name)
    def g(): 0

def two():
    return one()

class A:
    def m(self): 0

app.include_router(router)
"""


def test_ranges_hold_their_lines() -> None:
    ranges = Ranges([Span(9, 1, 9, 5), Span(2, 1, 4, 1)])
    assert [line for line in range(12) if ranges.hold(line)] == [2, 3, 4, 9]


def test_parts_are_put_together_as_they_were() -> None:
    whole = wiring_of(ast.parse(TEXT), Positions(TEXT))
    others, held = parted(whole, Ranges([Span(4, 1, 6, 1), Span(14, 1, 15, 1)]))
    assert [one.name for one in held.functions] == ["one", "two"]
    assert [one.name for one in held.imports] == ["d"]
    assert [one.name for one in others.functions] == ["f", "g", "f", "g", "m"]
    assert put_together(others, held) == whole == put_together(held, others)
