"""Routers that are told something else: what is kept, and that it makes no difference to the table."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from qaagent_lsp.discovery.assembly.remaking import follows_still, remakings
from qaagent_lsp.discovery.assembly.resolve import Resolver
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.names import Library, Names
from qaagent_lsp.discovery.evaluation.values import Place
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.modules import layout_of
from qaagent_lsp.discovery.syntax.expressions import Name
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source

MAIN = WorkspacePath("main.py")
MADE = "from fastapi import APIRouter\nrouter = {}\n"


def again(first: str, second: str) -> tuple[int, bool]:
    """How many routers are told to be made otherwise, and whether what was read of the name still holds."""
    library = Library()
    library.put(MAIN, facts_of(source(first)))
    layout = layout_of(library.facts, [MAIN])
    evaluator = Evaluator(layout, Names(library))
    evaluator.values(Name(("router", "get")), Place(MAIN, "", 9))

    class Read:
        made = evaluator.made
        asked = frozenset(evaluator.names.asked)

    changed = library.put(MAIN, facts_of(source(second)))
    now = remakings(library, layout, changed)
    return len(now), follows_still(Read(), changed, now)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("APIRouter()", "APIRouter(prefix='/x')", (1, True)),
        ("APIRouter(prefix='/x')", "APIRouter(prefix='/y', tags=['a'])", (1, True)),
        ("APIRouter(prefix='/x')", "APIRouter(\n    prefix='/x',\n)", (1, True)),
        ("APIRouter()", "OtherRouter()", (0, False)),
        ("APIRouter()", "(APIRouter())", (0, False)),  # one that begins elsewhere is another one
        ("APIRouter()", "APIRouter(prefix='/x')\nrouter = APIRouter()", (0, False)),
        ("make('/x')", "make('/y')", (0, False)),
        ("APIRouter()", "APIRouter()", (0, True)),
        ("'/x'", "'/y'", (0, False)),
    ],
)
def test_only_what_is_made_in_the_same_way_stays_itself(
    first: str, second: str, expected: tuple[int, bool]
) -> None:
    assert again(MADE.format(first), MADE.format(second)) == expected


@pytest.mark.parametrize(
    "head",
    [
        "try:\n    from fastapi import APIRouter\nexcept ImportError:\n    def APIRouter(x): return x\n",
        "from fastapi import FastAPI\ndef APIRouter(x):\n    return FastAPI()\n",
        "from rest_framework.routers import DefaultRouter as APIRouter\n",
        "from fastapi import FastAPI\nclass APIRouter(FastAPI): ...\n",
    ],
)
def test_where_arguments_may_matter_nothing_is_kept(head: str) -> None:
    assert again(f"{head}router = APIRouter('/x')\n", f"{head}router = APIRouter('/y')\n") == (0, False)


PARTS: Mapping[str, str] = {
    "fast.py": """\
from fastapi import APIRouter
import constants
router = APIRouter({0})
other = APIRouter({1})
@router.get("/a{2}")
def a(): ...
@router.post(constants.PATH + "/b")
def b(): ...
@other.get("/c")
def c(): ...
@other.get("/d{2}")
@router.get("/d")
def d(): ...
router.add_api_route("/e", d)
router.include_router(other, {1})
""",
    "flasks.py": """\
from flask import Blueprint
bp = Blueprint("bp", __name__, url_{0})
inner = Blueprint("inner", __name__, url_{1})
@bp.route("/f{2}")
def f(): ...
@inner.get("/g")
def g(): ...
bp.register_blueprint(inner)
""",
    "rest.py": """\
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet
router = SimpleRouter(trailing_slash={3})
class Pets(ReadOnlyModelViewSet): ...
router.register("pets{2}", Pets)
""",
    "urls.py": """\
from django.urls import include, path
import rest
urlpatterns = [path("api{2}/", include(rest.router.urls))]
""",
    "ninjas.py": """\
from ninja import NinjaAPI, Router
api = NinjaAPI({4})
nin = Router({4})
@nin.get("/h{2}")
def h(request): ...
@nin.get("/i")
def i(request): ...
api.add_router("/n", nin)
""",
    "constants.py": "PATH = '/p{2}'\n",
    "main.py": """\
from fastapi import FastAPI
from flask import Flask
import fast, flasks
app = FastAPI({5})
web = Flask(__name__)
app.include_router(fast.router)
app.include_router(fast.other, prefix="/o{2}")
web.register_blueprint(flasks.bp)
web.register_blueprint(flasks.inner, name="again", url_prefix="/again")
@app.get("/j")
def j(): ...
""",
}


def written(chance: random.Random, name: str) -> str:
    """One of the ways in which a file may stand there."""
    prefixes = [
        "prefix=None",
        "prefix='/x'",
        "prefix='/y'",
        "prefix=constants.PATH",
        "prefix='/x',\n    tags=[]",
    ]
    return PARTS[name].format(
        chance.choice(prefixes),
        chance.choice(prefixes),
        chance.choice(["", "1", "2"]),
        chance.choice(["True", "False"]),
        chance.choice(["", "urls_namespace='v1'", "csrf=True"]),
        chance.choice(["", "title='T'", "root_path='/r'", "docs_url=None"]),
    )


@pytest.mark.parametrize("seed", range(6))
def test_edits_come_to_what_reading_anew_comes_to(seed: int) -> None:
    chance = random.Random(seed)
    resolver = Resolver()
    facts = {WorkspacePath(name): facts_of(source(written(chance, name), name)) for name in PARTS}
    resolver.resolve(facts, list(facts))
    for _ in range(40):
        for name in chance.sample(sorted(PARTS), chance.choice([1, 1, 1, 2])):
            facts = {**facts, WorkspacePath(name): facts_of(source(written(chance, name), name))}
        found, fresh = resolver.resolve(facts, list(facts)), Resolver().resolve(facts, list(facts))
        assert found.routes == fresh.routes
        assert len(found.routes) > 12
