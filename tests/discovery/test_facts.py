from __future__ import annotations

import pickle

import pytest

from qaagent_lsp.discovery.facts import facts_of, is_relevant, parse
from tests.discovery.tables import source


@pytest.mark.parametrize(
    "data",
    [
        b"from fastapi import FastAPI",
        b"import starlette.routing",
        b"from flask import Flask",
        b"from .users import router as users_router",
        b"from .views import bp",
        b"from .main import app",
        b"def test_a(): ...",
        b"class TestX: ...",
        b"import unittest",
    ],
)
def test_files_that_can_matter(data: bytes) -> None:
    assert is_relevant(data)


@pytest.mark.parametrize("data", [b"", b"import json\nx = 1\n", b"class Model: ...\n"])
def test_files_that_cannot(data: bytes) -> None:
    assert not is_relevant(data)


def test_facts_can_be_stored() -> None:
    facts = facts_of(source("from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef x(): ...\n"))
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert facts.parsed


@pytest.mark.parametrize(
    "text", ["x = (", "def f(:", "\x00", "(" * 5000, "x = '", "\tx\n  y", "\ufeffx = (", "'''"]
)
def test_no_text_makes_it_fail(text: str) -> None:
    facts = facts_of(source(text))
    assert not facts.parsed
    assert facts.problem is not None
    assert facts.problem.code == "syntax-error"


def test_warnings_about_the_users_text_are_not_ours() -> None:
    assert not isinstance(parse('x = "\\d"\ny = 1 is 1\n'), Exception)
