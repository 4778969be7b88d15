"""Routes under conditions: how sure each is and why, in every dialect and on every way that leads to them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from qaagent_lsp.discovery.assembly.resolve import Resolver, resolve
from qaagent_lsp.discovery.facts import facts_of
from tests.discovery.tables import source, table

APP = """
    from fastapi import APIRouter, FastAPI
    app = FastAPI()
    router = APIRouter()
    @router.get("/in")
    def inner(): ...
"""


def doubts(files: dict[str, str] | str) -> dict[str, str]:
    """The reason of each route, ``""`` for one that is certain."""
    return {str(route.key): route.reason for route in table(files).routes if route.confidence > 0.4}


def only(words: str, line: int, file: str = "main.py") -> str:
    return f"registered only where {words} ({file}:{line})"


def of_app(text: str) -> dict[str, str]:
    """The doubts of what is added to an app that stands on its first five lines, without the router's own row."""
    found = doubts(dedent(APP).lstrip("\n") + dedent(text).lstrip("\n"))
    return {key: reason for key, reason in found.items() if key != "GET /in"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            if settings.METRICS:
                @app.get("/a")
                def a(): ...
            """,
            {"GET /a": only("`settings.METRICS` holds", 6)},
        ),
        (
            """
            if settings.METRICS:
                app.include_router(router, prefix="/a")
            else:
                app.include_router(router, prefix="/b")
            """,
            {
                "GET /a/in": only("`settings.METRICS` holds", 6),
                "GET /b/in": only("`settings.METRICS` does not hold", 6),
            },
        ),
        (
            """
            try:
                import prometheus
                app.include_router(router, prefix="/a")
            except ImportError:
                pass
            """,
            {"GET /a/in": only("`prometheus` can be imported", 6)},
        ),
        (
            """
            while settings.WAIT:
                app.include_router(router, prefix="/a")
            """,
            {"GET /a/in": only("`settings.WAIT` holds", 6)},
        ),
        (
            """
            match settings.MODE:
                case "dev":
                    app.include_router(router, prefix="/a")
            """,
            {"GET /a/in": only("`settings.MODE` is `'dev'`", 7)},
        ),
        (
            """
            if True:
                app.include_router(router, prefix="/a")
            if sys.version_info >= (3, 8):
                app.include_router(router, prefix="/b")
            """,
            {"GET /a/in": "", "GET /b/in": ""},
        ),
        (
            """
            if TYPE_CHECKING:
                app.include_router(router, prefix="/a")
            if False:
                @app.get("/b")
                def b(): ...
            """,
            {},
        ),
        (
            """
            if __name__ == "__main__":
                app.include_router(router, prefix="/a")
            """,
            {"GET /a/in": only("the file is run as a script, not where it is imported", 6)},
        ),
        (
            """
            if settings.A:
                app.include_router(router, prefix="/a", tags=["a"])
            else:
                app.include_router(router, prefix="/a")
            """,
            {"GET /a/in": ""},
        ),
        (
            """
            if settings.A:
                if settings.B:
                    app.include_router(router, prefix="/a", tags=["a"])
                else:
                    app.include_router(router, prefix="/a")
            """,
            {"GET /a/in": only("`settings.A` holds", 6)},
        ),
        (
            """
            try:
                app.include_router(router, prefix="/a")
            finally:
                done()
            """,
            {"GET /a/in": ""},
        ),
    ],
)
def test_statements(text: str, expected: dict[str, str]) -> None:
    assert of_app(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            def add(app):
                app.include_router(router, prefix="/a")
            if settings.A:
                add(app)
            """,
            {"GET /a/in": only("`settings.A` holds", 8)},
        ),
        (
            """
            def add():
                @app.get("/a")
                def a(): ...
            if settings.A: add()
            """,
            {"GET /a": only("`settings.A` holds", 9)},
        ),
        (
            """
            def add(app):
                if not settings.A:
                    return
                app.include_router(router, prefix="/a")
            add(app)
            """,
            {"GET /a/in": only("`settings.A` holds", 7)},
        ),
        (
            """
            def add(app):
                app.include_router(router, prefix="/a")
            if settings.A:
                add(app)
            add(app)
            """,
            {"GET /a/in": ""},
        ),
        (
            """
            def add(app=None):
                if app is not None:
                    app.include_router(router, prefix="/a")
            add(app)
            """,
            {"GET /a/in": ""},
        ),
    ],
)
def test_calls_that_lead_there(text: str, expected: dict[str, str]) -> None:
    assert of_app(text) == expected


