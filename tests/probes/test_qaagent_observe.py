"""An app is imported in the user's interpreter and tells its table, or why it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.probes.environments import THIS, environment
from tests.probes.probed import PROBE, write

WEB = """
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

print("hello from the app")
app = FastAPI()


@app.get("/x")
def x():
    return 1


wrapped = CORSMiddleware(app)
number = 3


def create_app():
    return app


def takes(one):
    return one


def breaks():
    raise RuntimeError("no database\\nat all")


class Nested:
    app = app
"""
DJANGO = 'ROOT_URLCONF = "urls"\nSECRET_KEY = "x"\nALLOWED_HOSTS = ["*"]\n'
URLS = "from django.urls import path\n\n\ndef view(request):\n    pass\n\n\nurlpatterns = [path('v', view)]\n"
WSGI = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
"""
OWN = f"{WSGI}wsgi = application\ndef application(environ, start_response):\n    return wsgi(environ, start_response)\n"
MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n'


def observed(folder: Path, target: str, python: str = sys.executable) -> tuple[dict[str, Any], str, str, int]:
    """Ask, and give the event, stdout, stderr and the exit code."""
    events = folder.parent / "events.jsonl"
    events.unlink(missing_ok=True)
    done = subprocess.run(
        [python, "-B", "-W", "ignore", str(PROBE / "qaagent_observe.py"), target],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(PROBE),
            "QAAGENT_EVENTS": str(events),
            "QAAGENT_WORKSPACE": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    (event,) = map(json.loads, events.read_text().splitlines())
    return event, done.stdout, done.stderr, done.returncode


@pytest.mark.parametrize(
    "target",
    [
        "web:app",
        "web:create_app()",
        "web:create_app",
        "web:Nested.app",
        "web:wrapped",
        "web",
        "web:takes(app)",
    ],
)
def test_an_app_by_any_name(target: str, tmp_path: Path) -> None:
    event, out, err, code = observed(write(tmp_path / "w", web=WEB), target)
    assert (event["kind"], event["app"], event["file"], event["line"]) == ("routes", "web:app", "web.py", 6)
    assert [row[:5] for row in event["rows"]] == [["GET", "/x", "web.x", "web.py", 9]]
    assert (out, code) == ("", 0)
    assert "hello from the app" in err


@pytest.mark.parametrize(
    ("target", "what", "message"),
    [
        ("web:nope", "unknown", "web has no attribute nope."),
        ("web:Nested.nope", "unknown", "Nested has no attribute nope."),
        ("nope:app", "unknown", "There is no module nope in"),
        ("web.inner:app", "unknown", "There is no module web.inner in"),
        (
            "web:number",
            "unknown",
            "web:number is no app of FastAPI, Starlette, Flask, Litestar, aiohttp or Django, but a builtins.int",
        ),
        ("empty", "unknown", "The module empty has none of app, application,"),
        ("web:breaks", "broke", "RuntimeError: no database"),
        ("web:breaks()", "broke", "RuntimeError: no database"),
        ("broken:app", "broke", "ModuleNotFoundError: No module named 'not_there'"),
        ("wrong:app", "broke", "SyntaxError: "),
        ("leaves:app", "broke", "SystemExit: 3"),
        ("nope.py", "unknown", "nope.py cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_app(target: str, what: str, message: str, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "w",
        web=WEB,
        empty="",
        broken="import not_there\n",
        wrong="def (:\n",
        leaves="import sys\nsys.exit(3)\n",
    )
    event, _, err, code = observed(folder, target)
    assert (event["kind"], event["what"], code) == ("observe_error", what, 1)
    assert event["message"].startswith(message)
    assert ("Traceback" in err or "SyntaxError" in err) is (what == "broke")


@pytest.mark.parametrize("target", ["settings", "wsgi:application", "wsgi", "own:application", "manage.py"])
def test_django(target: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "w", settings=DJANGO, urls=URLS, wsgi=WSGI, own=OWN, manage=MANAGE)
    event, _, err, code = observed(folder, target, environment(THIS, "web_older"))
    assert code == 0, err
    assert (event["app"], event["file"]) == ("urls:urlpatterns", "urls.py")
    assert [row[:5] for row in event["rows"]] == [["ANY", "/v", "urls.view", "urls.py", 4]]


def test_a_src_folder_is_importable(tmp_path: Path) -> None:
    event, *_ = observed(write(tmp_path / "w", src__web=WEB), "web:app")
    assert event["rows"][0][3] == "src/web.py"
