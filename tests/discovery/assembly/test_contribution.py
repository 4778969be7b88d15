"""What one file adds by itself; how the pieces make a table is tested with ``resolve``."""

from __future__ import annotations

from qaagent_lsp.discovery.assembly.contribution import Contribution, of_file, of_router
from qaagent_lsp.discovery.evaluation.names import Library
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.modules import layout_of
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source

MAIN = WorkspacePath("main.py")
APP = """
    from fastapi import APIRouter, FastAPI
    from settings import PREFIX
    app = FastAPI()
    app.include_router(APIRouter(), prefix=PREFIX)
    @app.get("/")
    def root(): ...
    """


def contributions(text: str) -> list[Contribution]:
    """Give what ``main.py`` adds, then what the routers do that it makes."""
    library = Library()
    library.put(MAIN, facts_of(source(text)))
    layout = layout_of(library.facts, [MAIN, WorkspacePath("settings.py")])
    found = of_file(library.facts[MAIN], library, layout)
    if found is None:
        return []
    return [found, *(of_router(router, making, library, layout) for router, making in found.made.items())]


def test_a_file_that_does_nothing_to_apps_adds_nothing() -> None:
    assert contributions("def test_x(client):\n    assert client.get('/x').status_code == 200\n") == []


def test_a_file_adds_what_it_declares_and_includes_and_says_what_it_asked() -> None:
    file, *_ = contributions(APP)
    assert [router.kind for router in file.made] == ["fastapi", "apirouter"]
    (app,) = (node for router, node in file.graph.nodes.items() if router.kind == "fastapi")
    assert [declared.path.text for declared in app.declared] == ["/"]
    assert [item.child.kind for item in app.included] == ["apirouter"]
    assert file.wanted == {"settings.py"}
    assert {("defined", MAIN, "", "app"), ("file", "settings.py")} <= file.asked


def test_an_app_is_named_where_it_is_made() -> None:
    assert [found.app for found in contributions(APP)] == [None, "main:app", None]
