"""Functions with several ways out, names that are bound anew: what Python itself makes of them is what is read."""

from __future__ import annotations

from random import Random
from textwrap import dedent

import pytest

from tests.discovery.tables import table

HEAD = "from fastapi import APIRouter, FastAPI\nfrom elsewhere import settings\napp = FastAPI()\n"
PATTERN = """
def path(base, action):
    if action == "list":
        return f"{base}/"
    base = f"{base}/{{id}}"
    if action in ("edit", "delete"):
        return f"{base}/{action}"
    return base
"""
NORMAL = """
def normal(path=None, suffix=""):
    if path is None:
        path = "home"
    if not path.startswith("/"):
        path = "/" + path
    path += suffix
    return path.rstrip("/")
"""


def told(text: str) -> list[tuple[str, float]]:
    """Path and confidence of each route."""
    return [(route.key.path, route.confidence) for route in table(HEAD + dedent(text)).routes]


@pytest.mark.parametrize(
    ("defined", "call", "path"),
    [
        (PATTERN, "path('/pets', 'list')", "/pets/"),
        (PATTERN, "path('/pets', 'edit')", "/pets/{id}/edit"),
        (PATTERN, "path('/pets', 'show')", "/pets/{id}"),
        (NORMAL, "normal('pets')", "/pets"),
        (NORMAL, "normal('/pets/')", "/pets"),
        (NORMAL, "normal('/pets', suffix='/x')", "/pets/x"),
        (NORMAL, "normal()", "/home"),
    ],
)
def test_a_call_decides_which_way_a_function_takes(defined: str, call: str, path: str) -> None:
    assert told(f"{defined}\n@app.get({call})\ndef handler(): ...\n") == [(path, 1.0)]


def test_what_nobody_can_decide_is_in_doubt_and_says_why() -> None:
    text = """
        def path():
            if settings.OLD:
                return "/old"
            return "/new"
        @app.get(path())
        def handler(): ...
    """
    assert told(text) == [("/new", 0.9), ("/old", 0.9)]
    reasons = [route.reason for route in table(HEAD + dedent(text)).routes]
    assert reasons == [
        "registered only where `settings.OLD` does not hold (main.py:6)",
        "registered only where `settings.OLD` holds (main.py:6)",
    ]


def test_a_way_out_that_is_not_read_leaves_the_others_in_doubt() -> None:
    text = """
        def path(which):
            if which:
                return "/old"
            return PATHS["new"]
        @app.get(path(settings.WHICH))
        def handler(): ...
    """
    assert told(text) == [("/old", 0.9)]


def test_both_ways_to_the_same_leave_no_doubt_and_nothing_is_served_by_none() -> None:
    text = """
        def path(which):
            if which:
                return "/same"
            else:
                return "/same"
        def router(which):
            if which:
                return None
            made = APIRouter(prefix="/made")
            @made.get("/x")
            def x(): ...
            return made
        @app.get(path(settings.WHICH))
        def handler(): ...
        app.include_router(router(settings.WHICH))
    """
    assert ("/same", 1.0) in told(text)
    assert any(path == "/made/x" for path, _ in told(text))


def test_a_factory_that_nobody_calls_has_its_defaults_and_one_that_is_called_what_it_is_given() -> None:
    factory = """
        def create(prefix=None):
            if prefix is None:
                prefix = "/api"
            app = FastAPI()
            router = APIRouter(prefix=prefix)
            @router.get("/x")
            def x(): ...
            app.include_router(router)
            return app
    """
    assert told(factory) == [("/api/x", 1.0)]
    assert told(f"{dedent(factory)}\nserved = create('/v2')\n") == [("/v2/x", 1.0)]


def test_one_of_two_routers_is_in_doubt() -> None:
    text = """
        a, b = APIRouter(prefix="/a"), APIRouter(prefix="/b")
        @a.get("/x")
        def ax(): ...
        @b.get("/x")
        def bx(): ...
        def chosen():
            if settings.A:
                return a
            return b
        app.include_router(chosen())
    """
    assert told(text) == [("/a/x", 0.8), ("/b/x", 0.8)]


_TESTS = ("{0} == 'a'", "{0} != '/b'", "{0} in ('a', '/c/')", "{0} is None", "{0}", "{0}.startswith('/')",
          "{0}.endswith(('/', 'c'))", "{0} not in ['a']")  # fmt: skip
_STEPS = ("{0} = '/' + {1}", "{0} = {1}.rstrip('/')", "{0} += '/z'", "{0} = f'{{{1}}}/{{{0}}}'", "{0} = 'a'",
          "{0} = {1}[1:]", "{0} = {1} or {0}", "{0} = '/b' if {1} else {0}",
          "{0} = {1} if {0} == 'a' else '/' + {1}")  # fmt: skip


def _block(random: Random, depth: int, indent: str) -> list[str]:
    lines: list[str] = []
    for _ in range(random.randint(1, 3)):
        names = random.sample(("one", "two"), 2)
        if depth and random.random() < 0.5:
            test = random.choice(_TESTS).format(names[0])
            test = f"not {test}" if random.random() < 0.3 and " " not in test else test
            lines += [f"{indent}if {test}:", *_block(random, depth - 1, indent + "    ")]
            if random.random() < 0.4:
                lines += [f"{indent}else:", *_block(random, depth - 1, indent + "    ")]
        elif len(indent) > 4 and random.random() < 0.25:
            return [*lines, f"{indent}return f'/{{{names[0]}}}'"]
        else:
            lines.append(indent + random.choice(_STEPS).format(*names))
    return lines


@pytest.mark.parametrize("seed", range(150))
def test_random_functions_come_to_what_python_makes_of_them(seed: int) -> None:
    random = Random(seed)
    body = [*_block(random, 2, "    "), "    return '/' + one + two"]
    source = "\n".join(["def path(one, two='a'):", *body])
    call = f"path({', '.join(map(repr, random.sample(('a', '/b', '/c/', ''), random.randint(1, 2))))})"
    space: dict[str, object] = {}
    exec(source, space)  # its own text, made above
    real = str(eval(call, space))  # the same
    read = told(f"{source}\n@app.get({call})\ndef handler(): ...\n")
    certain = [path for path, confidence in read if confidence == 1]
    is_sliced = "[1:]" in source
    assert certain in ([real], []) if is_sliced else certain == [real], f"{source}\n{call}"
