"""Confidence, apps, problems, and what is asked for."""

from __future__ import annotations

from tests.discovery.tables import check, table

APP = """
    from fastapi import APIRouter, FastAPI
    from settings import settings
    import missing
    app = FastAPI()
    used, unused = APIRouter(), APIRouter(prefix="/unused")
    @used.get("/x")
    def x(): ...
    @unused.get("/y")
    def y(): ...
    """


def sure(files: dict[str, str] | str) -> list[tuple[str, float, str, str | None]]:
    return [(str(route.key), route.confidence, route.reason, route.app) for route in table(files).routes]


def test_a_router_that_nobody_includes_is_shown_with_doubt() -> None:
    assert sure(APP)[1] == ("GET /unused/y", 0.5, "this router is never included in an app", None)


def test_a_blueprint_that_nobody_registers_is_shown_with_doubt() -> None:
    assert sure(
        """
        from flask import Blueprint
        bp = Blueprint("bp", __name__, url_prefix="/b")
        @bp.route("/x")
        def x(): ...
        """
    ) == [("GET /b/x", 0.5, "this blueprint is never registered", None)]


def test_an_unknown_prefix_is_not_guessed() -> None:
    assert sure(f"{APP}app.include_router(used, prefix=missing.PREFIX)\n")[0] == (
        "GET /x",
        0.5,
        "a prefix of this route is not known",
        "main:app",
    )


def test_a_setting_is_its_default_with_doubt() -> None:
    settings = """
        from pydantic_settings import BaseSettings
        class Settings(BaseSettings):
            API: str = "/api"
        settings = Settings()
        """
    files = {"main.py": f"{APP}app.include_router(used, prefix=settings.API)\n", "settings.py": settings}
    assert sure(files)[0] == (
        "GET /api/x",
        0.9,
        "default of a setting that the environment may change",
        "main:app",
    )


def test_unknown_methods_are_said_to_be_unknown() -> None:
    assert sure(
        """
        from flask import Flask
        app = Flask(__name__)
        @app.route("/x", methods=anything())
        def x(): ...
        """
    ) == [("GET /x", 0.5, "the methods of this route are not known", "main:app")]


def test_a_route_on_something_unknown_is_shown_with_doubt() -> None:
    assert sure(
        """
        from fastapi import Depends
        def install(app):
            @app.get("/x")
            def x(): ...
        """
    ) == [("GET /x", 0.5, "the app or router of this route could not be found", None)]


def test_apps_are_named_by_module_and_variable_or_factory() -> None:
    files = {
        "proj/__init__.py": "",
        "proj/main.py": "from fastapi import FastAPI\napi = FastAPI()\n@api.get('/a')\ndef a(): ...\n",
        "proj/web.py": "from flask import Flask\ndef create():\n    app = Flask('x')\n"
        "    @app.get('/b')\n    def b(): ...\n    return app\n",
    }
    assert [route.app for route in table(files).routes] == ["proj.main:api", "proj.web:create()"]


def test_spans_are_of_the_decorator_and_of_the_handler() -> None:
    (route,) = table(
        """
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/ünï",
            tags=["x"])
        async def x():
            return 1
        """
    ).routes
    assert (route.span.line, route.span.column, route.span.end_line, route.span.end_column) == (3, 2, 4, 16)
    assert (route.handler_span.line, route.handler_span.end_line) == (5, 6)


def test_a_syntax_error_is_a_problem_and_hides_nothing() -> None:
    broken = table({"bad.py": "x = (\n", "main.py": APP + "app.include_router(used)\n"})
    assert [(item.file, item.line, item.code) for item in broken.problems] == [("bad.py", 1, "syntax-error")]
    assert len(broken.routes) == 2


def test_files_that_a_name_leads_to_are_asked_for() -> None:
    from qaagent_lsp.discovery.assembly.resolve import resolve
    from qaagent_lsp.discovery.facts import facts_of
    from qaagent_lsp.model.source import WorkspacePath
    from tests.discovery.tables import source

    main = source(APP + "app.include_router(used, prefix=settings.P)\n")
    found = resolve({main.file: facts_of(main)}, [main.file, WorkspacePath("settings.py")])
    assert found.wanted == {"settings.py"}


def test_apps_made_inside_tests_are_not_the_projects() -> None:
    text = """
        from fastapi import FastAPI
        def test_x():
            app = FastAPI()
            @app.get("/x")
            def x(): ...
        """
    assert table({"tests/test_x.py": text}).routes == ()


def test_names_that_go_in_circles_end() -> None:
    check(
        {
            "a.py": "from b import router\nrouter = router\ndef f(x): return g(f(x))\ndef g(x): return f(g(x))\n",
            "b.py": "from a import router, f\nfrom a import *\napp = f(router)\n@app.get('/x')\ndef x(): ...\n",
        }
    )
