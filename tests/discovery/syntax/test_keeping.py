from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.positions import Positions
from tests.discovery.tables import check


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("x = x.strip()\n return x", ["x"]),
        ("x = x[1:]\n return f'/{x}'", ["x"]),
        ("x += '/z'\n return '{}'.format(x)", ["x"]),
        ("x = x.strip()\n return 1", []),
        ("y = '/' + x\n return y.rstrip('/')", ["y"]),
        ("y = '/' + x\n z = y + '/z'\n other = 'a'\n return (z,)", ["y", "z"]),
        ("y = rows(x)\n y.sort()\n return [y]", []),
        ("y = rows(x)\n return y", ["y"]),
    ],
)
def test_what_a_plain_function_returns_is_made_of(body: str, kept: list[str]) -> None:
    text = f"def f(x):\n {body}\n"
    assert [binding.name for binding in wiring_of(ast.parse(text), Positions(text)).bindings] == kept


def test_numbers_of_modules_are_parts_of_paths() -> None:
    check(
        {
            "main.py": """
            from fastapi import APIRouter, FastAPI
            from config import API_VERSION
            router = APIRouter(prefix=f"/api/v{API_VERSION}")
            MINOR = 3
            @router.get("/%d/pets" % MINOR)
            def pets(): ...
            app = FastAPI()
            app.include_router(router)
            """,
            "config.py": "API_VERSION = 2\nlower = 1\nFLAG = True\n",
        },
        "GET /api/v2/3/pets main.pets",
    )
