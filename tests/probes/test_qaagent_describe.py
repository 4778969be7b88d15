"""An app is imported and asked for the OpenAPI document that it makes of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROBES = Path(__file__).parents[2] / "qaagent_lsp" / "probes" / "pytest"

API = """
from fastapi import FastAPI
app = FastAPI()
@app.get("/pets/{pet_id}")
def read(pet_id: int): ...
"""
PLAIN = """
from flask import Flask
app = Flask(__name__)
described = Flask(__name__)
described.spec = {"openapi": "3.0.3"}
"""


def told(folder: Path, target: str) -> dict[str, Any]:
    events = folder / "events.jsonl"
    environ = {
        **os.environ,
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_WORKSPACE": str(folder),
        "PYTHONPATH": str(PROBES),
    }
    subprocess.run(
        [sys.executable, str(PROBES / "qaagent_describe.py"), target],
        cwd=folder,
        env=environ,
        check=False,
        capture_output=True,
    )
    (line,) = events.read_text().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.mark.parametrize(
    ("code", "target", "document"),
    [(PLAIN, "web:app", ""), (PLAIN, "web:described", '{"openapi": "3.0.3"}')],
)
def test_apps_with_and_without(tmp_path: Path, code: str, target: str, document: str) -> None:
    (tmp_path / "web.py").write_text(code)
    assert told(tmp_path, target) == {"kind": "openapi", "document": document}


def test_fastapi_makes_one(tmp_path: Path) -> None:
    (tmp_path / "web.py").write_text(API)
    assert "/pets/{pet_id}" in json.loads(told(tmp_path, "web:app")["document"])["paths"]


def test_what_goes_wrong_is_told(tmp_path: Path) -> None:
    (tmp_path / "web.py").write_text("1 / 0\n")
    assert told(tmp_path, "web:app")["message"] == "ZeroDivisionError: division by zero"
    (tmp_path / "events.jsonl").unlink()
    assert told(tmp_path, "nowhere:app")["what"] == "unknown"
