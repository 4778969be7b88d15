from __future__ import annotations

import pytest

from qaagent_lsp.discovery.templates import starlette_template, werkzeug_template


@pytest.mark.parametrize(
    ("written", "path", "params"),
    [
        ("/a", "/a", []),
        ("/{a}/{b:path}", "/{a}/{b}", [("a", ""), ("b", "path")]),
        ("/x{a:int}.json", "/x{a}.json", [("a", "int")]),
    ],
)
def test_starlette(written: str, path: str, params: list[tuple[str, str]]) -> None:
    template, found = starlette_template(written)
    assert (template, [(param.name, param.converter) for param in found]) == (path, params)


@pytest.mark.parametrize(
    ("written", "path", "params"),
    [
        ("/<a>/<int:b>", "/{a}/{b}", [("a", ""), ("b", "int")]),
        ("/<string(length=2):lang>", "/{lang}", [("lang", "string(length=2)")]),
        ('/<regex("[a-z:>]+"):x>/y', "/{x}/y", [("x", 'regex("[a-z:>]+")')]),
    ],
)
def test_werkzeug(written: str, path: str, params: list[tuple[str, str]]) -> None:
    template, found = werkzeug_template(written)
    assert (template, [(param.name, param.converter) for param in found]) == (path, params)
