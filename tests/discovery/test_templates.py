from __future__ import annotations

import pytest

from qaagent_lsp.discovery.templates import (
    aiohttp_template,
    litestar_template,
    starlette_template,
    werkzeug_template,
)


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


@pytest.mark.parametrize(
    ("written", "path", "params"),
    [
        ("/", "/", []),
        ("/shop/", "/shop", []),
        ("/a//b/{n:int}/{p:path}", "/a/b/{n}/{p}", [("n", "int"), ("p", "path")]),
    ],
)
def test_litestar(written: str, path: str, params: list[tuple[str, str]]) -> None:
    template, found = litestar_template(written)
    assert (template, [(param.name, param.converter) for param in found]) == (path, params)


@pytest.mark.parametrize(
    ("written", "path", "params"),
    [
        ("/a/", "/a/", []),
        ("/{a}-{b:[a-z]+}", "/{a}-{b}", [("a", ""), ("b", "[a-z]+")]),
        (r"/{y:\d{4}}/{m:\d{1,2}(-\d{2})?}", "/{y}/{m}", [("y", r"\d{4}"), ("m", r"\d{1,2}(-\d{2})?")]),
    ],
)
def test_aiohttp(written: str, path: str, params: list[tuple[str, str]]) -> None:
    template, found = aiohttp_template(written)
    assert (template, [(param.name, param.converter) for param in found]) == (path, params)