def test_an_app_and_what_is_declared_on_it_share_their_condition() -> None:
    text = """
        from fastapi import FastAPI
        if settings.A:
            app = FastAPI(debug=True)
        else:
            app = FastAPI()
        @app.get("/a")
        def a(): ...
        if __name__ == "__main__":
            other = FastAPI()
            @other.get("/b")
            def b(): ...
        if settings.B:
            third = FastAPI()
            @third.get("/c")
            def c(): ...
        def make():
            fourth = FastAPI()
            @fourth.get("/d")
            def d(): ...
            return fourth
        if settings.D:
            served = make()
    """
    assert doubts(text) == {
        "GET /a": "",
        "GET /b": "",
        "GET /c": only("`settings.B` holds", 12),
        "GET /d": "",
    }


def test_doubt_passes_down_to_all_that_is_included_below() -> None:
    files = {
        "main.py": """
            from fastapi import FastAPI
            import outer
            app = FastAPI()
            if settings.A:
                app.include_router(outer.router, prefix="/a")
        """,
        "outer.py": """
            from fastapi import APIRouter
            import inner
            router = APIRouter()
            router.include_router(inner.router, prefix="/b")
            if settings.B:
                router.include_router(inner.router, prefix="/c")
        """,
        "inner.py": """
            from fastapi import APIRouter
            router = APIRouter()
            @router.get("/x")
            def x(): ...
        """,
    }
    outer, inner = only("`settings.A` holds", 4), only("`settings.B` holds", 5, "outer.py")
    assert doubts(files) == {"GET /a/b/x": outer, "GET /a/c/x": f"{outer}; {inner}"}


def test_a_router_that_could_not_be_found() -> None:
    text = """
        import fastapi
        def add(app):
            if settings.A:
                @app.get("/a")
                def a(): ...
    """
    (route,) = table(text).routes
    assert route.confidence == 0.4
    assert route.reason.endswith(only("`settings.A` holds", 3))


def test_an_edit_of_a_condition_reaches_what_other_files_declare() -> None:
    files = {
        "main.py": "from fastapi import FastAPI\nfrom more import add\napp = FastAPI()\nif settings.A:\n    add(app)\n",
        "more.py": 'def x(): ...\ndef add(app):\n    app.add_api_route("/x", x)\n',
    }
    read = {item.file: facts_of(item) for item in (source(text, file) for file, text in files.items())}
    resolver = Resolver()
    (before,) = resolver.resolve(read, list(read)).routes
    edited = source(files["main.py"].replace("settings.A", "settings.B"), "main.py")
    read = {**read, edited.file: facts_of(edited)}
    (after,) = resolver.resolve(read, list(read)).routes
    assert (before.reason, after.reason) == (only("`settings.A` holds", 4), only("`settings.B` holds", 4))
    assert resolve(read, list(read)).routes == (after,)


KINDS = """
    from fastapi import FastAPI
    class Kind:
        def __init__(self, name, path):
            self.name = name
            self.path = path
    app = FastAPI()
    def page(): ...
    def add(app, kind):
        if kind.name == "user":
            app.add_api_route(kind.path, page)
"""


def test_what_a_caller_hands_over_decides_a_comparison() -> None:
    text = """
        for kind in (Kind("user", "/users"), Kind("team", "/teams")):
            add(app, kind)
    """
    assert doubts(dedent(KINDS) + dedent(text)) == {"GET /users": ""}


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("'a'", {"GET /a": ""}),
        ("'b'", {"GET /b": ""}),
        ("'d'", {"GET /c": ""}),
    ],
)
def test_branches_by_what_a_factory_is_given(mode: str, expected: dict[str, str]) -> None:
    text = f"""
        from fastapi import FastAPI
        def page(): ...
        def create_app(mode):
            app = FastAPI()
            add(app, mode)
            return app
        def add(app, mode):
            if mode == "a":
                app.add_api_route("/a", page)
            elif mode in ("b", "c"):
                app.add_api_route("/b", page)
            else:
                app.add_api_route("/c", page)
        app = create_app({mode})
    """
    assert dict.fromkeys(doubts(text), "") == expected


def test_what_the_environment_hands_over_decides_nothing() -> None:
    text = """
        import os
        def either(app, mode):
            if mode == "user":
                app.add_api_route("/users", page)
        either(app, os.getenv("MODE", "team"))
    """
    assert list(doubts(dedent(KINDS) + dedent(text))) == ["GET /users"]
