"""Whether a path takes all that another one does, beside Python's own regular expressions."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaagent_lsp.discovery.dialects.django_paths import django_template, of_route
from qaagent_lsp.discovery.evaluation.values import TextValue
from qaagent_lsp.linking.taking import Path, literal_start, path_of, takes
from tests.linking.workspace import route


def path(text: str) -> Path:
    template, params = django_template(of_route(TextValue(text)).text)
    found = path_of(replace(route(f"GET {template}"), params=params, framework="django"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<x>/", "me/"),
        ("<x>/", "<int:y>/"),
        ("<slug:x>/", "<uuid:y>/"),
        ("<path:x>", "a/<y>/b"),
        ("<path:x>/b", "a/<y>/b"),
        ("<x>", "<a>.<b>"),
        ("<x>.json", "a.<y>.json"),
        ("<int:x>/", "7/"),
        ("<ours:x>/<y>", "<ours:a>/b"),
        ("a/", "a/"),
    ],
)
def test_takes(one: str, other: str) -> None:
    assert takes(path(one), path(other))
    assert one == other or not takes(path(other), path(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<x>/", "me"),
        ("<x>/", "a/b/"),
        ("<int:x>/", "<x>/"),
        ("<x>/", "<path:y>/"),
        ("<ours:x>/", "<theirs:x>/"),
        ("<x>/", "<ours:x>/"),
        ("<x>", ""),
        ("<slug:x>", "<a>.<b>"),
    ],
)
def test_does_not_take(one: str, other: str) -> None:
    assert not takes(path(one), path(other))


def test_the_text_before_the_first_parameter() -> None:
    assert literal_start(path("a/b<x>/c")) == "/a/b"
    assert literal_start(path("a/")) == "/a/"


def test_parameters_that_do_not_fit_the_template() -> None:
    assert path_of(route("GET /a/{b}")) is None
    assert path_of(route(f"GET /{'a' * 500}")) is None


REGEX = {"": "[^/]+", "int": "[0-9]+", "path": ".+", "slug": "[-a-zA-Z0-9_]+"}
PIECES = st.sampled_from(["a", "7", "/", "/", ".", "<x>", "<int:x>", "<slug:x>", "<path:x>"])
TEXTS = ["".join(some) for count in range(1, 6) for some in product("a7/.", repeat=count)]


def compiled(text: str) -> re.Pattern[str]:
    parts = re.split(r"<(?:(\w+):)?\w>", text)
    return re.compile(
        "".join(re.escape(part) if at % 2 == 0 else REGEX[part or ""] for at, part in enumerate(parts))
    )


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, min_size=1, max_size=4), st.lists(PIECES, min_size=1, max_size=4))
def test_what_is_taken_is_matched(one: list[str], other: list[str]) -> None:
    first, second = "".join(one).lstrip("/"), "".join(other).lstrip("/")  # a template begins with one slash
    if takes(path(first), path(second)):
        taker, taken = compiled(first), compiled(second)
        assert all(taker.fullmatch(text) for text in TEXTS if taken.fullmatch(text))
