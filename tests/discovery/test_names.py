from __future__ import annotations

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.names import definition, index
from qaagent_lsp.discovery.values import Place
from qaagent_lsp.discovery.wiring import Binding, Param
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source

MAIN = WorkspacePath("main.py")
TEXT = """
    x = "first"
    class C:
        x = "class"
        def m(self, p):
            return helper(x)
    def f():
        x = make()
        @x.get("/a")
        def g(): ...
    x = "last"
    """


def line_of(name: str, scope: str, line: int) -> int | str | None:
    facts = facts_of(source(TEXT))
    found = definition(index({MAIN: facts}), name, Place(MAIN, scope, line))
    if found is None:
        return None
    what = found[1]
    return what.line if isinstance(what, Binding) else "param" if isinstance(what, Param) else "other"


def test_names_are_found_as_python_finds_them() -> None:
    assert line_of("x", "", 2) == 1
    assert line_of("x", "", 20) == 10
    assert line_of("x", "C", 4) == 3
    assert line_of("x", "C.m", 5) == 10
    assert line_of("x", "f", 8) == 7
    assert line_of("x", "f.<locals>.g", 9) == 7
    assert line_of("p", "C.m", 5) == "param"
    assert line_of("C", "f", 8) == "other"
    assert line_of("nowhere", "f", 8) is None
