"""The plugin makes requests in the words of each client, inside pytest (see ``tests/session/test_trying.py``, too)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROBES = Path(__file__).parents[2] / "qaagent_lsp" / "probes" / "pytest"

FLASK = """
from flask import Flask, request
app = Flask(__name__)
@app.route("/echo", methods=["GET", "POST", "DELETE"])
def echo():
    return {"query": request.args.to_dict(), "form": request.form.to_dict(), "json": request.get_json(silent=True),
            "token": request.headers.get("X-Token")}
@app.get("/file")
def file():
    return b"\\xff\\xfe", 200, {"Content-Type": "image/png"}
client = app.test_client()
"""
STARLETTE = """
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
app = FastAPI()
@app.api_route("/echo", methods=["GET", "POST", "DELETE"])
async def echo(request: Request):
    body, media = await request.body(), request.headers.get("content-type")
    from urllib.parse import parse_qsl
    form = dict(parse_qsl(body.decode())) if media and "form" in media else {}
    return {"query": dict(request.query_params), "form": form,
            "json": await request.json() if media == "application/json" else None,
            "token": request.headers.get("X-Token")}
@app.get("/file")
def file():
    from fastapi import Response
    return Response(b"\\xff\\xfe", media_type="image/png")
client = TestClient(app)
"""


CLIENTS = """
import pytest
from web import client as made

@pytest.fixture(params=["one_client", "two::its_clients"])
def client(request):
    if request.param == "two::its_clients":
        raise LookupError("no such client")
    return made
"""


def told(folder: Path, code: str, source: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    (folder / "web.py").write_text(code)
    events, spec = folder / "events.jsonl", folder / "spec.json"
    spec.write_text(json.dumps({"folder": str(folder), "source": source, "trials": [{"requests": requests}]}))
    environ = {
        **os.environ,
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_TRIALS": str(spec),
        "PYTHONPATH": str(PROBES),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "qaagent_try",
        "-p",
        "no:cacheprovider",
        str(folder),
    ]
    subprocess.run(command, cwd=folder, env=environ, check=False, capture_output=True)
    return [json.loads(line) for line in events.read_text().splitlines()]


def request(method: str, path: str = "/echo", **more: Any) -> dict[str, Any]:
    return {"method": method, "path": path, "query": [], "headers": [], "form": [], "body": None, **more}


@pytest.mark.parametrize("code", [FLASK, STARLETTE], ids=["flask", "starlette"])
def test_all_that_a_request_carries_arrives(tmp_path: Path, code: str) -> None:
    requests = [
        request("GET", query=[["a", "1"]], headers=[["X-Token", "t"]]),
        request("POST", form=[["b", "2 3"]]),
        request("DELETE", body='{"c": 4}'),
        request("GET", "/file"),
    ]
    source = "from web import client\n\ndef test_0():\n    qaagent_try(0, client, {'X-More': 'x'})\n"
    (event,) = told(tmp_path, code, source, requests)
    *echoes, file = event["replies"]
    assert [json.loads(reply["text"]) for reply in echoes] == [
        {"query": {"a": "1"}, "form": {}, "json": None, "token": "t"},
        {"query": {}, "form": {"b": "2 3"}, "json": None, "token": None},
        {"query": {}, "form": {}, "json": {"c": 4}, "token": None},
    ]
    assert {reply["media"] for reply in echoes} == {"application/json"}
    assert (file["status"], file["media"], file["text"]) == (200, "image/png", "")


def test_what_keeps_a_trial_from_being_made_is_told(tmp_path: Path) -> None:
    source = "def test_0():\n    assert 1 == 2\n"
    (event,) = told(tmp_path, FLASK, source, [])
    assert (event["kind"], event["number"]) == ("untried", 0)
    assert event["message"] == "AssertionError"


def test_a_clients_parameters_may_be_called_anything(tmp_path: Path) -> None:
    source = CLIENTS + "\ndef test_0(client):\n    qaagent_try(0, client)\n"
    made, missing = told(tmp_path, FLASK, source, [request("GET")])
    assert [reply["status"] for reply in made["replies"]] == [200]
    assert (missing["kind"], missing["number"], missing["message"]) == (
        "untried",
        0,
        "LookupError: no such client",
    )


def test_a_requests_own_headers_go_before_those_of_the_user(tmp_path: Path) -> None:
    source = "from web import client\n\ndef test_0():\n    qaagent_try(0, client, {'X-Token': 'user'})\n"
    (event,) = told(tmp_path, FLASK, source, [request("GET", headers=[["X-Token", "own"]])])
    assert json.loads(event["replies"][0]["text"])["token"] == "own"


def test_clients_that_are_awaited(tmp_path: Path) -> None:
    source = """
import asyncio, httpx
from web import app

def test_0():
    async def all_of_it():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            await qaagent_try_async(0, client)
    asyncio.run(all_of_it())
"""
    (event,) = told(tmp_path, STARLETTE, source, [request("GET"), request("GET", "/none")])
    assert [reply["status"] for reply in event["replies"]] == [200, 404]


def test_a_package_of_tests_imports_itself_by_its_whole_name(tmp_path: Path) -> None:
    folder = tmp_path / "checks" / "unit"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").write_text("")
    (folder / "given.py").write_text("NAME = 'ada'\n")
    source = "from checks.unit.given import NAME\n\ndef test_0():\n    assert NAME == 'bob', NAME\n"
    (event,) = told(folder, FLASK, source, [])
    assert event["message"].startswith("AssertionError: ada")
