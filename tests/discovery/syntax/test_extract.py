from __future__ import annotations

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.model.source import digest_of
from tests.discovery.tables import source

TEXT = """
    import a.b, c.d as e
    from ..x import y as z
    app = make()
    a, b = 1, "two"
    class Service:
        name: str = "n"
        def __init__(self, app, *, k=1):
            self.router = Router()
            unrelated = compute()
        async def go(self):
            def inner(): ...
            return inner
    def factory():
        app = App()
        @app.get("/x")
        def handler(): ...
        return app
    def noise(thing):
        value = thing()
        print(value)
    app.include_router(x)
    setup(app)
    print(a)
    """


def test_what_a_file_defines() -> None:
    wiring = facts_of(source(TEXT)).wiring
    assert [(item.name, item.module, item.attribute, item.level) for item in wiring.imports] == [
        ("a", "a", "", 0),
        ("a.b", "a.b", "", 0),
        ("e", "c.d", "", 0),
        ("z", "x", "y", 2),
    ]
    assert [item.qualname for item in wiring.functions] == [
        "Service.__init__",
        "Service.go",
        "Service.go.<locals>.inner",
        "factory",
        "factory.<locals>.handler",
        "noise",
    ]
    assert [item.qualname for item in wiring.classes] == ["Service"]


def test_only_what_can_wire_routes_is_kept() -> None:
    wiring = facts_of(source(TEXT)).wiring
    assert {(item.scope, item.name) for item in wiring.bindings} == {
        ("", "app"),
        ("", "b"),
        ("Service", "name"),
        ("Service", "router"),
        ("factory", "app"),
    }
    assert [item.span.line for item in wiring.effects] == [21, 22]


def test_a_function_has_the_digest_of_its_lines() -> None:
    (function,) = facts_of(source("x = 1\n@deco\ndef f():\n    return 1\n\n")).wiring.functions
    assert function.digest == digest_of("@deco\ndef f():\n    return 1")
    assert (function.span.line, function.def_span.line, function.name_span.column) == (2, 3, 5)
