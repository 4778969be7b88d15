"""Names that are one thing or another: what is served for the sake of each, and how sure that is."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.discovery.tables import table

MAIN = "from fastapi import APIRouter, FastAPI\napp = FastAPI()\n"
ROUTER = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/{0}')\ndef {0}(): ...\n"
SETUP = "def setup(app):\n    app.include_router(router)\n"
NEVER = "this router is never included in an app"


def doubts(text: str) -> dict[str, str]:
    """The reason of each route, ``""`` for one that is certain; the text begins on line 3 of its file."""
    files = {"main.py": MAIN + dedent(text).lstrip("\n")}
    files |= {f"{name}.py": ROUTER.format(name) + SETUP for name in ("x", "y")}
    return {f"{route.key}": route.reason for route in table(files).routes}


def only(words: str, line: int) -> str:
    return f"registered only where {words} (main.py:{line})"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            """
            try:
                from x import router
            except ImportError:
                router = None
            if router is not None:
                app.include_router(router)
            """,
            only("`x` can be imported", 3),
        ),
        (
            """
            router = None
            try:
                from x import router
            except ImportError:
                pass
            if router:
                app.include_router(router)
            """,
            only("`x` can be imported", 4),
        ),
        (
            """
            try:
                from x import router
            except ImportError:
                HAS_X = False
                router = None
            else:
                HAS_X = True
            if HAS_X:
                app.include_router(router)
            """,
            only("`HAS_X` holds", 10),
        ),
        (
            """
            try:
                import x
            except ImportError:
                x = None
            if x:
                app.include_router(x.router)
            """,
            only("`x` holds", 7),
        ),
        (
            """
            def add(app):
                try:
                    from x import router
                except ImportError:
                    router = None
                if router is not None:
                    app.include_router(router)
            add(app)
            """,
            only("`x` can be imported", 4),
        ),
        (
            """
            try:
                from x import router
            except ImportError:
                router = APIRouter()
            app.include_router(router)
            """,
            only("`x` can be imported", 3),
        ),
        (
            """
            try:
                from x import setup
            except ImportError:
                def setup(app): pass
            setup(app)
            """,
            "",
        ),
        (
            """
            try:
                from x import router
                app.include_router(router)
            except ImportError:
                router = None
            """,
            only("`x` can be imported", 3),
        ),
        (
            """
            if settings.X:
                from x import router
            else:
                from x import router
            app.include_router(router)
            """,
            "",
        ),
        (
            """
            if TYPE_CHECKING:
                from y import router
            else:
                from x import router
            app.include_router(router)
            """,
            "",
        ),
        (
            """
            router = None
            from x import router
            if router:
                app.include_router(router)
            """,
            "",
        ),
    ],
)
def test_a_router_or_nothing(text: str, reason: str) -> None:
    assert doubts(text) == {"GET /x": reason, "GET /y": NEVER}


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (
            """
            try:
                from x import router
            except ImportError:
                from y import router
            app.include_router(router)
            """,
            (only("`x` can be imported", 3), only("`x` cannot be imported", 5)),
        ),
        (
            """
            if settings.X:
                from x import router
            else:
                from y import router
            app.include_router(router)
            """,
            (only("`settings.X` holds", 3), only("`settings.X` does not hold", 3)),
        ),
        (
            """
            if settings.X:
                from x import router
                app.include_router(router)
            else:
                from y import router
            """,
            (only("`settings.X` holds", 3), NEVER),
        ),
    ],
)
def test_one_router_or_another(text: str, reasons: tuple[str, str]) -> None:
    assert doubts(text) == {"GET /x": reasons[0], "GET /y": reasons[1]}


def test_a_text_of_which_there_are_two_is_in_doubt() -> None:
    found = table(
        {
            "main.py": MAIN
            + "try:\n    from conf import P\nexcept ImportError:\n    from y import P\n"
            + "@app.get(P)\ndef x(): ...\n",
            "conf.py": "P = '/p'\n",
            "y.py": "P = '/q'\n",
        }
    )
    assert {str(route.key): route.reason for route in found.routes} == {
        "GET /p": only("`conf` can be imported", 3),
        "GET /q": only("`conf` cannot be imported", 5),
    }


def test_of_two_packages_that_offer_the_same_there_is_one_app() -> None:
    found = table(
        """
        try:
            from fastapi import FastAPI
        except ImportError:
            from fastapi_fork import FastAPI
        app = FastAPI()
        @app.get("/x")
        def x(): ...
        """
    )
    assert [(str(route.key), route.app, route.reason) for route in found.routes] == [
        ("GET /x", "main:app", "")
    ]
