"""Pytest plugin that swears which route each request of a test reached. It is evidence against our own probe.

``python -m pytest -p link_witness`` with ``LINK_WITNESS`` naming the file to write: one JSON object a line, ``{"test",
"when", "method", "path", "handler", "file", "view_file"}``, the last of the class that the handler was asked of. It
shares no code and no way of looking with the probe: apps are wrapped as a whole, from outside; what a request came to
is asked of the framework afterwards (Starlette's scope) or beforehand (werkzeug's own ``match``, Django's own
``resolve``); the template is found by walking the app's table; and the test is the one that pytest itself names in
``PYTEST_CURRENT_TEST``. So it is right only where one test runs at a time.

A request reaches a route when one of the app's routes serves its path and its method; whether the handler's own code
ran (a guard may answer before it) does not matter. What a framework answers by itself reaches none: 404, 405 for a
method that nothing serves, and ``OPTIONS`` that no handler was written for.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Iterator
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

_inside: ContextVar[bool] = ContextVar("link_witness_inside", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Wrap what is installed."""
    del config
    for wrap in (_wrap_starlette, _wrap_flask, _wrap_django):
        try:
            wrap()
        except ImportError:
            continue


def _swear(method: str, path: str, handler: Any, view: Any = None) -> None:
    test, _, when = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")
    function = inspect.unwrap(handler)
    code = getattr(function, "__code__", None)
    row = {
        "test": test,
        "when": when.strip("()"),
        "method": "GET" if method == "HEAD" else method,
        "path": path,
        "handler": f"{function.__module__}.{getattr(function, '__qualname__', type(function).__qualname__)}",
        "file": code.co_filename if code else inspect.getsourcefile(function) or "",
    }
    kind = _class_of(view)
    row["view_file"] = (inspect.getsourcefile(kind) or "") if kind is not None else ""
    with Path(os.environ["LINK_WITNESS"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def _wrap_starlette() -> None:
    from starlette.applications import Starlette

    original = Starlette.__call__

    async def asked(self: Any, scope: Any, receive: Any, send: Any) -> None:
        if _inside.get() or scope["type"] not in ("http", "websocket"):
            return await original(self, scope, receive, send)
        wanted = scope["path"]
        token = _inside.set(True)
        try:
            await original(self, scope, receive, send)
        finally:
            _inside.reset(token)
            method = "WEBSOCKET" if scope["type"] == "websocket" else scope["method"]
            for path, methods, endpoint, pattern in _asgi_table(self.routes, ""):
                if endpoint is scope.get("endpoint") and pattern.match(wanted) and method in methods:
                    _swear(method, path, endpoint)
                    break

    setattr(Starlette, "__call__", asked)  # noqa: B010 - the type checker forbids the other spelling


def _asgi_table(routes: Any, prefix: str) -> Iterator[tuple[str, set[str], Any, Any]]:
    from starlette.routing import compile_path

    for route in _flat(routes):
        path = prefix + (getattr(route, "path", None) or "")
        endpoint = getattr(route, "endpoint", None)
        inner = getattr(getattr(route, "original_route", route), "routes", None)
        if endpoint is not None:
            pattern, template, _ = compile_path(path or "/")
            methods = getattr(route, "methods", None)
            if methods is None:
                is_socket = "WebSocket" in type(getattr(route, "original_route", route)).__name__
                methods = {"WEBSOCKET"} if is_socket else _methods_of(endpoint)
            yield template, {*methods}, endpoint, pattern
        elif inner:
            yield from _asgi_table(inner, path)


def _methods_of(endpoint: Any) -> set[str]:
    return {name.upper() for name in ("get", "head", "post", "put", "patch", "delete", "options")
            if hasattr(endpoint, name)}  # fmt: skip


def _flat(routes: Any) -> Any:
    try:
        from fastapi.routing import iter_route_contexts
    except ImportError:
        return routes
    return iter_route_contexts(routes)


def _wrap_flask() -> None:
    from flask import Flask
    from werkzeug.exceptions import HTTPException

    original = Flask.__call__

    def asked(self: Any, environ: Any, start_response: Any) -> Any:
        try:
            rule, _ = self.url_map.bind_to_environ(environ).match(return_rule=True)
        except HTTPException:
            rule = None
        method = environ["REQUEST_METHOD"]
        if rule is not None and not (method == "OPTIONS" and rule.provide_automatic_options):
            view = self.view_functions[rule.endpoint]
            _swear(
                method,
                environ.get("SCRIPT_NAME", "") + re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule),
                _of_class(view, method),
                view,
            )
        return original(self, environ, start_response)

    setattr(Flask, "__call__", asked)  # noqa: B010 - same


def _of_class(view: Any, method: str) -> Any:
    kind = _class_of(view)
    if kind is None:
        return view
    return getattr(kind, _named(view, method), None) or getattr(kind, "dispatch_request", kind)


def _class_of(view: Any) -> Any:
    return getattr(view, "view_class", None) or getattr(view, "cls", None)


def _named(view: Any, method: str) -> str:
    actions: dict[str, str] = getattr(view, "actions", None) or {}
    return actions.get(method.lower(), method.lower())


def _wrap_django() -> None:
    handler: Any = import_module("django.core.handlers.base").BaseHandler
    urls: Any = import_module("django.urls")

    original = handler.get_response

    def get_response(self: Any, request: Any) -> Any:
        try:
            match = urls.resolve(request.path_info, getattr(request, "urlconf", None))
        except urls.Resolver404:
            match = None
        if match is not None and _serves(match.func, request.method):
            _swear(request.method, _template(match.route), _of_class(match.func, request.method), match.func)
        return original(self, request)

    handler.get_response = get_response


def _template(route: str) -> str:
    """Write a route as Django's own list of a project's views does (``admindocs``)."""
    words: Any = import_module("django.contrib.admindocs.utils")
    for simpler in ("remove_non_capturing_groups", "replace_named_groups", "replace_unnamed_groups",
                    "replace_metacharacters"):  # fmt: skip
        route = str(getattr(words, simpler)(route))
    template: str = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", route)
    return "/" + template.lstrip("/")


def _serves(view: Any, method: str) -> bool:
    """Tell whether a view of Django answers by itself: neither with ``405`` nor as any class does to ``OPTIONS``."""
    kind = _class_of(view)
    if kind is not None:
        if method.lower() not in getattr(kind, "http_method_names", [method.lower()]):
            return False
        found = getattr(kind, _named(view, "GET" if method == "HEAD" else method), None)
        library = getattr(found, "__module__", "").startswith(("django.views", "rest_framework.views"))
        return found is not None and not (method == "OPTIONS" and library)
    while view is not None:
        closed = getattr(view, "__closure__", None) or ()
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        allowed = {name: cell.cell_contents for name, cell in zip(names, closed, strict=True)}.get(
            "request_method_list"
        )
        if allowed is not None and method not in allowed:  # @require_POST and its like
            return False
        view = getattr(view, "__wrapped__", None)
    return True
