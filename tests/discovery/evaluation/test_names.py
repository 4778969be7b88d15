from __future__ import annotations

from collections.abc import Callable

import pytest

from qaagent_lsp.discovery.evaluation.names import Library, Names, definition
from qaagent_lsp.discovery.evaluation.values import Place
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.syntax.wiring import Binding, Param
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.discovery.tables import check, source

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
    library = Library()
    library.put(MAIN, facts)
    found = definition(Names(library), name, Place(MAIN, scope, line))
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


def questions_changed(old: str | None, new: str | None, ask: Callable[[Names], object]) -> bool:
    """Tell whether what was asked of the old text is among what is said to have changed."""
    library = Library()
    if old is not None:
        library.put(MAIN, facts_of(source(old)))
    names = Names(library)
    ask(names)
    changed = library.put(MAIN, None if new is None else facts_of(source(new)))
    return not names.asked.isdisjoint(changed)


X = Place(MAIN, "", 99)
CLASS = "class A:\n def f(self): ...\n"
WEB = "app = make()\n@app.before\ndef f():\n    return make(1)\n"


@pytest.mark.parametrize(
    ("old", "new", "ask", "expected"),
    [
        ("x = 'a'\n", "x = 'a'\ny = 'b'\n", lambda names: names.own("x", X), False),
        ("x = 'a'\n", "x = 'b'\n", lambda names: names.own("x", X), True),
        ("x = 'a'\n", "", lambda names: names.own("x", X), True),
        ("", "x = 'a'\n", lambda names: names.own("x", X), True),
        (None, "x = 'a'\n", lambda names: names.own("x", X), True),
        ("x = 'a'\n", None, lambda names: names.own("x", X), True),
        ("x = 'a'\n", "x = 'b'\n", lambda names: names.knows(MAIN), False),
        (None, "x = 'b'\n", lambda names: names.knows(MAIN), True),
        ("x = 'b'\n", None, lambda names: names.knows(MAIN), True),
        (WEB, WEB + "y = 1\n", lambda names: list(names.calls("make")), False),
        (WEB, "# moved\n" + WEB, lambda names: list(names.calls("make")), True),
        (WEB, WEB + "a = make()\n", lambda names: list(names.calls("make")), True),
        (WEB, WEB + "y = 1\n", lambda names: names.function(MAIN, "f"), False),
        (WEB, "# moved\n" + WEB, lambda names: names.function(MAIN, "f"), True),
        (WEB, WEB.replace("1", "2, 3"), lambda names: names.returns(MAIN, "f"), True),
        ("class A: ...\n", "class A(B): ...\n", lambda names: names.class_(MAIN, "A"), True),
        (CLASS, CLASS + "y = 1\n", lambda names: names.methods(MAIN, "A"), False),
        (CLASS, CLASS + " def g(self): ...\n", lambda names: names.methods(MAIN, "A"), True),
        ("x = 'a'\n", "from a import *\n", lambda names: names.stars(MAIN), True),
        (WEB, "b = app = make()\n", lambda names: names.binding(MAIN, Span(1, 7, 1, 13)), True),
    ],
)
def test_what_changed_is_told_by_what_was_asked(
    old: str | None, new: str | None, ask: Callable[[Names], object], expected: bool
) -> None:
    assert questions_changed(old, new, ask) is expected


def test_imports_alone_change_what_was_asked_of_them() -> None:
    first, second = (
        facts_of(source(text)).wiring.imports for text in ("import a, b\n", "import b\nimport c\n")
    )
    library = Library()
    library.put(MAIN, facts_of(source("import a, b\n")))
    assert library.put_imports(MAIN, second) == set()  # nobody has asked
    place = Place(MAIN, "", 9)
    assert [Names(library).own(name, place) for name in "abc"] == [None, *second]
    names = {("defined", MAIN, "", name) for name in "ac"}
    assert library.put_imports(MAIN, first) == names
    assert [Names(library).own(name, place) for name in "abc"] == [*first, None]
    assert library.facts[MAIN].wiring.imports == first


def test_a_lifespan_is_called_with_the_app_that_it_is_of() -> None:
    check(
        """
        from fastapi import FastAPI
        async def start(app):
            add(app)
        def add(app):
            @app.get("/x")
            def x(): ...
        async def lifespan(app):
            await start(app)
            yield
        def create():
            return FastAPI(lifespan=lifespan)
        """,
        "GET /x main.add.<locals>.x",
    )
