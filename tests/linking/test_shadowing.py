"""Hidden routes, by hand and against the routers of Starlette and Werkzeug themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.routing import Match, Route, Router
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from qaagent_lsp.discovery.templates import starlette_template, werkzeug_template
from qaagent_lsp.linking.shadowing import Shadows, hidden
from qaagent_lsp.model.route import Framework, RouteKey
from qaagent_lsp.model.route import Route as Row
from tests.linking.workspace import route


def table(*paths: str, framework: Framework = "starlette") -> list[Row]:
    """Rows of one app in their order; converters as the framework writes them, ``POST /x`` for another method."""
    rows = []
    for at, text in enumerate(paths):
        method, _, path = text.rpartition(" ")
        split = werkzeug_template if framework == "flask" else starlette_template
        template, params = split(path)
        row = route(f"{method or 'GET'} {template}", line=10 * at + 1)
        rows.append(replace(row, params=params, framework=framework, app="app.main:app", order=(at,)))
    return rows


def told(rows: Sequence[Row]) -> list[str]:
    return [f"{one.later.key} {'=' if one.same else '<'} {one.earlier.key}" for one in hidden(rows)]


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["/users/{id}", "/users/me"], ["GET /users/me < GET /users/{id}"]),
        (["/users/me", "/users/{id}"], []),
        (["/users/{id:int}", "/users/me"], []),
        (["/users/{id:int}", "/users/7"], ["GET /users/7 < GET /users/{id}"]),
        (["/users/{id}", "/users/{name}"], ["GET /users/{name} = GET /users/{id}"]),
        (["/users/{id}", "/users/{name:int}"], ["GET /users/{name} < GET /users/{id}"]),
        (["/users/{id:int}", "/users/{name}"], []),
        (["/users/{id}", "POST /users/me"], []),
        (["/users/{id}", "/users/me/"], []),
        (["/users/{id}", "/users/"], []),
        (["/a", "/a"], ["GET /a = GET /a"]),
        (["/a", "/a", "/a"], ["GET /a = GET /a", "GET /a = GET /a"]),
        (["/files/{p:path}", "/files/a/b"], ["GET /files/a/b < GET /files/{p}"]),
        (["/files/{p:path}", "/files/"], ["GET /files/ < GET /files/{p}"]),
        (["/files/{p:path}", "/files", "/other"], []),
        (["/{p:path}/edit", "/a/edit"], []),
        (["/{p:path}/edit", "/{q:path}/edit"], ["GET /{q}/edit = GET /{p}/edit"]),
        (["/{name}.json", "/a.json", "/a.xml"], ["GET /a.json < GET /{name}.json"]),
        (["/{x}", "/{a}.{b}"], ["GET /{a}.{b} < GET /{x}"]),
        (["/{x:float}", "/{y:int}", "/1.5"], ["GET /{y} < GET /{x}", "GET /1.5 < GET /{x}"]),
        (["/{x}", "/{y:ours}"], []),
        (["/{x:ours}", "/{y:ours}"], ["GET /{y} = GET /{x}"]),
    ],
)  # fmt: skip
def test_in_order(paths: list[str], found: list[str]) -> None:
    assert told(table(*paths)) == found


def test_flask_goes_by_how_particular_a_rule_is() -> None:
    assert told(table("/users/<id>", "/users/me", "/users/<int:id>", framework="flask")) == []
    assert told(table("/users/<id>", "/users/<name>", framework="flask")) == [
        "GET /users/{name} = GET /users/{id}"
    ]


def test_nothing_is_said_of_what_is_not_certain() -> None:
    one, two = table("/a", "/a")
    assert told([one, two]) != []
    for unsure in (
        replace(two, confidence=0.9),
        replace(two, app=None),
        replace(two, app="other:app"),
        replace(two, order=()),
        replace(two, any_method=True),
        replace(two, framework="openapi"),
        replace(two, handler=one.handler),
    ):
        assert told([one, unsure]) == []


def test_the_order_counts_not_the_place() -> None:
    me, by_id = table("/users/me", "/users/{id}")
    assert told([replace(me, order=(2, 1)), replace(by_id, order=(1, 7, 3))]) == [
        "GET /users/me < GET /users/{id}"
    ]


def test_rows_that_only_moved_are_told_at_their_new_place() -> None:
    shadows, rows = Shadows(), table("/users/{id}", "/users/me")
    shadows.of(rows)
    moved = [replace(row, span=replace(row.span, line=99)) for row in rows]
    (one,) = shadows.of(moved)
    assert (one.later, one.earlier) == (moved[1], moved[0])


WORD, NUMBER, UUID = "zq", "90817", "6f1f8f1c-5f0e-4c1a-8d52-1f0f2f3f4f5f"
PARTS = ["a", "b", "7", UUID, "{x}", "{x:int}", "{x:uuid}", "p{x}", "{x}.json", "p7"]
PATHS = st.lists(
    st.builds(
        lambda parts, tail: "/" + "/".join([*parts, *tail]),
        st.lists(st.sampled_from(PARTS), min_size=1, max_size=3),
        st.sampled_from([[], [], [], ["{rest:path}"], [""]]),
    ),
    min_size=2,
    max_size=8,
)


def spelled(path: str, word: str = WORD, rest: str = "zq/zz") -> str:
    """Make a request of a path: each parameter is something that no literal text of the tables is."""
    said = re.sub(r"\{x\}|<x>", word, path)
    said = re.sub(r"\{x:int\}|<int:x>", NUMBER, said)
    said = re.sub(r"\{x:uuid\}|<uuid:x>", UUID.replace("6", "9"), said)
    return re.sub(r"\{rest:path\}|<path:rest>", rest, said)


def distinct(path: str) -> str:
    """Number the parameters: frameworks refuse one name twice."""
    count = 0

    def numbered(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{found[0][0]}x{count}{found[0][2:]}"

    return re.sub(r"\{x[}:]", numbered, path)


def starlette_serves(paths: Sequence[str], request: str) -> int | None:
    """Ask Starlette's own router."""
    router = Router(routes=[Route(distinct(path), endpoint=print) for path in paths])
    scope = {"type": "http", "method": "GET", "path": request, "headers": []}
    return next((at for at, one in enumerate(router.routes) if one.matches(scope)[0] is Match.FULL), None)


