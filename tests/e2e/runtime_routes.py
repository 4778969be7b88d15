"""Run by a project's own interpreter: prints the route table of a live app as JSON rows [method, path, handler].

Usage: ``python runtime_routes.py FOLDER MODULE:EXPRESSION``. HEAD and OPTIONS that the frameworks add by themselves,
their documentation pages and Flask's static files are left out.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

Row = tuple[str, str, str]


def handler_name(function: Any) -> str:
    function = inspect.unwrap(function)
    return f"{function.__module__}.{function.__qualname__}"


def fastapi_rows(app: Any) -> Iterator[Row]:
    from fastapi.routing import iter_route_contexts

    for context in iter_route_contexts(app.routes):
        if context.endpoint.__module__.startswith("fastapi"):
            continue
        path = re.sub(r"\{(\w+):[^}]*\}", r"{\1}", context.path or "")
        for method in context.methods or ():
            yield method, path, handler_name(context.endpoint)


def flask_rows(app: Any) -> Iterator[Row]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in app.view_functions or rule.endpoint == "static":
            continue  # a rule can be there only to give url_for() a name
        path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield method, path, handler_name(app.view_functions[rule.endpoint])


if __name__ == "__main__":
    folder, name = sys.argv[1:]
    sys.path.insert(0, folder)
    module, _, expression = name.partition(":")
    served = eval(expression, vars(import_module(module)))
    rows = flask_rows(served) if hasattr(served, "url_map") else fastapi_rows(served)
    sys.stdout.write(json.dumps(sorted(rows)))
