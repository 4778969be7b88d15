"""A small site of Flask with barriers in its templates, served by a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, abort, redirect, render_template, request
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import Span, WorkspacePath

APP = """\
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html", pets=["Rex", "Tom"])


@app.route("/pets/<name>")
def pet(name):
    return render_template("pet.html")


@app.route("/login")
def login():
    return render_template("auth/login.html")


@app.route("/bare")
def bare():
    return "<p>nothing of a page</p>"
"""
TEMPLATES: Mapping[str, str] = {
    "templates/base.html": """\
<!doctype html>
<html>
<head><title>{% block title %}Pets{% endblock %}</title></head>
<body><main><h1>Pets</h1>
{% block content %}{% endblock %}
</main></body>
</html>
""",
    "templates/index.html": """\
{% extends "base.html" %}
{% block content %}
<ul>
{% for pet in pets %}
  <li><img src="/static/{{ pet }}.png"> {{ pet }}</li>
{% endfor %}
</ul>
{% endblock %}
""",
    "templates/auth/login.html": """\
{% extends "base.html" %}
{% block content %}
<form method="post">
  <label for="user">Name</label>
  <input id="user" name="user">
  <input name="password"
         type="password">
  <button>Go</button>
</form>
{% endblock %}
""",
}
ROUTES = tuple(
    Route(
        key=RouteKey("GET", path),
        handler=f"app.{name}",
        file=WorkspacePath("app.py"),
        span=Span(line, 1, line, 20),
        handler_file=WorkspacePath("app.py"),
        handler_span=Span(line + 1, 1, line + 2, 40),
        framework="flask",
    )
    for path, name, line in (
        ("/", "index", 6),
        ("/pets/{name}", "pet", 11),
        ("/login", "login", 16),
        ("/bare", "bare", 21),
        ("/account", "account", 26),
        ("/token", "token", 27),
        ("/api", "api", 28),
        ("/broken", "broken", 29),
        ("/elsewhere", "elsewhere", 30),
        ("/logout", "logout", 31),
        ("/loop", "loop", 32),
    )
)


def written(folder: Path) -> Path:
    """Write the project."""
    for name, text in {**TEMPLATES, "app.py": APP}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the project's templates; yield the address."""
    app = Flask("site", template_folder=str(folder / "templates"))
    app.add_url_rule(
        "/", view_func=lambda: render_template("index.html", pets=["Rex", "Tom"]), endpoint="index"
    )
    app.add_url_rule("/login", view_func=lambda: render_template("auth/login.html"), endpoint="login")
    app.add_url_rule("/bare", view_func=lambda: "<p>nothing of a page</p>", endpoint="bare")
    app.add_url_rule("/account", view_func=lambda: redirect("/login"), endpoint="account")
    app.add_url_rule("/token", view_func=_with_token, endpoint="token")
    app.add_url_rule("/api", view_func=lambda: {"pets": []}, endpoint="api")
    app.add_url_rule("/broken", view_func=lambda: abort(500), endpoint="broken")
    app.add_url_rule(
        "/elsewhere", view_func=lambda: redirect("http://elsewhere.invalid/"), endpoint="elsewhere"
    )
    app.add_url_rule("/logout", view_func=lambda: abort(500, "asked for"), endpoint="logout")
    app.add_url_rule("/loop", view_func=lambda: redirect("/loop"), endpoint="loop")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _with_token() -> str | Response:
    if request.headers.get("Authorization") != "Bearer s3cret":
        abort(401)
    return "<!doctype html><html lang='en'><title>Token</title><main><h1>Yours</h1></main></html>"
