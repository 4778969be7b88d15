"""Texts of which there was never a version that parsed, e.g. because they use newer syntax than ours."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from qaagent_lsp.discovery.mending.recover import recover
from tests.discovery.tables import rows

HEAD = "from fastapi import FastAPI\napp = FastAPI()\n"

NEWER = {
    "except without parentheses": '@app.get("/a")\ndef a():\n    try:\n        x()\n    except A, B:\n        pass\n',
    "the same at module level": 'try:\n    x()\nexcept A, B:\n    pass\n@app.get("/a")\ndef a(): ...\n',
    "the same around a route": 'try:\n    x()\n    @app.get("/a")\n    def a(): ...\nexcept A, B:\n    pass\n',
    "type parameters": '@app.get("/a")\ndef a[T: int](x: T) -> T:\n    return x\n',
    "type parameters of a class": 'class X[T]: ...\n@app.get("/a")\ndef a(): ...\n',
    "type alias": 'type X = int\n@app.get("/a")\ndef a(): ...\n',
    "quotes nested in an f-string": '@app.get("/a")\ndef a(x):\n    return f"{x["k"]}"\n',
    "template string": '@app.get("/a")\ndef a(x):\n    y = t"{x}"\n',
    "half a def at the end": '@app.get("/a")\ndef a(): ...\ndef b(',
    "open decorator": '@app.get("/a"\ndef a(): ...\n',
    "open string": '@app.get("/a)\ndef a(): ...\n',
    "stray indent": '  @app.get("/a")\ndef a(): ...\n',
    "print statement": '@app.get("/a")\ndef a():\n    print "x"\n',
}


@pytest.mark.parametrize("kind", NEWER)
def test_routes_are_found_without_a_last_good_text(kind: str) -> None:
    assert rows(HEAD + NEWER[kind]) == ["GET /a main.a"]


def test_lines_stay_where_they_are_and_broken_ones_are_named() -> None:
    recovered = recover("a = 1\nb = (\nc = 3\n")
    assert recovered.text == "a = 1\nb = ()\nc = 3\n"
    assert recovered.broken == ((2, 2),)


@pytest.mark.parametrize(
    "text", ["", "\n", "(", "@", "def", "class X:\n  @a(\n", "if x:\n  (\nelse:\n", "\t(\n x\n\ty"]
)
def test_what_is_recovered_always_parses(text: str) -> None:
    ast.parse(recover(dedent(text)).text)
