"""Files of our own fixtures, damaged as a typing hand does: routes are kept, and none comes out of nowhere.

The same on a hundred files nobody here wrote: ``tests/benchmarks/broken_buffers.py``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.discovery.damages import KINDS, Whole, damages, judged, whole
from tests.discovery.projects import BIGGER_APPLICATIONS, FACTORIES, FLASKR
from tests.discovery.tables import source

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
TIMES = 6


def wholes() -> list[Whole]:
    texts = {
        str(path.relative_to(PROJECTS)): path.read_text()
        for name in (
            "shop_litestar",
            "shop_aiohttp",
            "shop_django",
            "drf_tutorial",
            "pets_fastapi",
            "pets_flask",
        )
        for path in sorted((PROJECTS / name).rglob("*.py"))
    }
    texts |= {**BIGGER_APPLICATIONS, **FACTORIES, **FLASKR}
    texts |= {"long_list.py": LONG_LIST, "long_routes.py": LONG_ROUTES, "long_urls.py": LONG_URLS}
    return [found for name, text in texts.items() if (found := whole(source(text, name))).routes]


LONG_LIST = f"""\
from aiohttp import web
import views

app = web.Application()
app.add_routes(
    [
{"".join(f'        web.get("/items/{number}", views.item_{number}),{chr(10)}' for number in range(60))}    ]
)
"""
LONG_ROUTES = f"""\
from starlette.applications import Starlette
from starlette.routing import Route
import views

app = Starlette(routes=[
{"".join(f'    Route("/items/{number}", views.item_{number}),{chr(10)}' for number in range(60))}])
"""
LONG_URLS = f"""\
from django.urls import path

import views

urlpatterns = [
{"".join(f'    path("items/{number}/", views.item_{number}),{chr(10)}' for number in range(60))}]
"""


@pytest.mark.parametrize("last_good", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("kind", KINDS)
def test_routes_are_kept_and_none_invented(kind: str, last_good: bool) -> None:
    expected, lost, spurious = 0, list[str](), list[str]()
    for before in wholes():
        for damage in damages(before, kind, TIMES):
            verdict = judged(before, damage, last_good=last_good)
            expected += verdict.expected
            lost += [f"{before.source.file}:{min(damage.new)} {name}" for name in verdict.lost]
            spurious += [f"{before.source.file}:{min(damage.new)} {name}" for name in verdict.spurious]
    assert expected > 900
    # In so small files many a line says where all routes come from; nobody can tell what was cut off there.
    unknowable = 0.03 if kind == "cut off" and not last_good else 0.0
    assert len(lost) <= expected * max(0.01, unknowable), lost
    assert len(spurious) <= expected * unknowable / 2, spurious
