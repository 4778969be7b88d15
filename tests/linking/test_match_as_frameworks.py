"""The route that a request is matched with is the one that the framework's own router chooses."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.routing import Match, Router
from starlette.routing import Route as StarletteRoute
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from qaagent_lsp.linking.match import RouteMatcher
from qaagent_lsp.model.route import Framework, PathParam, Route
from tests.linking.workspace import route

UUID = "9f1c3b5e-0000-4000-8000-00000000000a"
TEXTS = st.sampled_from(["me", "users", "a", "ab", "abc", "7", "1.5", UUID, "a b"])
URLS = st.lists(TEXTS, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))

Piece = tuple[str, str]
"""A literal and ``""``, or a parameter's name and its converter."""


def tables(converters: list[str]) -> st.SearchStrategy[list[list[Piece]]]:
    literal = st.sampled_from([("me", ""), ("users", ""), ("a", ""), ("7", "")])
    param = st.sampled_from([("{}", converter) for converter in converters])
    templates = st.lists(st.one_of(literal, param), min_size=1, max_size=3)
    return st.lists(templates, min_size=1, max_size=6)


def row(pieces: list[Piece], at: int, framework: Framework) -> Route:
    named = [(f"{{p{n}}}" if text == "{}" else text, converter) for n, (text, converter) in enumerate(pieces)]
    made = route("GET /" + "/".join(text for text, _ in named), line=10 * at + 1)
    params = tuple(
        PathParam(f"p{n}", converter) for n, (text, converter) in enumerate(pieces) if text == "{}"
    )
    return replace(made, params=params, framework=framework)


def unique(table: list[list[Piece]]) -> list[list[Piece]]:
    """Leave out what spans segments and is not last: frameworks differ in how greedy that is."""
    return [
        pieces
        for at, pieces in enumerate(table)
        if pieces not in table[:at] and all(converter != "path" for _, converter in pieces[:-1])
    ]


@settings(max_examples=400, deadline=None)
@given(table=tables(["str", "int", "float", "path", "uuid"]), url=URLS)
@example([[("me", ""), ("me", ""), ("{}", "path")], [("me", ""), ("me", "")]], "/me/me")
def test_starlette_takes_the_first(table: list[list[Piece]], url: str) -> None:
    rows = [row(pieces, at, "starlette") for at, pieces in enumerate(unique(table))]
    written = [
        "/"
        + "/".join(
            f"{{p{n}:{converter}}}" if text == "{}" else text for n, (text, converter) in enumerate(pieces)
        )
        for pieces in unique(table)
    ]
    router = Router([StarletteRoute(path, lambda request: None, methods=["GET"]) for path in written])
    scope = {"type": "http", "method": "GET", "path": url}
    chosen = next((at for at, one in enumerate(router.routes) if one.matches(scope)[0] is Match.FULL), None)
    if chosen is not None:
        assert RouteMatcher(rows).exact("GET", url) == rows[chosen], (written, url)


@settings(max_examples=400, deadline=None)
@given(
    table=tables(
        ["string", "int", "float", "path", "uuid", "any(a,me)", "string(length=2)", "string(minlength=3)"]
    ),
    url=URLS,
)
def test_werkzeug_takes_the_most_particular(table: list[list[Piece]], url: str) -> None:
    rows = [row(pieces, at, "flask") for at, pieces in enumerate(unique(table))]
    rules = [
        Rule(
            "/"
            + "/".join(
                f"<{converter}:p{n}>" if text == "{}" else text for n, (text, converter) in enumerate(pieces)
            ),
            endpoint=str(at),
            methods=["GET"],
        )
        for at, pieces in enumerate(unique(table))
    ]
    try:
        endpoint, _ = Map(rules).bind("test").match(url, "GET")
    except (NotFound, RequestRedirect):
        return
    assert RouteMatcher(rows).exact("GET", url) == rows[int(endpoint)], ([rule.rule for rule in rules], url)
