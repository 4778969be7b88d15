"""What dictionaries of the code have, under a key and in a loop."""

from __future__ import annotations

import pytest

from tests.discovery.tables import left_out, table

PATHS = """
from enum import Enum

class Kind(str, Enum):
    PETS = "pets"

PATHS = {Kind.PETS: "/pets", "cats": "/old", "cats": "/cats"}
BY = {"cats": PATHS}
"""


def path(expression: str) -> list[str]:
    main = f"""
    import paths
    from fastapi import FastAPI
    app = FastAPI()
    @app.get({expression})
    def handler(): ...
    """
    found = table({"main.py": main, "paths.py": PATHS})
    assert len(found.routes) + len(found.left_out) == 1
    return [route.key.path for route in found.routes]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('paths.PATHS["cats"]', "/cats"),
        ("paths.PATHS[paths.Kind.PETS]", "/pets"),
        ('paths.BY["cats"]["cats"]', "/cats"),
    ],
)
def test_under_a_key_the_last_one_counts(expression: str, found: str) -> None:
    assert path(expression) == [found]


@pytest.mark.parametrize("expression", ['paths.PATHS["dogs"]', "paths.PATHS[chosen]", 'make()["cats"]'])
def test_what_is_under_no_known_key_is_not_known(expression: str) -> None:
    assert path(expression) == []


def test_views_of_what_is_no_dictionary() -> None:
    text = """
    from flask import Flask
    app = Flask(__name__)
    def index(): ...
    for path in make().keys():
        app.add_url_rule(path, view_func=index)
    """
    assert left_out(text) == ["main.py:5 GET : its path comes from `make().keys()`"]
