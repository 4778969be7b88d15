"""What a route's endpoint comes to, for every shape that frameworks accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.probed import PROBE, write

SHAPES = """
import functools


class View:
    def get(self):
        pass

    def list(self):
        pass

    def __call__(self):
        pass


class Leaf(View):
    pass


def plain():
    pass


@functools.wraps(plain)
def wrapped():
    pass


def of_view(**kwargs):
    pass


of_view.view_class = Leaf


def of_set(**kwargs):
    pass


of_set.cls = Leaf
of_set.actions = {"get": "list"}

def unnamed(function):
    def wrapper(request, *args, **kwargs):
        return function(request, *args, **kwargs)
    return wrapper


def of_two(first, second):
    def wrapper(*args, **kwargs):
        return first(*args, **kwargs) or second(*args, **kwargs)
    return wrapper


def made(helper):
    def handler(request):
        return helper(request)
    return handler


hidden = unnamed(plain)
hidden_view = unnamed(of_view)
both = of_two(plain, unnamed)
own = made(plain)
partial = functools.partial(plain)
instance = View()
heir = Leaf()
"""


@pytest.mark.parametrize(
    ("name", "method", "expected"),
    [
        ("plain", "GET", ("shapes.plain", "shapes.py", 20)),
        ("wrapped", "GET", ("shapes.plain", "shapes.py", 20)),
        ("partial", "GET", ("shapes.plain", "shapes.py", 20)),
        ("View", "GET", ("shapes.View.get", "shapes.py", 6)),
        ("View", "PUT", ("shapes.View.__call__", "shapes.py", 12)),
        ("of_view", "GET", ("shapes.Leaf.get", "shapes.py", 6)),
        ("of_set", "GET", ("shapes.Leaf.list", "shapes.py", 9)),
        ("instance", "GET", ("shapes.View.__call__", "shapes.py", 12)),
        ("heir", "GET", ("shapes.Leaf", "shapes.py", 0)),
        ("hidden", "GET", ("shapes.plain", "shapes.py", 20)),
        ("hidden_view", "GET", ("shapes.Leaf.get", "shapes.py", 6)),
        ("both", "GET", ("shapes.of_two.<locals>.wrapper", "shapes.py", 50)),
        ("own", "GET", ("shapes.made.<locals>.handler", "shapes.py", 56)),
    ],
)
def test_places(
    name: str, method: str, expected: tuple[str, str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(write(tmp_path, shapes=SHAPES)))
    monkeypatch.syspath_prepend(str(PROBE))
    import importlib
    import sys

    sys.modules.pop("shapes", None)
    shapes = importlib.import_module("shapes")
    handlers = importlib.import_module("qaagent_probe_handlers")
    places = importlib.import_module("qaagent_probe_places").Places(str(tmp_path))
    assert handlers.place_of(getattr(shapes, name), method, places) == expected


def test_a_library_in_an_environment_inside_the_workspace_lies_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(PROBE))
    import importlib

    handlers = importlib.import_module("qaagent_probe_handlers")
    places = importlib.import_module("qaagent_probe_places").Places(str(tmp_path))
    library = tmp_path / ".venv" / "lib.py"
    library.parent.mkdir()
    library.write_text("def handle():\n    pass\n")
    spaces: dict[str, object] = {"__name__": "lib"}
    exec(compile(library.read_text(), str(library), "exec"), spaces)
    assert handlers.place_of(spaces["handle"], "GET", places) == ("lib.handle", str(library), 1)


def test_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PROBE))
    import importlib
    import json

    handlers = importlib.import_module("qaagent_probe_handlers")
    assert handlers.owner_of(json.dumps) == "json"
    assert handlers.owner_of(json.JSONEncoder) == "json"
