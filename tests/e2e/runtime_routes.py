"""Run by a project's own interpreter: prints the route table of a live app as JSON rows.

A row is ``[method, path, handler, file, line]``: the handler's dotted name, the file and line of its ``def`` (of the
function itself, where decorators say what they wrap). HEAD and OPTIONS that the frameworks add by themselves, their
documentation pages and static files are left out. Usage: ``python runtime_routes.py FOLDER MODULE:EXPRESSION
[PRELUDE]``, where PRELUDE is Python to run first. Standard library and the project's own packages only.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

Row = tuple[str, str, str, str, int]

VERBS = ("get", "head", "post", "put", "delete", "connect", "options", "trace", "patch")


def unwrapped(function: Any) -> Any:
    """Look through ``functools.partial`` and decorators that kept what they wrap."""
    while True:
        if isinstance(function, partial):
            function = function.func
        elif hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        elif hasattr(function, "__func__"):
            function = function.__func__
        else:
            return function


def row(method: str, path: str, function: Any, owner: type | None = None) -> Row:
    """Describe who serves; of a method, ``owner`` is the class that is registered, which may have inherited it."""
    function = unwrapped(function)
    if not hasattr(function, "__qualname__"):
        function = type(function)
    name = f"{function.__module__}.{function.__qualname__}"
    if owner is not None:
        name = f"{owner.__module__}.{owner.__qualname__}.{function.__name__}"
    return method, path, name, *place(function)


def place(function: Any) -> tuple[str, int]:
    """Give the file of a function or class and the line of its ``def`` or ``class``, below its decorators."""
    try:
        lines, first = inspect.getsourcelines(function)
        file = inspect.getsourcefile(function) or ""
    except (TypeError, OSError):
        return "", 0
    for offset, line in enumerate(lines):
        if re.match(r"\s*(async\s+def|def|class)\b", line):
            return file, first + offset
    return file, first


def starlette_rows(app: Any, prefix: str = "") -> Iterator[Row]:
    """Walk the routes of FastAPI, Starlette and what they mount."""
    for route in effective_routes(app):
        path = prefix + (getattr(route, "path", "") or "")
        endpoint = getattr(route, "endpoint", None)
        below = getattr(route, "app", None)
        if endpoint is None:
            if below is not None and (hasattr(below, "routes") or hasattr(below, "app")):
                yield from rows(below, path)
        elif not unwrapped(endpoint).__module__.startswith(("fastapi.", "starlette.")):
            yield from endpoint_rows(route, braced(path), endpoint)


def effective_routes(app: Any) -> Iterator[Any]:
    """Give each route with its full path: newer FastAPI keeps included routers as they are."""
    try:
        from fastapi.routing import iter_route_contexts
    except ImportError:
        yield from app.routes
        return
    for context in iter_route_contexts(app.routes):
        endpoint = getattr(context, "endpoint", None)
        route = getattr(context, "route", None)
        yield context if endpoint is not None or route is None else route


def endpoint_rows(route: Any, path: str, endpoint: Any) -> Iterator[Row]:
    methods = getattr(route, "methods", None)
    if inspect.isclass(endpoint):
        served = [verb for verb in VERBS if callable(getattr(endpoint, verb, None))]
        for verb in served:
            yield row(verb.upper(), path, getattr(endpoint, verb), endpoint)
        if not served:
            yield row("WEBSOCKET", path, endpoint.__call__, endpoint)
    elif methods is None:
        yield row("WEBSOCKET", path, endpoint)
    else:
        for method in named_methods(route, methods):
            yield row(method, path, endpoint)


def named_methods(route: Any, methods: Any) -> set[str]:
    """Drop the HEAD that Starlette's own routes have with every GET; FastAPI's have what they were given."""
    route = getattr(route, "original_route", route)
    added = "GET" in methods and not hasattr(route, "dependant")
    return {method.upper() for method in methods} - ({"HEAD"} if added else set())


def braced(path: str) -> str:
    return re.sub(r"\{(\w+):[^}]*\}", r"{\1}", path)


def flask_rows(app: Any, prefix: str = "") -> Iterator[Row]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in app.view_functions or rule.endpoint.rpartition(".")[2] == "static":
            continue  # a rule can be there only to give url_for() a name
        path = prefix + re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
        view = app.view_functions[rule.endpoint]
        dropped = {"HEAD"} if "GET" in rule.methods else set()
        dropped |= {"OPTIONS"} if rule.methods != {"OPTIONS"} else set()
        for method in rule.methods - dropped:
            yield flask_row(method, path, view)


def flask_row(method: str, path: str, view: Any) -> Row:
    owner = getattr(unwrapped(view), "view_class", None) or getattr(view, "view_class", None)
    if owner is None:
        return row(method, path, view)
    names = (method.lower(), "get" if method == "HEAD" else method.lower(), "dispatch_request")
    function = next(found for name in names if (found := getattr(owner, name, None)) is not None)
    return row(method, path, function, owner)


def litestar_rows(app: Any, prefix: str = "") -> Iterator[Row]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            function = unwrapped(handler.fn)
            function = getattr(function, "_fn", function)  # a listener
            if unwrapped(function).__module__.partition(".")[0] == "litestar":
                continue
            default = {"WEBSOCKET" if "WebSocket" in type(route).__name__ else "ANY"}
            for method in getattr(handler, "http_methods", default):
                yield row(str(method), prefix + route.path_format, function)


def aiohttp_rows(app: Any, prefix: str = "") -> Iterator[Row]:
    """``*`` is written as ANY, or as the methods of a class-based view; HEAD beside GET was added by itself."""
    routes = [route for route in app.router.routes() if type(route.resource).__name__ != "StaticResource"]
    asked = {
        (unwrapped(route.handler), route.resource.canonical) for route in routes if route.method == "GET"
    }
    for route in routes:
        path, handler = prefix + route.resource.canonical, route.handler
        if inspect.isclass(handler):
            for verb in VERBS:
                if hasattr(handler, verb) and route.method in {"*", verb.upper()}:
                    yield row(verb.upper(), path, getattr(handler, verb), handler)
        elif route.method != "HEAD" or (unwrapped(handler), route.resource.canonical) not in asked:
            yield row("ANY" if route.method == "*" else route.method, path, handler)


def django_rows(app: Any, prefix: str) -> Iterator[Row]:
    """Ask the resolver of the project that ``DJANGO_SETTINGS_MODULE`` names; its handler knows nothing of routes."""
    for method, path, name, function in import_module("runtime_django").table(FOLDER[0]):
        yield method, prefix + path, name, *place(unwrapped(function))


FOLDER: list[str] = []

TABLES: dict[str, Callable[[Any, str], Iterator[Row]]] = {
    "flask": flask_rows,
    "fastapi": starlette_rows,
    "starlette": starlette_rows,
    "litestar": litestar_rows,
    "aiohttp": aiohttp_rows,
    "django": django_rows,
}
"""By the package that the app's class, or one that it inherits from, comes from."""


def rows(app: Any, prefix: str = "") -> Iterator[Row]:
    """Give the table of an app; what wraps one (a middleware) is looked through by its ``app``."""
    while True:
        for kind in type(app).__mro__:
            package = kind.__module__.partition(".")[0]
            if package in TABLES and (hasattr(app, "routes") or package not in {"fastapi", "starlette"}):
                yield from TABLES[package](app, prefix)
                return
        if not hasattr(app, "app"):
            return
        app = app.app


async def awaited(app: Any) -> Any:
    return await app


def main(folder: str, name: str, prelude: str = "") -> str:
    sys.path.insert(0, folder)
    FOLDER[:] = [folder]
    out, sys.stdout = (
        sys.stdout,
        sys.stderr,
    )  # what an app prints while it is imported is no part of the answer
    try:
        exec(prelude, {})
        module, _, expression = name.partition(":")
        served = eval(expression, vars(import_module(module)))
        served = asyncio.run(awaited(served)) if inspect.isawaitable(served) else served
        return json.dumps(sorted(set(rows(served))))
    finally:
        sys.stdout = out


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]))
