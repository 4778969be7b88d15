"""Where apps are made is known for subclasses, factories and apps of libraries alike."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.model.event import AppSeen
from tests.probes.probed import probed, write

SOURCE = """
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def home(request):
    return PlainTextResponse("home")


class Shop(Starlette):
    def __init__(self, **kwargs):
        super().__init__(routes=[Route("/shop", home)], **kwargs)


class Holder:
    def __init__(self):
        self.app = Starlette(routes=[Route("/held", home)])


def nested():
    def create():
        return Shop()

    return create()


made = [nested(), Holder().app, Shop(debug=True)]
"""
TESTS = """
from starlette.testclient import TestClient
from shops import made


def test_it():
    TestClient(made[0]).get("/shop")
    TestClient(made[1]).get("/held")
    TestClient(made[2]).get("/shop")
"""


def test_apps_are_named_by_who_makes_them(tmp_path: Path) -> None:
    run = probed(write(tmp_path / "w", shops=SOURCE, test_it=TESTS), "-W", "ignore")
    assert run.returncode == 0, run.output
    apps = [(event.app.app, event.app.line) for event in run.events if isinstance(event, AppSeen)]
    assert apps == [("shops:nested.<locals>.create()", 24), ("shops:Holder.__init__()", 19), ("", 29)]