@settings(deadline=None)
@given(PATHS)
@example(["/{x}", "/a"])
@example(["/a/{rest:path}", "/a/"])
@example(["/a/{x}/{rest:path}", "/a/{rest:path}"])
@example(["/a/{x}", "/a/{x}/{rest:path}", "/a/{rest:path}"])
def test_starlette_serves_exactly_what_is_not_hidden(paths: list[str]) -> None:
    rows = table(*(distinct(path) for path in paths))
    never = {rows.index(one.later) for one in hidden(rows)}
    for at, path in enumerate(paths):
        asked = [spelled(path, WORD, rest) for rest in ("zq/zz", "zq", "")]
        served = {starlette_serves(paths, one) for one in asked}
        if at not in never:
            assert at in served
        else:
            words = ("p7", "a.json", "7", "a")
            assert at not in served | {starlette_serves(paths, spelled(path, word)) for word in words}


FLASK_PATHS = st.lists(
    st.lists(st.sampled_from(["a", "b", "7", "<x>", "<int:x>", "p<x>"]), min_size=1, max_size=3).map(
        lambda parts: "/" + "/".join(parts)
    ),
    min_size=2,
    max_size=8,
)


def werkzeug_serves(paths: Sequence[str], request: str) -> int | None:
    """Ask Werkzeug's own map."""
    rules = [Rule(numbered(path), endpoint=str(at), methods=["GET"]) for at, path in enumerate(paths)]
    try:
        return int(Map(rules).bind("localhost").match(request, method="GET")[0])
    except HTTPException:
        return None


def numbered(path: str) -> str:
    parts = path.split("/")
    return "/".join(part.replace("x>", f"x{at}>") for at, part in enumerate(parts))


@settings(deadline=None)
@given(FLASK_PATHS)
@example(["/<x>", "/<x>"])
def test_werkzeug_serves_exactly_what_is_not_hidden(paths: list[str]) -> None:
    rows = table(*(numbered(path) for path in paths), framework="flask")
    never = {rows.index(one.later) for one in hidden(rows)}
    for at, path in enumerate(paths):
        served = {werkzeug_serves(paths, spelled(path, word)) for word in (WORD, "p7", "7", "a")}
        assert (at not in served) if at in never else (at in served)


def test_a_key_is_what_a_person_reads() -> None:
    (one,) = hidden(table("/users/{id}", "/users/me"))
    assert one.later.key == RouteKey("GET", "/users/me")
