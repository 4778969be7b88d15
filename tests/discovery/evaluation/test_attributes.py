"""What stands behind a dot; across files in ``test_evaluate``."""

from __future__ import annotations

import pytest

from tests.discovery.tables import table

WEB = """
from fastapi import FastAPI
from pydantic_settings import BaseSettings
app = FastAPI()
class Plain:
    P = "/plain"
    @property
    def made(self): return "/made"
class Settings(BaseSettings):
    P: str = "/setting"
class Api(FastAPI):
    P = "/own"
api = Api()
@app.get({})
def x(): ...
"""


@pytest.mark.parametrize(
    ("path", "expected", "confidence"),
    [
        ("Plain.P", "/plain", 1.0),
        ("Plain().made", "/made", 1.0),
        ("Settings().P", "/setting", 0.9),
        ("api.P", "/own", 1.0),
        ("app.docs_url + '/x'", "/docs/x", 0.9),
    ],
)
def test_what_stands_behind_a_dot(path: str, expected: str, confidence: float) -> None:
    (route,) = table(WEB.format(path)).routes
    assert (route.key.path, route.confidence, bool(route.reason)) == (expected, confidence, confidence < 1)
